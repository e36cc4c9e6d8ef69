"""Whether an alert still holds: asked when it fires, and again under a lock before each mail."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Exists, F, OuterRef, Q

from timeline.models import (
    Alert,
    AlertKind,
    AlertState,
    DeadlineState,
    Delivery,
    DeliveryState,
    Event,
    PublicationStatus,
    Subscription,
)

from .moments import calls_for_reminders
from .notices import same_values
from .outbox import Obstacle

ALERT_RECORDS = (
    "outcome",
    "before",
    "deadline__rule",
    "deadline__jurisdiction",
    "deadline__policy__jurisdiction",
    "event",
)
"""What has to be loaded with an alert to ask about it."""

CALLED_BACK = (AlertState.SUPERSEDED, AlertState.CANCELLED)
"""States of an alert that nobody is to be told any more."""

UNDELIVERED = (DeliveryState.GATHERED, DeliveryState.PENDING, DeliveryState.CLAIMED)
"""States of a delivery that was certainly not sent and may still be called back."""


def why_alert_fell(alert: Alert, now: datetime) -> str:
    """Why nobody may be told this alert any more; empty while it holds."""
    if alert.state not in {AlertState.PLANNED, AlertState.FIRED}:
        return f"The alert is {alert.state}."
    if alert.event is not None:
        return _why_event_fell(alert.event, now)
    deadline, outcome = alert.told_deadline, alert.told_outcome
    if not deadline.is_published:
        return f"The deadline is {deadline.publication_status}."
    if outcome.revision != deadline.revision and not same_values(outcome, deadline):
        return "The deadline has another outcome by now."
    if alert.kind == AlertKind.REMINDER:
        if not calls_for_reminders(outcome):
            return f"The deadline is {outcome.state}."
        if outcome.due_at is not None and outcome.due_at <= now:
            return "The deadline has passed."
    return ""


def _why_event_fell(event: Event, now: datetime) -> str:
    if not event.is_published:
        return f"The event is {event.publication_status}."
    if event.known > now.astimezone(UTC).date():
        return "The event is not known yet."
    return ""


def obstacle_to_delivery(delivery: Delivery, now: datetime) -> Obstacle | None:
    """Why a delivery must not be sent, if it must not: asked about the locked row, the last moment before sending."""
    if delivery.subscriber.suppressed_at is not None:
        return Obstacle(
            DeliveryState.SUPPRESSED, delivery.subscriber.suppression_reason or "The address is suppressed."
        )
    subscription = delivery.subscription
    if subscription is None or subscription.ended_at is not None or subscription.confirmed_at is None:
        return Obstacle(DeliveryState.SUPERSEDED, "The subscription has ended.")
    why = why_alert_fell(delivery.alert, now)
    return Obstacle(DeliveryState.SUPERSEDED, why) if why else None


def nothing_in_the_way(now: datetime) -> Q:
    """A condition on deliveries that leaves `obstacle_to_delivery` nothing to find; the reverse need not be true."""
    subscribed = Subscription.objects.active().filter(pk=OuterRef("subscription_id"))
    standing = Alert.objects.filter(
        pk=OuterRef("alert_id"),
        state__in=(AlertState.PLANNED, AlertState.FIRED),
        deadline__publication_status=PublicationStatus.PUBLISHED,
        deadline__revision=F("outcome__revision"),
    )
    still_to_come = Q(outcome__state=DeadlineState.PENDING, outcome__error="", outcome__due_at__gt=now)
    return Q(Exists(subscribed.order_by()), Exists(standing.filter(~Q(kind=AlertKind.REMINDER) | still_to_come)))


def call_back(alerts: list[int], state: AlertState, reason: str) -> None:
    """Withdraw planned or fired alerts, and their deliveries as far as they were not sent.

    The alerts go first: a fan-out that holds one of them is waited for, and what it made is then withdrawn as well.
    """
    if not alerts:
        return
    standing = Alert.objects.filter(pk__in=alerts, state__in=(AlertState.PLANNED, AlertState.FIRED))
    standing.update(state=state)
    Delivery.objects.filter(alert__in=alerts, state__in=UNDELIVERED).update(
        state=DeliveryState.SUPERSEDED, last_error=reason, token=None, lease_until=None
    )
