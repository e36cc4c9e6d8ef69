"""Firing alerts: one delivery for each follower, in pieces that each commit."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from timeline.models import Alert, AlertKind, AlertState, Channel, Delivery, DeliveryState, Subscriber, Subscription

from .followers import each_endpoint_once, each_subscriber_once, subscriptions_wanting
from .moments import Clock, clocks_in_use, fan_out_moment, lead_days_in_use, reminder_moment, zone_of
from .standing import ALERT_RECORDS, call_back, why_alert_fell

logger = logging.getLogger(__name__)

HELD = datetime(9999, 1, 1, tzinfo=UTC)
"""When the mails of a subscriber who paused are due."""

PIECE = 5000
"""Deliveries made in one transaction: a later piece must not wait for the whole."""


def fire_due(now: datetime) -> int:
    """Fire every planned alert that is due; answers how many deliveries were made.

    An alert that cannot be fired is left for the next sweep and named in the log; the others fire.
    """
    due = Alert.objects.filter(state=AlertState.PLANNED, fire_at__lte=now).order_by("fire_at", "pk")
    made = 0
    for key in list(due.values_list("pk", flat=True)):
        try:
            made += fire(key, now)
        except (OperationalError, InterfaceError):
            raise  # a database that is gone is no fault of one alert
        except Exception:
            logger.exception("Alert %s could not be fired", key)
    return made


def fire(key: int, now: datetime) -> int:
    """Make the deliveries of one planned alert and mark it fired; answers how many recipients it has.

    Safe to repeat and to interrupt: a delivery exists once, and the alert counts as fired only after the last piece. An
    alert that no longer holds is called back instead.
    """
    recipients, after = 0, 0
    while True:
        with transaction.atomic():
            planned = Alert.objects.filter(pk=key, state=AlertState.PLANNED).select_related(*ALERT_RECORDS)
            alert = planned.select_for_update(of=("self",), skip_locked=True).first()
            if alert is None:
                return recipients
            why = why_alert_fell(alert, now)
            if why:
                cancelled = not (alert.event or alert.told_deadline).is_published
                call_back([key], AlertState.CANCELLED if cancelled else AlertState.SUPERSEDED, why)
                return recipients
            piece = list(recipients_of(alert, now).filter(subscriber_id__gt=after)[:PIECE])
            deliver_to(alert, piece, now)
            recipients += len(piece)
            if len(piece) < PIECE:
                endpoints = list(recipients_of(alert, now, Channel.WEBHOOK))
                deliver_to(alert, endpoints, now)
                recipients += len(endpoints)
                Alert.objects.filter(pk=key).update(state=AlertState.FIRED)
                return recipients
            after = piece[-1]["subscriber_id"]


def recipients_of(alert: Alert, now: datetime, channel: Channel = Channel.EMAIL) -> QuerySet[Subscription, Any]:
    """Who is to be told: `{"subscriber_id", "first"}` by subscriber, `first` being the subscription that asks for it.

    Over webhooks, each endpoint by itself: `{"subscriber_id", "endpoint_id", "first"}` by endpoint.

    A notice goes to those who followed when the change was made, a new event to those who followed when it was found. A reminder goes to those who chose its lead time, but for those who chose a shorter one that has come as well (that one
    tells them), and those who were reminded of this day at this or a shorter time already.
    """
    reaching = subscriptions_wanting(alert).filter(channel=channel)
    by_mail = channel == Channel.EMAIL
    each_once, told = (each_subscriber_once, "subscriber") if by_mail else (each_endpoint_once, "endpoint")
    if alert.kind == AlertKind.NEW_EVENT:
        return each_once(reaching.filter(confirmed_at__lte=alert.fire_at))
    outcome = alert.told_outcome
    if alert.kind != AlertKind.REMINDER or alert.lead_days is None:
        # Who came after the change has seen what it led to.
        return each_once(reaching.filter(confirmed_at__lte=outcome.computed_at))
    zone = zone_of(alert.told_deadline)
    clocks = clocks_in_use()
    shorter = [
        lead
        for lead in lead_days_in_use()
        if lead < alert.lead_days and fan_out_moment(outcome, lead, zone, clocks) <= now
    ]
    wanting = reaching.filter(lead_times__days=alert.lead_days)
    if shorter:
        told_shorter = reaching.filter(lead_times__days__in=shorter).order_by().values(f"{told}_id")
        wanting = wanting.exclude(**{f"{told}__in": told_shorter})
    told_already = reminded(alert).filter(channel=channel).order_by().values(f"{told}_id")
    return each_once(wanting.exclude(**{f"{told}__in": told_already}))


def reminded(alert: Alert) -> QuerySet[Delivery]:
    """Deliveries of other alerts that reminded of the same day at the same or a shorter time before it."""
    outcome = alert.told_outcome
    earlier = Delivery.objects.filter(
        alert__deadline=alert.deadline_id,
        alert__kind=AlertKind.REMINDER,
        alert__lead_days__lte=alert.lead_days,
        alert__outcome__due=outcome.due,
        alert__outcome__due_at=outcome.due_at,
        alert__outcome__due_earliest=outcome.due_earliest,
        state__in=(DeliveryState.SENT, DeliveryState.INFLIGHT),
    )
    return earlier.exclude(alert=alert.pk)


def deliver_to(alert: Alert, recipients: Iterable[dict[str, Any]], now: datetime) -> None:
    """Make pending deliveries of an alert; a recipient who has one already keeps that one.

    A reminder waits for the hour of the recipient's own clock, any mail for the end of a pause.
    """
    recipients = list(recipients)
    due = _due_by_clock(alert, [recipient["subscriber_id"] for recipient in recipients], now)
    Delivery.objects.bulk_create(
        (
            Delivery(
                alert_id=alert.pk,
                subscriber_id=recipient["subscriber_id"],
                subscription_id=recipient["first"],
                endpoint_id=recipient.get("endpoint_id"),
                channel=Channel.WEBHOOK if recipient.get("endpoint_id") else Channel.EMAIL,
                due_at=due.get(recipient["subscriber_id"], now),
            )
            for recipient in recipients
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def due_for(alert: Alert, clock: Clock, now: datetime) -> datetime:
    """When a subscriber with this clock is to be told an alert that fired."""
    if alert.kind != AlertKind.REMINDER or alert.lead_days is None:
        return now
    zone = clock.zone(zone_of(alert.told_deadline))
    return max(now, reminder_moment(alert.told_outcome, alert.lead_days, zone, clock.hour))


def _due_by_clock(alert: Alert, subscribers: list[int], now: datetime) -> dict[int, datetime]:
    """By subscriber: when the mail is due, for all that have to wait."""
    held = Subscriber.objects.filter(pk__in=subscribers, paused_at__isnull=False).order_by()
    paused = dict.fromkeys(held.values_list("pk", flat=True), HELD)
    if alert.kind != AlertKind.REMINDER:
        return paused
    clocks: dict[Clock, datetime] = {}
    found = {}
    rows = Subscriber.objects.filter(pk__in=subscribers).order_by().values_list("pk", "timezone", "hour")
    for key, timezone, hour in rows:
        clock = Clock(timezone, hour)
        if clock not in clocks:
            clocks[clock] = due_for(alert, clock, now)
        found[key] = clocks[clock]
    return found | paused
