"""Who wants to know, and what came back from their mailboxes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from timeline.alerts.suppression import lift
from timeline.models import Bounce, DeliveryState, Subscriber, Subscription

from .asking import AskingMixin, Done, Question
from .computed import ReadOnlyAdmin, computed_names
from .outbox_filters import DomainFilter, OwnDomainFilter


class SubscriptionInline(TabularInline):
    """What a subscriber follows."""

    model = Subscription
    fields = (
        "timeline",
        "policy",
        "topic",
        "actor",
        "deadline",
        "everything",
        "search",
        "cadence",
        "channel",
        "created_at",
        "confirmed_at",
        "ended_at",
    )
    readonly_fields = fields
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """Subscriptions with what they follow."""
        related = ("subscriber", "timeline", "policy", "topic", "actor", "deadline")
        return super().get_queryset(request).select_related(*related)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: a person subscribes, and confirms it."""
        return False


@admin.register(Subscriber)
class SubscriberAdmin(AskingMixin, ReadOnlyAdmin):
    """Mailboxes whose owners asked to be told. Somebody who asks to be forgotten can be deleted."""

    list_display = ("email", "language", "created_at", "paused_at", "suppressed_at", "suppression_reason")
    list_filter = (
        ("suppressed_at", admin.EmptyFieldListFilter),
        ("paused_at", admin.EmptyFieldListFilter),
        "language",
        OwnDomainFilter,
    )
    list_filter_submit = True
    ordering = ("email",)
    search_fields = ("email",)
    inlines = (SubscriptionInline,)
    actions_detail = ["unsuppress"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For who has the right, so that a person can be forgotten."""
        return request.user.has_perm("timeline.delete_subscriber")

    def has_unsuppress_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change subscribers."""
        return self.may_change(request)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The button is there where it can do something."""
        found = self.get_object(request, object_id)
        suppressed = found is not None and found.suppressed_at is not None
        return super().get_actions_detail(request, object_id) if suppressed else []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's answer; all that is kept about a subscriber goes along."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking - computed_names(), protected

    @action(
        description=_("Let have mail again…"), url_path="unsuppress", icon="mark_email_read", permissions=["unsuppress"]
    )
    def unsuppress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then let a suppressed subscriber have mail again."""
        return self.ask(
            request, object_id, may=self.has_unsuppress_permission(request), question=_question, act=_lifted
        )


def _question(subscriber: Subscriber) -> Question:
    return Question(
        question=_now("Let %(address)s have mail again?") % {"address": subscriber},
        sentences=[
            _now("It gets nothing because: %(reason)s") % {"reason": subscriber.suppression_reason or "–"},
            _now("What was not sent meanwhile stays unsent; in the list of deliveries it can be tried again."),
        ],
        cautions=[
            _now("Mail to an address that complained, or is not there, makes mail servers trust this service less.")
        ],
        yes=_now("Let it have mail again"),
    )


def _lifted(subscriber: Subscriber) -> Done:
    reason = subscriber.suppression_reason
    if not lift(subscriber.pk):
        return Done(False, _now("Nothing holds its mail."))
    unsent = subscriber.deliveries.filter(state=DeliveryState.SUPPRESSED).count()
    words = _now("It gets mail again. Deliveries that were suppressed meanwhile: %(number)d.") % {"number": unsent}
    return Done(True, words, _now("Gets mail again; before: %(reason)s") % {"reason": reason})


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    """What mail providers and returned mails said after a mail had been accepted."""

    list_display = ("subscriber", "kind", "description", "delivery", "at")
    list_filter = ("kind", DomainFilter, ("at", admin.DateFieldListFilter))
    list_filter_submit = True
    list_select_related = (
        "subscriber",
        "delivery__alert__deadline",
        "delivery__alert__event",
        "delivery__subscriber",
    )
    search_fields = ("subscriber__email", "description")
