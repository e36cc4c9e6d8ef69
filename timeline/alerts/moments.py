"""When a reminder fires: in the morning, where the deadline is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timeline.models import DEFAULT_LEAD_DAYS, Deadline, DeadlineState, LeadTime, OutcomeValues

MORNING = time(9)
"""The local hour at which reminders fire."""


def zone_of(deadline: Deadline) -> ZoneInfo:
    """The zone in which the deadline's days begin and end: its rule's, else its jurisdiction's, else its policy's."""
    rule = getattr(deadline, "rule", None)
    if rule is not None and rule.timezone:
        return ZoneInfo(rule.timezone)
    jurisdiction = deadline.jurisdiction or (deadline.policy.jurisdiction if deadline.policy else None)
    return ZoneInfo(jurisdiction.timezone if jurisdiction else "UTC")


def first_possible_day(outcome: OutcomeValues) -> date | None:
    """The day to remind of: the due day, or the earliest it can be; null where there is none."""
    return outcome.due or outcome.due_earliest


def calls_for_reminders(outcome: OutcomeValues) -> bool:
    """Whether an outcome has a day still to come."""
    return outcome.state == DeadlineState.PENDING and not outcome.error and first_possible_day(outcome) is not None


def reminder_moment(outcome: OutcomeValues, lead_days: int, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of 09:00 in `zone`, `lead_days` before the due day, and always before the deadline ends.

    Where the deadline ends earlier in the day than that, it is the morning before.
    """
    day = first_possible_day(outcome)
    if day is None:
        raise ValueError("an outcome without a day has no reminders")
    moment = _morning(day - timedelta(days=lead_days), zone)
    if outcome.due_at is not None and moment >= outcome.due_at:
        moment = _morning(outcome.due_at.astimezone(zone).date(), zone)
        if moment >= outcome.due_at:
            moment = _morning(outcome.due_at.astimezone(zone).date() - timedelta(days=1), zone)
    return moment


def lead_days_in_use() -> list[int]:
    """Every lead time that a confirmed subscription wants, and the defaults, the longest first."""
    wanted = LeadTime.objects.filter(
        subscription__confirmed_at__isnull=False,
        subscription__ended_at__isnull=True,
        subscription__subscriber__suppressed_at__isnull=True,
        subscription__reminders=True,
    )
    used: Iterable[int] = wanted.order_by().values_list("days", flat=True).distinct()
    return sorted({*used, *DEFAULT_LEAD_DAYS}, reverse=True)


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
