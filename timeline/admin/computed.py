"""What the service writes itself, to be read: outcomes, recompute requests, alerts, deliveries, subscribers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from timeline.models import (
    Alert,
    AlertState,
    Delivery,
    DeliveryState,
    Outcome,
    RecomputeRequest,
    Subscriber,
    Subscription,
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


def computed_names() -> set[str]:
    """The names of what goes with a draft that is deleted, although nobody may delete it by itself."""
    return {str(model._meta.verbose_name) for model in (Outcome, RecomputeRequest, Alert, Delivery)}


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


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """What is to be told, and what was."""

    list_display = ("about", "kind", "lead_days", "fire_at", "state_label")
    list_filter = ("state", "kind", ("fire_at", admin.DateFieldListFilter))
    list_select_related = ("deadline", "event")
    ordering = ("-fire_at", "-pk")
    search_fields = ("deadline__title", "deadline__slug", "event__title", "event__slug")

    @display(description=_("about"))
    def about(self, record: Alert) -> str:
        """The deadline, or the new event, that is told of."""
        return str(record.deadline or record.event)

    @display(
        description=_("state"),
        ordering="state",
        label={AlertState.PLANNED.label: "info", AlertState.FIRED.label: "success"},
    )
    def state_label(self, record: Alert) -> str:
        """The state as a coloured label."""
        return record.get_state_display()


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """The outbox, with why a mail was not sent."""

    list_display = ("alert", "subscriber", "state_label", "due_at", "sent_at", "why_not_sent")
    list_filter = ("state", "channel", ("due_at", admin.DateFieldListFilter))
    list_select_related = ("alert__deadline", "alert__event", "subscriber")
    ordering = ("-due_at", "-pk")
    search_fields = ("subscriber__email", "alert__deadline__title", "alert__deadline__slug")
    fields = (
        ("alert", "subscriber", "subscription"),
        ("channel", "state", "why_not_sent"),
        ("due_at", "sent_at", "created_at"),
        ("attempts", "lease_until"),
        "last_error",
        "key",
    )
    readonly_fields = ("key", "why_not_sent")

    @display(
        description=_("state"),
        ordering="state",
        label={
            DeliveryState.SENT.label: "success",
            DeliveryState.FAILED.label: "danger",
            DeliveryState.SUPPRESSED.label: "warning",
        },
    )
    def state_label(self, record: Delivery) -> str:
        """The state as a coloured label."""
        return record.get_state_display()

    @display(description=_("why not sent"))
    def why_not_sent(self, record: Delivery) -> str:
        """The reason in a sentence; empty for a mail that was sent."""
        match record.state:
            case DeliveryState.SENT:
                return ""
            case DeliveryState.FAILED:
                return _now("Given up after %(attempts)d attempts: %(error)s") % {
                    "attempts": record.attempts,
                    "error": record.last_error,
                }
            case DeliveryState.SUPPRESSED:
                reason = record.subscriber.suppression_reason or record.last_error
                return _now("The address gets nothing more: %(reason)s") % {"reason": reason}
            case DeliveryState.SUPERSEDED:
                return _now("The deadline changed before it was due.")
            case DeliveryState.PENDING if record.attempts:
                return _now("Attempt %(attempts)d failed, tried again at %(due)s: %(error)s") % {
                    "attempts": record.attempts,
                    "due": date_format(localtime(record.due_at), "DATETIME_FORMAT"),
                    "error": record.last_error,
                }
            case DeliveryState.PENDING:
                return _now("It is not due yet, or waits for its turn.")
            case _:
                return _now("It is being sent.")


class SubscriptionInline(TabularInline):
    """What a subscriber follows."""

    model = Subscription
    fields = ("timeline", "policy", "topic", "deadline", "created_at", "confirmed_at", "ended_at")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """Subscriptions with what they follow."""
        related = ("subscriber", "timeline", "policy", "topic", "deadline")
        return super().get_queryset(request).select_related(*related)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: a person subscribes, and confirms it."""
        return False


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    """Mailboxes whose owners asked to be told. Somebody who asks to be forgotten can be deleted."""

    list_display = ("email", "language", "created_at", "suppressed_at", "suppression_reason")
    list_filter = (("suppressed_at", admin.EmptyFieldListFilter), "language")
    ordering = ("email",)
    search_fields = ("email",)
    inlines = (SubscriptionInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For who has the right, so that a person can be forgotten."""
        return request.user.has_perm("timeline.delete_subscriber")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's answer; a subscriber's deliveries go along."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking - computed_names(), protected
