"""Webhook endpoints, and every try to hand them a message. A message can be replayed, an endpoint disabled."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from timeline.alerts.retry import RETRIED
from timeline.alerts.webhook_endpoints import disable, enable
from timeline.alerts.webhook_replay import replay
from timeline.alerts.why import why_not_sent
from timeline.models import Delivery, DeliveryState, WebhookAttempt, WebhookEndpoint, WebhookNotice, WebhookTest

from .asking import AskingMixin, Done, Question
from .computed import ReadOnlyAdmin
from .outbox import OutboxAdmin
from .outbox_filters import DomainFilter
from .parking import ParkingMixin

_WORKS, _FAILING, _DISABLED = _("takes messages"), _("failing"), _("disabled")


class EndpointDomainFilter(DomainFilter):
    """By the domain of the mailbox of an endpoint's owner."""

    address = "endpoint__subscriber__email"


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(AskingMixin, ReadOnlyAdmin):
    """Where subscribers want to be told over HTTP. Secrets are shown to their owners alone."""

    list_display = ("url", "subscriber", "how", "failing_since", "disabled_at", "disabled_reason")
    list_filter = (
        ("disabled_at", admin.EmptyFieldListFilter),
        ("failing_since", admin.EmptyFieldListFilter),
        DomainFilter,
    )
    list_filter_submit = True
    list_select_related = ("subscriber",)
    search_fields = ("url", "subscriber__email")
    fields = (
        ("url", "subscriber"),
        ("how", "created_at", "rotated_at"),
        ("failing_since", "disabled_at"),
        "disabled_reason",
    )
    readonly_fields = ("how",)
    actions_detail = ["disable", "enable"]

    @display(description=_("how it goes"), label={_WORKS: "success", _FAILING: "warning", _DISABLED: "danger"})
    def how(self, record: WebhookEndpoint) -> Any:
        """Whether it takes messages."""
        if record.disabled_at is not None:
            return _DISABLED
        return _FAILING if record.failing_since is not None else _WORKS

    def has_switch_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change endpoints."""
        return self.may_change(request)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """Of the two buttons the one that can do something."""
        found = self.get_object(request, object_id)
        offered = "" if found is None else "disable" if found.disabled_at is None else "enable"
        return [each for each in super().get_actions_detail(request, object_id) if each.path == offered]

    @action(description=_("Disable…"), url_path="disable", icon="block", permissions=["switch"])
    def disable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then send nothing more to an endpoint."""
        return self.ask(
            request, object_id, may=self.has_switch_permission(request), question=_ask_to_disable, act=_disabled
        )

    @action(description=_("Enable again…"), url_path="enable", icon="play_arrow", permissions=["switch"])
    def enable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then send to an endpoint again."""
        return self.ask(
            request, object_id, may=self.has_switch_permission(request), question=_ask_to_enable, act=_enabled
        )


def _ask_to_disable(endpoint: WebhookEndpoint) -> Question:
    return Question(
        question=_now("Send nothing more to %(url)s?") % {"url": endpoint},
        sentences=[_now("What waits for it is not sent. Its owner is told by mail, and can enable it again.")],
        cautions=[],
        yes=_now("Disable"),
    )


def _disabled(endpoint: WebhookEndpoint) -> Done:
    if not disable(endpoint.pk, _now("An administrator disabled it."), timezone.now()):
        return Done(False, _now("It is disabled already."))
    return Done(True, _now("Nothing more is sent to it."), _now("Disabled"))


def _ask_to_enable(endpoint: WebhookEndpoint) -> Question:
    return Question(
        question=_now("Send to %(url)s again?") % {"url": endpoint},
        sentences=[
            _now("It was disabled because: %(reason)s") % {"reason": endpoint.disabled_reason},
            _now("What it missed in the last seven days is sent as far as it still holds."),
        ],
        cautions=[],
        yes=_now("Enable again"),
    )


def _enabled(endpoint: WebhookEndpoint) -> Done:
    try:
        enable(endpoint, timezone.now())
    except ValueError as error:
        return Done(False, str(error))
    return Done(True, _now("It is sent to again."), _now("Enabled again"))


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(AskingMixin, ReadOnlyAdmin):
    """The log of messages: each try, and what came back."""

    list_display = ("at", "endpoint", "about", "status", "error", "milliseconds")
    list_filter = (
        ("error", admin.EmptyFieldListFilter),
        ("test", admin.EmptyFieldListFilter),
        "status",
        EndpointDomainFilter,
        ("at", admin.DateFieldListFilter),
    )
    list_filter_submit = True
    list_select_related = (
        "endpoint",
        "test",
        "delivery__alert__deadline",
        "delivery__alert__event",
        "delivery__subscriber",
    )
    search_fields = ("endpoint__url", "endpoint__subscriber__email", "delivery__alert__deadline__title")
    fields = (("endpoint", "delivery", "test"), ("at", "milliseconds", "status"), "error", "body")
    actions_detail = ["replay"]

    @display(description=_("about"))
    def about(self, record: WebhookAttempt) -> str:
        """The alert that was told, or that it was a test."""
        return str(record.delivery.alert) if record.delivery is not None else _now("test message")

    def has_replay_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change deliveries."""
        return self.may_change(request, Delivery)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The button is there where it can do something."""
        found = self.get_object(request, object_id)
        ended = (DeliveryState.SENT, *RETRIED)
        can = found is not None and found.delivery is not None and found.delivery.state in ended
        return super().get_actions_detail(request, object_id) if can else []

    @action(description=_("Replay…"), url_path="replay", icon="replay", permissions=["replay"])
    def replay(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then have the message of this try sent once more."""
        return self.ask(
            request, object_id, may=self.has_replay_permission(request), question=_ask_to_replay, act=_replayed
        )


def _ask_to_replay(attempt: WebhookAttempt) -> Question:
    delivery = attempt.delivery
    taken = delivery is not None and delivery.state == DeliveryState.SENT
    return Question(
        question=_now("Send the message to %(url)s once more?") % {"url": attempt.endpoint},
        sentences=[
            _now("It has the same webhook-id as before."),
            _now("It is asked again whether it still holds; if it does not, it is not sent."),
            *([why_not_sent(delivery, timezone.now())] if delivery is not None and not taken else []),
        ],
        cautions=[_now("It was taken already: a receiver that does not look at the id acts twice.")] if taken else [],
        yes=_now("Replay"),
    )


def _replayed(attempt: WebhookAttempt) -> Done:
    if attempt.delivery is None:
        return Done(False, _now("A test message is not replayed; its owner can ask for another."))
    done = replay(attempt.delivery, timezone.now())
    return Done(done.is_waiting, done.words, _now("Replayed: %(result)s") % {"result": done.words})


@admin.register(WebhookTest)
class WebhookTestAdmin(ReadOnlyAdmin):
    """Test messages that subscribers asked for."""

    list_display = ("endpoint", "state", "due_at", "sent_at", "last_error")
    list_filter = ("state",)
    list_select_related = ("endpoint",)
    search_fields = ("endpoint__url", "endpoint__subscriber__email")


@admin.register(WebhookNotice)
class WebhookNoticeAdmin(ParkingMixin, OutboxAdmin):
    """Mails that told of a disabled endpoint."""

    list_display = ("endpoint", "state_label", "due_at", "sent_at", "why_not_sent")
    list_filter = ("state",)
    list_select_related = ("endpoint__subscriber",)
    search_fields = ("endpoint__url", "endpoint__subscriber__email")
    fields = (
        "endpoint",
        ("state", "why_not_sent"),
        ("due_at", "sent_at"),
        ("attempts", "lease_until"),
        "last_error",
        "key",
    )
