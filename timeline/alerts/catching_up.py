"""What a new follower, or a new lead time, would have missed: the reminder whose time has come and gone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timeline.models import Alert, AlertKind, AlertState, Deadline, Delivery, LeadTime, Subscription
from timeline.models.subscription import SubscriptionQuerySet

from .doorbell import ring_after_commit
from .followers import deadlines_reached, each_once, subscriptions_reaching
from .leads import Lead, lead_of
from .moments import calls_for_reminders
from .placing import deliver_to
from .recipients import TOLD, reminders_no_longer, wanting_leads
from .reminders import reconcile_many
from .schedule import InUse, Schedule
from .standing import ALERT_RECORDS, UNDELIVERED, why_alert_fell


def catch_up(subscription: Subscription, now: datetime) -> None:
    """Plan what a confirmed subscription asks for: reminders to come, and at once the shortest that has come already.

    One reminder at most for each deadline it reaches; none for a deadline of which its subscriber was reminded at such a
    time or a shorter one, over this subscription or another.
    """
    if not subscription.reminders:
        return
    with transaction.atomic():
        pending = list(deadlines_reached(subscription).pending().filter(revision__gt=0))
        reconcile_many(pending, now)
        for deadline in pending:
            _remind_at_once(subscription, deadline, now)


def _remind_at_once(subscription: Subscription, deadline: Deadline, now: datetime) -> None:
    if not calls_for_reminders(deadline):
        return
    channel = {"channel": subscription.channel, "endpoint": subscription.endpoint_id}
    mine = subscriptions_reaching(deadline).filter(subscriber=subscription.subscriber_id, reminders=True, **channel)
    leads = LeadTime.objects.filter(subscription__in=mine.order_by().values("pk"))
    schedule, used = Schedule.of(deadline, deadline), InUse.read()
    wanted = {Lead(*each) for each in leads.order_by().values_list("days", "unit")}
    # What the first clock has asked for has been fanned out; this subscriber's own may be hours behind.
    come = [lead for lead in wanted if schedule.fan_out(lead, used) <= now]
    if not come:
        return
    shortest = max(come, key=schedule.order)
    reminders = Alert.objects.filter(
        deadline=deadline, kind=AlertKind.REMINDER, lead_days=shortest.days, lead_unit=shortest.unit
    )
    standing = reminders.exclude(state=AlertState.CANCELLED).select_related(*ALERT_RECORDS)
    alert = standing.order_by("-outcome__revision").first()
    if alert is None:
        return
    told = Delivery.objects.filter(alert__in=reminders_no_longer(alert, schedule), state__in=TOLD)
    told |= Delivery.objects.filter(alert__in=_as_short(deadline, shortest, schedule), state__in=UNDELIVERED)
    if told.filter(subscriber=subscription.subscriber_id, **channel).exists():
        return
    if alert.state == AlertState.SUPERSEDED and alert.told_outcome.revision == deadline.revision:
        # A notice told the followers of that time what this reminder would have; this follower was not among them.
        alert.state = AlertState.FIRED
        Alert.objects.filter(pk=alert.pk, state=AlertState.SUPERSEDED).update(state=AlertState.FIRED)
    if why_alert_fell(alert, now):
        return
    deliver_to(alert, [{"first": _asking(mine, shortest, subscription)}], now)
    ring_after_commit()


def _as_short(deadline: Deadline, lead: Lead, schedule: Schedule) -> list[int]:
    """Keys of all reminders of the deadline at this or a shorter time before it."""
    every = Alert.objects.filter(deadline=deadline, kind=AlertKind.REMINDER)
    return [alert.pk for alert in every if schedule.order(lead_of(alert)) >= schedule.order(lead)]


def _asking(mine: SubscriptionQuerySet, lead: Lead, subscription: Subscription) -> int:
    """The subscription that asks for the reminder: the new one, or another of the same mailbox with a shorter lead time."""
    if subscription.lead_times.filter(days=lead.days, unit=lead.unit).exists():
        return subscription.pk
    return int(each_once(wanting_leads(mine, [lead]))[0]["first"])
