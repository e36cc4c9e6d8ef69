"""What a new follower, or a new lead time, would have missed: the reminder whose time has come and gone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timeline.models import Alert, AlertKind, AlertState, Deadline, Delivery, LeadTime, Subscription

from .doorbell import ring_after_commit
from .fanout import deliver_to, reminded
from .followers import deadlines_reached, subscriptions_reaching
from .moments import calls_for_reminders, clocks_in_use, fan_out_moment, zone_of
from .reminders import reconcile_many
from .standing import UNDELIVERED, why_alert_fell


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
    zone, clocks = zone_of(deadline), clocks_in_use()
    wanted = set(leads.values_list("days", flat=True))
    # What the first clock has asked for has been fanned out; this subscriber's own may be hours behind.
    come = [lead for lead in wanted if fan_out_moment(deadline, lead, zone, clocks) <= now]
    if not come:
        return
    reminders = Alert.objects.filter(deadline=deadline, kind=AlertKind.REMINDER, lead_days=min(come))
    standing = reminders.exclude(state=AlertState.CANCELLED).select_related("outcome", "deadline")
    alert = standing.order_by("-outcome__revision").first()
    if alert is None:
        return
    known_already = reminded(alert) | Delivery.objects.filter(
        alert__deadline=deadline.pk,
        alert__kind=AlertKind.REMINDER,
        alert__lead_days__lte=alert.lead_days,
        state__in=UNDELIVERED,
    )
    if known_already.filter(subscriber=subscription.subscriber_id, **channel).exists():
        return
    if alert.state == AlertState.SUPERSEDED and alert.told_outcome.revision == deadline.revision:
        # A notice told the followers of that time what this reminder would have; this follower was not among them.
        alert.state = AlertState.FIRED
        Alert.objects.filter(pk=alert.pk, state=AlertState.SUPERSEDED).update(state=AlertState.FIRED)
    if why_alert_fell(alert, now):
        return
    recipient = {"subscriber_id": subscription.subscriber_id, "first": subscription.pk}
    deliver_to(alert, [{**recipient, "endpoint_id": subscription.endpoint_id}], now)
    ring_after_commit()
