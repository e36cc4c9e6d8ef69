"""Holding a subscriber's mail for a while. What has become stale by the end of the pause is not sent."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from timeline.models import AlertKind, Delivery, DeliveryState, Subscriber

from .doorbell import ring_after_commit
from .fanout import HELD, due_for
from .moments import clock_of
from .new_events import RECENT
from .standing import ALERT_RECORDS


def pause(subscriber: Subscriber, now: datetime) -> None:
    """Hold a subscriber's mail from now on; a mail that a worker has in hand still goes. Pausing twice is pausing once."""
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk, paused_at=None).update(paused_at=now)
        subscriber.deliveries.filter(state=DeliveryState.PENDING).update(due_at=HELD)


def resume(subscriber: Subscriber, now: datetime) -> None:
    """Let a subscriber's mail go again.

    Of several reminders of one deadline the last one goes, of events those that are still news, of changes those that still
    hold when they are sent. A reminder still waits for its hour.
    """
    with transaction.atomic():
        Subscriber.objects.filter(pk=subscriber.pk).update(paused_at=None)
        held = subscriber.deliveries.filter(state=DeliveryState.PENDING, due_at=HELD)
        reminded: set[tuple[int | None, int | None]] = set()
        rows = held.select_related(*(f"alert__{record}" for record in ALERT_RECORDS))
        for delivery in rows.order_by("alert__lead_days", "-alert__fire_at"):
            alert = delivery.alert
            place = (delivery.endpoint_id, alert.deadline_id)
            if alert.kind == AlertKind.REMINDER and place in reminded:
                _drop(delivery, "A later reminder took its place during the pause.")
            elif alert.event is not None and alert.event.known <= now.astimezone(UTC).date() - RECENT:
                _drop(delivery, "It was no news any more when the pause ended.")
            else:
                Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update(
                    due_at=due_for(alert, clock_of(subscriber), now)
                )
            if alert.kind == AlertKind.REMINDER:
                reminded.add(place)
        ring_after_commit()


def _drop(delivery: Delivery, reason: str) -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.SUPERSEDED, last_error=reason)
