"""Holding a subscriber's mail for a while. What has become stale by the end of the pause is not sent."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from timeline.models import Alert, AlertKind, Delivery, DeliveryState, Subscriber

from .business_days import BusinessDays
from .digest_rows import let_go
from .doorbell import ring_after_commit
from .leads import Lead, lead_of
from .moments import first_possible_day
from .new_events import RECENT
from .placing import HELD, place_again
from .schedule import Schedule
from .standing import ALERT_RECORDS

_WAITING = (DeliveryState.PENDING, DeliveryState.GATHERED)


def pause(subscriber: Subscriber, now: datetime) -> None:
    """Hold a subscriber's mail from now on; a mail that a worker has in hand still goes. Pausing twice is pausing once."""
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk, paused_at=None).update(paused_at=now)
        subscriber.deliveries.filter(state__in=_WAITING).update(due_at=HELD)
        let_go(subscriber)


def resume(subscriber: Subscriber, now: datetime) -> None:
    """Let a subscriber's mail go again.

    Of several reminders of one deadline the last one goes, of events those that are still news, of changes those that still
    hold when they are sent. A reminder still waits for its hour, and what a digest takes for the next one.
    """
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk).update(paused_at=None)
        held = subscriber.deliveries.filter(state__in=_WAITING, due_at=HELD)
        reminded: set[tuple[int | None, int | None]] = set()
        rows = held.select_related(*(f"alert__{record}" for record in ALERT_RECORDS)).order_by("pk")
        business_days = BusinessDays()
        for delivery in sorted(rows, key=lambda row: _newest_last(row.alert, business_days), reverse=True):
            alert = delivery.alert
            place = (delivery.endpoint_id, alert.deadline_id)
            if alert.kind == AlertKind.REMINDER and place in reminded:
                _drop(delivery, "A later reminder took its place during the pause.")
            elif alert.event is not None and alert.event.known <= now.astimezone(UTC).date() - RECENT:
                _drop(delivery, "It was no news any more when the pause ended.")
            if alert.kind == AlertKind.REMINDER:
                reminded.add(place)
        place_again(held, now)
        ring_after_commit()


def _newest_last(alert: Alert, business_days: BusinessDays) -> tuple[bool, int, Lead, datetime]:
    """By which, of the reminders of one deadline, that with the shortest lead time comes last."""
    if alert.kind != AlertKind.REMINDER or first_possible_day(alert.told_outcome) is None:
        return False, 0, Lead(0), alert.fire_at
    day, lead = Schedule.of(alert.told_deadline, alert.told_outcome, business_days).order(lead_of(alert))
    due = first_possible_day(alert.told_outcome)
    assert due is not None, "asked above"
    return True, (day - due).days, lead, alert.fire_at


def _drop(delivery: Delivery, reason: str) -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state__in=_WAITING)
    waiting.update(state=DeliveryState.SUPERSEDED, last_error=reason)
