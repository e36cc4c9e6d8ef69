"""Who is to be told an alert, and who has heard already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from timeline.models import Alert, AlertKind, Channel, Delivery, DeliveryState, LeadTime, Subscription
from timeline.models.subscription import SubscriptionQuerySet

from .followers import each_once, subscriptions_wanting
from .leads import Lead, lead_of
from .schedule import InUse, Schedule

TOLD = (DeliveryState.SENT, DeliveryState.INFLIGHT, DeliveryState.PARKED)
"""States of a delivery that may have reached its reader."""


def recipients_of(
    alert: Alert, now: datetime, used: InUse, channel: Channel = Channel.EMAIL
) -> QuerySet[Subscription, Any]:
    """Who is to be told over a channel, as `followers.each_once` has it: each mailbox, or each webhook endpoint by itself.

    A notice goes to those who followed when the change was made, a new event to those who followed when it was found. A
    reminder goes to those who chose its lead time, but for those who chose a shorter one that has come as well (that one
    tells them), and those who were reminded of this day at this or a shorter time already.
    """
    reaching = subscriptions_wanting(alert).filter(channel=channel)
    place = "subscriber_id"
    if channel == Channel.WEBHOOK:
        # An endpoint that failed for days is told nothing more.
        reaching, place = reaching.filter(endpoint__disabled_at=None), "endpoint_id"
    if alert.kind == AlertKind.NEW_EVENT:
        return each_once(reaching.filter(confirmed_at__lte=alert.fire_at))
    if alert.kind != AlertKind.REMINDER:
        # Who came after the change has seen what it led to.
        return each_once(reaching.filter(confirmed_at__lte=alert.told_outcome.computed_at))
    schedule, lead = Schedule.told_by(alert), lead_of(alert)
    own = schedule.order(lead)
    shorter = [each for each in used.leads if schedule.order(each) > own and schedule.fan_out(each, used) <= now]
    wanting = wanting_leads(reaching, [lead])
    if shorter:
        told_later = wanting_leads(reaching, shorter).order_by().values(place)
        wanting = wanting.exclude(**{f"{place}__in": told_later})
    if earlier := reminders_no_longer(alert, schedule):
        heard = Delivery.objects.filter(alert__in=earlier, state__in=TOLD, channel=channel)
        wanting = wanting.exclude(**{f"{place}__in": heard.order_by().values(place)})
    return each_once(wanting)


def wanting_leads(subscriptions: SubscriptionQuerySet, leads: Collection[Lead]) -> SubscriptionQuerySet:
    """Those subscriptions that chose one of the lead times."""
    chosen = Q()
    for lead in leads:
        chosen |= Q(days=lead.days, unit=lead.unit)
    # Not by a join: a subscription that chose two of them is one.
    return subscriptions.filter(Exists(LeadTime.objects.filter(chosen, subscription=OuterRef("pk"))))


def reminders_no_longer(alert: Alert, schedule: Schedule) -> list[int]:
    """Keys of the other reminders of the same day of the deadline, at the same or a shorter time before it."""
    outcome, order = alert.told_outcome, schedule.order(lead_of(alert))
    others = Alert.objects.filter(
        deadline=alert.deadline_id,
        kind=AlertKind.REMINDER,
        outcome__due=outcome.due,
        outcome__due_at=outcome.due_at,
        outcome__due_earliest=outcome.due_earliest,
    ).exclude(pk=alert.pk)
    others = others.filter(Exists(Delivery.objects.filter(alert=OuterRef("pk")).order_by()))
    return [each.pk for each in others if schedule.order(lead_of(each)) >= order]
