"""What records are filed under: topics, actors, jurisdictions."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from timeline.models import Actor, Jurisdiction, Topic

from .record import SharedRecordAdmin


@admin.register(Topic)
class TopicAdmin(SharedRecordAdmin):
    """Subjects readers follow."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    id_from = ("name",)
    fields = ("name", "slug")


@admin.register(Actor)
class ActorAdmin(SharedRecordAdmin):
    """Who acts or is obliged."""

    list_display = ("name", "kind", "slug")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    id_from = ("name",)
    fields = ("name", "kind", "slug")


@admin.register(Jurisdiction)
class JurisdictionAdmin(SharedRecordAdmin):
    """Legal orders. Changing one recomputes every deadline that counts by it."""

    list_display = ("name", "timezone", "convention", "calendar", "slug")
    search_fields = ("name", "slug")
    id_from = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (
            _("Counting"),
            {
                "fields": ("timezone", "convention", "calendar"),
                "description": _("What a rule counts by where it names nothing itself."),
            },
        ),
    )
