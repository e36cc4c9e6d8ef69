"""What the service computes itself, to be read: outcomes and recompute requests."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from timeline.alerts.refusals import without_addresses
from timeline.models import (
    Alert,
    Bounce,
    Confirmation,
    Delivery,
    Digest,
    Outcome,
    RecomputeRequest,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookNotice,
    WebhookTest,
)


class ReadOnlyAdmin(ModelAdmin):
    """A list to look things up in."""

    actions: Any = None
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: the service writes these."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: the service writes these."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what was computed, planned or sent stays on record."""
        return False

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Django's entry, which names no mailbox: whoever is forgotten is forgotten there, too."""
        return _nameless(super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The same for what is deleted."""
        entries = super().log_deletions(request, queryset)
        return [_nameless(entry) for entry in entries] if isinstance(entries, list) else _nameless(entries)


def _nameless(entry: LogEntry) -> LogEntry:
    entry.object_repr = f"{without_addresses(entry.object_repr)[:180]} ({entry.object_id})"
    entry.change_message = without_addresses(entry.change_message)
    entry.save(update_fields=["object_repr", "change_message"])
    return entry


def computed_names() -> set[str]:
    """The names of what goes with a record that is deleted, although nobody may delete it by itself."""
    models = (Outcome, RecomputeRequest, Alert, Delivery, Digest, Confirmation, Bounce)
    webhooks = (WebhookEndpoint, WebhookAttempt, WebhookTest, WebhookNotice)
    return {str(model._meta.verbose_name) for model in (*models, *webhooks)}


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    """Every outcome there ever was, the newest first."""

    list_display = ("deadline", "revision", "state", "due", "cause", "event", "editor", "computed_at")
    list_filter = ("state", "cause", ("computed_at", admin.DateFieldListFilter))
    list_select_related = ("deadline", "event", "editor")
    ordering = ("-computed_at", "-pk")
    search_fields = ("deadline__title", "deadline__slug")
    fields = (
        ("deadline", "revision"),
        ("state", "due", "due_at"),
        ("due_earliest", "due_latest", "remaining"),
        "discrepancy",
        "error",
        ("cause", "event", "editor"),
        ("known_on", "computed_at"),
    )


@admin.register(RecomputeRequest)
class RecomputeRequestAdmin(ReadOnlyAdmin):
    """Deadlines that wait to be computed anew; the list is empty when all is well."""

    list_display = ("deadline", "cause", "event", "editor", "requested_at")
    list_filter = ("cause",)
    list_select_related = ("deadline", "event", "editor")
    search_fields = ("deadline__title", "deadline__slug")
