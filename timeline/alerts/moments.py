"""When a reminder comes: in the morning where the deadline is due, or by the clock that its reader chose."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timeline.models import DEFAULT_HOUR, Deadline, DeadlineState, OutcomeValues


class Clock(NamedTuple):
    """By which a subscriber is reminded: a time zone, empty for that of each deadline, and a time of the day."""

    timezone: str = ""
    hour: int = DEFAULT_HOUR
    minute: int = 0

    def zone(self, deadline: ZoneInfo) -> ZoneInfo:
        """Its zone, for a deadline whose days begin and end in the zone given."""
        return ZoneInfo(self.timezone) if self.timezone else deadline


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


def reminder_moment(outcome: OutcomeValues, day: date, zone: ZoneInfo, clock: Clock) -> datetime:
    """The instant (UTC) at which it is the time of `clock` in `zone` on `day`, and always before the deadline ends.

    Where the deadline ends earlier in the day than that, it is the day before. A time that the clocks skip is the one
    after the gap, one that comes twice the first.
    """
    moment = instant(day, clock, zone)
    if outcome.due_at is not None and moment >= outcome.due_at:
        moment = instant(outcome.due_at.astimezone(zone).date(), clock, zone)
        if moment >= outcome.due_at:
            moment = instant(outcome.due_at.astimezone(zone).date() - timedelta(days=1), clock, zone)
    return moment


def instant(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of that time on a day in `zone`."""
    return datetime.combine(day, time(clock.hour, clock.minute), zone).astimezone(UTC)


def ends_at(outcome: OutcomeValues, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) after which a deadline is over for certain; null where it has no day."""
    last = outcome.due_latest or outcome.due
    if outcome.due_at is not None or last is None:
        return outcome.due_at
    return datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
