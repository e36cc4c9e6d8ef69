"""Sources, events, policies and timelines."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from timeline.deadlines.preview import preview_deadlines
from timeline.models import Deadline, Event, Policy, Source, Timeline

from .parts import CitationInline, EffectInline, IdentifierInline
from .publication import PublishableAdmin


@admin.register(Source)
class SourceAdmin(PublishableAdmin):
    """Documents that were read."""

    list_display = ("title", "publisher", "published", "language", "status")
    list_filter = ("publication_status", "language")
    search_fields = ("title", "publisher", "slug", "url")
    id_from = ("publisher", "title")
    fieldsets = (
        (None, {"fields": ("title", "publisher", "url", ("published", "language"))}),
        (_("Record"), {"fields": (("slug", "publication_status"),)}),
    )


@admin.register(Event)
class EventAdmin(PublishableAdmin):
    """Dated facts, with their citations and effects."""

    page_name = "event"
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
    inlines = (CitationInline, EffectInline)
    fieldsets = (
        (None, {"fields": ("title", "summary", "date", ("known_from", "known"), ("kind", "certainty"))}),
        (_("Filed under"), {"fields": ("policies", "actors", "topics")}),
        (_("Record"), {"fields": (("slug", "publication_status"), "position")}),
    )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ) -> Any:
        """The form, with the outcomes of the deadlines that this event reaches."""
        if isinstance(obj, Event):
            reached = Deadline.objects.filter(effects__event=obj).distinct()
            today = timezone.localdate()
            # An event that is still to become known moves nothing before that day, so that day is shown.
            known_on = max(today, obj.known)
            context["previews_from"] = known_on if known_on > today else None
            context["previews"] = [
                (reverse("admin:timeline_deadline_change", args=[preview.deadline.pk]), preview)
                for preview in preview_deadlines(
                    list(reached), known_on=known_on, language=get_language() or "en"
                ).values()
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


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
    inlines = (IdentifierInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("title", "summary", "kind", "jurisdiction", "topics")}),
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
