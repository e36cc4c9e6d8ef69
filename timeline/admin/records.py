"""Sources, events, policies and timelines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from timeline.models import Event, Policy, Source, Timeline

from .panels import event_panel
from .parts import CitationInline, EffectInline, IdentifierInline
from .pictures import PicturedAdmin, PictureInline
from .previewing import PreviewingAdmin
from .publication import PublishableAdmin
from .translations import EventTranslationInline, TranslationInline


@admin.register(Source)
class SourceAdmin(PublishableAdmin):
    """Documents that were read."""

    list_display = ("title", "publisher", "published", "language", "status")
    list_filter = ("publication_status", "language")
    search_fields = ("title", "publisher", "slug", "url")
    id_from = ("publisher", "title")
    # An address typed without a scheme is one of https.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("title", "publisher", "url", ("published", "language"))}),
        (_("Record"), {"fields": (("slug", "publication_status"),)}),
    )


@admin.register(Event)
class EventAdmin(PicturedAdmin, PreviewingAdmin):
    """Dated facts, with their citations, effects and pictures."""

    page_name = "event"
    panel_template = "admin/timeline/event_panel.html"
    list_display = ("title", "date", "kind", "certainty", "status")
    list_filter = (
        "publication_status",
        "kind",
        "certainty",
        ("topics", admin.RelatedOnlyFieldListFilter),
        ("policies", admin.RelatedOnlyFieldListFilter),
    )
    ordering = ("-earliest", "-position", "-pk")
    search_fields = ("title", "slug", "summary")
    id_from = ("title",)
    autocomplete_fields = ("policies", "actors", "topics")
    readonly_fields = ("known",)
    inlines = (CitationInline, EffectInline, PictureInline, EventTranslationInline)
    fieldsets = (
        (None, {"fields": ("title", "summary", "date", ("known_from", "known"), ("kind", "certainty"), "language")}),
        (_("Filed under"), {"fields": ("policies", "actors", "topics")}),
        (_("Record"), {"fields": (("slug", "publication_status"), "position")}),
    )

    def panel(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        """What would change for readers with the event and its effects."""
        return event_panel(form, formsets, now=timezone.now(), language=get_language() or "en")


@admin.register(Policy)
class PolicyAdmin(PublishableAdmin):
    """What is tracked, with its identifiers and citations. Its legal status follows from events."""

    page_name = "policy"
    list_display = ("title", "kind", "jurisdiction", "status")
    list_filter = ("publication_status", "kind", "jurisdiction", ("topics", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("jurisdiction",)
    search_fields = ("title", "slug", "identifiers__value")
    id_from = ("title",)
    autocomplete_fields = ("jurisdiction", "topics")
    inlines = (IdentifierInline, CitationInline, TranslationInline)
    fieldsets = (
        (None, {"fields": ("title", "summary", "kind", "jurisdiction", "topics", "language")}),
        (_("Record"), {"fields": (("slug", "publication_status"),)}),
    )


@admin.register(Timeline)
class TimelineAdmin(PublishableAdmin):
    """Curated public pages."""

    page_name = "timeline"
    list_display = ("title", "language", "topic_names", "status")
    list_filter = ("publication_status", "language")
    search_fields = ("title", "slug", "summary")
    id_from = ("title",)
    autocomplete_fields = ("topics", "policies", "actors", "events", "deadlines", "highlights")
    inlines = (TranslationInline,)
    fieldsets = (
        (None, {"fields": ("title", "summary", "language")}),
        (
            _("Selection"),
            {
                "fields": ("topics", "policies", "actors"),
                "description": _("Every record filed under any of these belongs to the timeline."),
            },
        ),
        (
            _("By hand"),
            {
                "fields": ("events", "deadlines", "highlights"),
                "description": _("Records that belong to it besides, and the events that are shown large."),
            },
        ),
        (_("Record"), {"fields": (("slug", "publication_status"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Timelines with the topics that the list names."""
        return super().get_queryset(request).prefetch_related("topics")

    @display(description=_("topics"))
    def topic_names(self, record: Timeline) -> str:
        """The names of the selected topics."""
        return ", ".join(topic.name for topic in record.topics.all())
