"""When a reminder comes: in the morning where the deadline is due, or by the clock that its reader chose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timeline.models import (
    DEFAULT_HOUR,
    DEFAULT_LEAD_DAYS,
    Deadline,
    DeadlineState,
    LeadTime,
    OutcomeValues,
    Subscriber,
    Subscription,
)


class Clock(NamedTuple):
    """By which a subscriber is reminded: a time zone, empty for that of each deadline, and an hour of the day."""

    timezone: str = ""
    hour: int = DEFAULT_HOUR

    def zone(self, deadline: ZoneInfo) -> ZoneInfo:
        """Its zone, for a deadline whose days begin and end in the zone given."""
        return ZoneInfo(self.timezone) if self.timezone else deadline


def clock_of(subscriber: Subscriber) -> Clock:
    return Clock(subscriber.timezone, subscriber.hour)


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


def reminder_moment(outcome: OutcomeValues, lead_days: int, zone: ZoneInfo, hour: int = DEFAULT_HOUR) -> datetime:
    """The instant (UTC) of that hour in `zone`, `lead_days` before the due day, and always before the deadline ends.

    Where the deadline ends earlier in the day than that, it is the day before. An hour that the clocks skip is the one
    after the gap, one that comes twice the first.
    """
    day = first_possible_day(outcome)
    if day is None:
        raise ValueError("an outcome without a day has no reminders")
    moment = _at_hour(day - timedelta(days=lead_days), hour, zone)
    if outcome.due_at is not None and moment >= outcome.due_at:
        moment = _at_hour(outcome.due_at.astimezone(zone).date(), hour, zone)
        if moment >= outcome.due_at:
            moment = _at_hour(outcome.due_at.astimezone(zone).date() - timedelta(days=1), hour, zone)
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


def clocks_in_use() -> list[Clock]:
    """Every clock that a subscriber with reminders is reminded by, and the default."""
    wanted = Subscription.objects.active().filter(reminders=True).order_by()
    used = wanted.values_list("subscriber__timezone", "subscriber__hour").distinct()
    return sorted({Clock(), *(Clock(*each) for each in used)})


def fan_out_moment(outcome: OutcomeValues, lead_days: int, zone: ZoneInfo, clocks: Iterable[Clock]) -> datetime:
    """The instant (UTC) at which the first of the clocks asks for the reminder; the mails of the others wait."""
    return min(reminder_moment(outcome, lead_days, clock.zone(zone), clock.hour) for clock in clocks)


def _at_hour(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
