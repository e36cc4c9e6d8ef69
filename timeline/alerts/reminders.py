"""Keeping the planned reminders of deadlines in step with their outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects

from timeline.deadlines.keys import Keys
from timeline.models import (
    Alert,
    AlertKind,
    AlertState,
    Deadline,
    DeadlineState,
    Delivery,
    LeadUnit,
    Outcome,
)

from .business_days import BusinessDays
from .doorbell import ring_after_commit
from .followers import followed
from .leads import Lead, lead_of, leads_in_use
from .moments import calls_for_reminders
from .notices import same_values
from .schedule import InUse, Schedule
from .standing import UNDELIVERED, call_back

_BATCH = 1000
_ZONE_RECORDS = ("rule", "jurisdiction", "policy__jurisdiction")


@dataclass
class _Work:
    """What a reconcile found to do, gathered so that it takes the same few statements for any number of deadlines."""

    new: list[Alert] = field(default_factory=list)
    changed: list[Alert] = field(default_factory=list)
    revived: list[Alert] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)


def reconcile_reminders(deadline: Deadline, now: datetime) -> None:
    """Make the reminders of one deadline those that its current outcome calls for; doing it twice changes nothing."""
    reconcile_many([deadline], now)


def reconcile_many(
    deadlines: Iterable[Deadline],
    now: datetime,
    *,
    current: Mapping[int, Outcome] | None = None,
    told: Collection[int] = (),
) -> None:
    """Make the reminders of deadlines those that their current outcomes call for.

    New ones are planned for what somebody follows: who follows a deadline later is caught up with then.
    Reminders of an outcome that no longer holds are superseded, or cancelled where there is nothing left to remind of. A
    lead time that has already passed fires at once, unless a notice that names the day goes out now: `told` are the keys of
    those deadlines. `current` are the newest outcomes by deadline where the caller has them. Runs in the caller's
    transaction, or in its own.
    """
    by_key = {deadline.pk: deadline for deadline in deadlines}
    with transaction.atomic():
        if current is None:
            newest = Outcome.objects.filter(deadline__in=by_key, revision=F("deadline__revision"))
            current = {outcome.deadline_id: outcome for outcome in newest}
        prefetch_related_objects(list(by_key.values()), *_ZONE_RECORDS)
        existing = _existing(by_key, current)
        used, business_days = InUse.read(), BusinessDays()
        with_followers = followed(Deadline.objects.filter(**Keys(sorted(by_key)).where()))
        work = _Work()
        for key, deadline in by_key.items():
            if key in current:
                outcome = current[key]
                moments: dict[Lead, datetime] = {}
                if key in with_followers and deadline.is_published and calls_for_reminders(outcome):
                    schedule = Schedule.of(deadline, outcome, business_days)
                    moments = {lead: schedule.fan_out(lead, used) for lead in used.leads}
                _reconcile(deadline, outcome, existing[key], moments, now, key in told, work)
        _write(work, now)


def plan_soon(now: datetime) -> None:
    """Plan reminders that are about to be due and that no change of outcome planned.

    Such as those of deadlines that came to be followed by way of a topic, a policy or a timeline, those for a lead time
    that somebody chose since, and those of deadlines published behind our back.
    """
    for lead in leads_in_use():
        days = _due_when_it_comes(lead, now.date())
        planned = Alert.objects.filter(
            kind=AlertKind.REMINDER, deadline=OuterRef("pk"), lead_days=lead.days, lead_unit=lead.unit
        )
        planned = planned.filter(
            Q(outcome__revision=OuterRef("revision")) | Q(state__in=(AlertState.PLANNED, AlertState.FIRED))
        )
        near = Deadline.objects.published().pending().filter(revision__gt=0)
        near = near.filter(Q(due_latest__range=days) | Q(due__isnull=True, due_earliest__range=days))
        keys = list(near.exclude(Exists(planned)).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), _BATCH):
            found = followed(Deadline.objects.filter(**Keys(keys[start : start + _BATCH]).where()))
            if found:
                reconcile_many(Deadline.objects.filter(pk__in=found).order_by("pk"), now)


def count_business_days_again(first: date, last: date, now: datetime) -> None:
    """Plan reminders in business days anew where one of the days from `first` to `last` may have been closed or opened."""
    after = datetime.combine(last + timedelta(days=2), time(), UTC)
    planned = Alert.objects.filter(
        state=AlertState.PLANNED, lead_unit=LeadUnit.BUSINESS_DAYS, fire_at__lt=after, outcome__due_latest__gte=first
    )
    keys = sorted(set(planned.values_list("deadline_id", flat=True)))
    for start in range(0, len(keys), _BATCH):
        reconcile_many(Deadline.objects.filter(pk__in=keys[start : start + _BATCH]).order_by("pk"), now)


def _due_when_it_comes(lead: Lead, today: date) -> tuple[date, date]:
    """From when to when what is due can call for a reminder at a lead time about now, whatever its zone and calendar."""
    first = last = lead.days
    if lead.unit == LeadUnit.BUSINESS_DAYS:
        # Six days a week at the most; five at the least, and few calendars close more than a fortnight of them at a time.
        first, last = lead.days * 7 // 6, lead.days * 7 // 5 + lead.days // 10 + 16
    # From the morning before to the day after the next.
    return today + timedelta(days=first - 1), today + timedelta(days=last + 2)


def _existing(by_key: Mapping[int, Deadline], current: Mapping[int, Outcome]) -> dict[int, list[Alert]]:
    """By deadline: its reminders that still stand, and all those of its current outcome."""
    standing = Q(state__in=(AlertState.PLANNED, AlertState.FIRED))
    found = Alert.objects.filter(kind=AlertKind.REMINDER, deadline__in=by_key)
    found = found.filter(standing | Q(outcome__in=[outcome.pk for outcome in current.values()]))
    undelivered = Delivery.objects.filter(alert=OuterRef("pk"), state__in=UNDELIVERED)
    existing: dict[int, list[Alert]] = defaultdict(list)
    for alert in (
        found.select_related("outcome", "deadline").annotate(is_undelivered=Exists(undelivered)).order_by("pk")
    ):
        existing[alert.told_deadline.pk].append(alert)
    return existing


def _reconcile(
    deadline: Deadline,
    outcome: Outcome,
    existing: list[Alert],
    moments: Mapping[Lead, datetime],
    now: datetime,
    told: bool,
    work: _Work,
) -> None:
    wanted = deadline.is_published and calls_for_reminders(outcome)
    by_lead = {lead_of(alert): alert for alert in existing if alert.outcome_id == outcome.pk}
    gone = work.superseded if outcome.state == DeadlineState.PENDING and deadline.is_published else work.cancelled
    for alert in existing:
        is_open = alert.state == AlertState.PLANNED or (alert.state == AlertState.FIRED and alert.is_undelivered)  # type: ignore[attr-defined]
        if alert.outcome_id == outcome.pk:
            if not wanted and is_open:
                gone.append(alert.pk)
        elif wanted and same_values(alert.told_outcome, outcome):
            if lead_of(alert) in by_lead:
                if alert.state == AlertState.PLANNED:
                    work.superseded.append(alert.pk)
                continue
            by_lead[lead_of(alert)] = alert
            if alert.state == AlertState.PLANNED:
                alert.outcome = outcome
                work.changed.append(alert)
        elif is_open:
            gone.append(alert.pk)
    for lead, moment in moments.items():
        _plan_one(deadline, outcome, lead, by_lead.get(lead), moment, now, told, work)


def _plan_one(
    deadline: Deadline,
    outcome: Outcome,
    lead: Lead,
    alert: Alert | None,
    moment: datetime,
    now: datetime,
    told: bool,
    work: _Work,
) -> None:
    fire_at = max(moment, now)
    if alert is None:
        # A row all the same: it keeps the lead time from being planned again.
        state = AlertState.SUPERSEDED if told and moment <= now else AlertState.PLANNED
        work.new.append(
            Alert(
                kind=AlertKind.REMINDER,
                deadline=deadline,
                outcome=outcome,
                lead_days=lead.days,
                lead_unit=lead.unit,
                fire_at=fire_at,
                state=state,
            )
        )
    elif alert.state == AlertState.CANCELLED:
        alert.fire_at, alert.state = fire_at, AlertState.PLANNED
        work.revived.append(alert)
    elif alert.state == AlertState.PLANNED and alert.fire_at > now and alert.fire_at != fire_at:
        alert.fire_at = fire_at
        if alert not in work.changed:
            work.changed.append(alert)


def _write(work: _Work, now: datetime) -> None:
    call_back(work.superseded, AlertState.SUPERSEDED, "The deadline has another outcome by now.")
    call_back(work.cancelled, AlertState.CANCELLED, "There is nothing left to remind of.")
    Alert.objects.bulk_update(work.changed, ["outcome", "fire_at"], batch_size=_BATCH)
    Alert.objects.bulk_update(work.revived, ["fire_at", "state"], batch_size=_BATCH)
    Alert.objects.bulk_create(work.new, batch_size=_BATCH, ignore_conflicts=True)
    if any(alert.fire_at <= now and alert.state == AlertState.PLANNED for alert in (*work.new, *work.revived)):
        ring_after_commit()
