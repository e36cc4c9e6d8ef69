"""What a stopped clock has left, kept in the rule's own unit, and how it runs on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from .conventions.reckoning import add
from .counter import end_of_day, zone
from .errors import EffectError
from .period import Period

if TYPE_CHECKING:
    from .chain import Chain


class Remainder(NamedTuple):
    """Either a period of days, working days, or months and days, or elapsed time for a rule in hours."""

    period: Period | None = None
    elapsed: timedelta | None = None

    def __str__(self) -> str:
        if self.elapsed is not None:
            minutes = int(self.elapsed.total_seconds()) // 60
            hours, rest = divmod(minutes, 60)
            text = f"{hours} hour{'s' if hours != 1 else ''}"
            return f"{text} {rest} minute{'s' if rest != 1 else ''}" if rest else text
        return str(self.period)

    def plus(self, more: Period, event: str) -> Remainder:
        """This and a further period of the same unit. Raises EffectError where the units cannot be added."""
        if self.elapsed is not None:
            if more.hours:
                return Remainder(elapsed=self.elapsed + timedelta(hours=more.hours))
        elif self.period is not None and not more.hours and more.counted == self.period.counted:
            own = self.period
            return Remainder(
                Period(
                    own.years + more.years,
                    own.months + more.months,
                    0,
                    own.total_days + more.total_days,
                    0,
                    own.counted,
                )
            )
        raise EffectError(
            f"event {event}: {more} cannot be added to the {self} that are left while the clock stands still"
        )


def remainder_of(chain: Chain, day: date, clock: time | None) -> Remainder:
    """What is left after `day`, the last day that counts (hours: after the clock time), of the chain's running leg.

    Raises CountingError.
    """
    assert chain.due is not None
    if chain.due_time is not None:
        stop = (
            datetime.combine(day, clock, tzinfo=clock.tzinfo or zone(chain.timezone)).astimezone(UTC)
            if clock is not None
            else end_of_day(day, chain.timezone, None)
        )
        return Remainder(elapsed=max(chain.due_time.astimezone(UTC) - stop, timedelta()))
    period = chain.leg[1] if chain.leg is not None else None
    since = max(day, chain.leg[0]) if chain.leg is not None and chain.rule.direction == "after" else day
    if _in_working_days(chain, period):
        table = chain.reckoning(day, Period(days=1)).table
        return Remainder(Period(days=table.open_days(since, chain.due), counted="working"))
    end = _before_any_roll(chain)
    if period is not None and period.total_months:
        return Remainder(_months_and_days(since, end))
    return Remainder(Period(days=max((end - since).days, 0)))


def _in_working_days(chain: Chain, period: Period | None) -> bool:
    if chain.convention.closed_day == "not reached":
        return True
    if period is None:
        return chain.rule.period is not None and chain.rule.period.counted == "working"
    return period.counted == "working" or 0 < period.total_days <= chain.convention.working_days_up_to


def _before_any_roll(chain: Chain) -> date:
    """The end of the running leg as counted, before it moved off a closed day: the roll is no part of the period."""
    assert chain.due is not None
    if chain.leg is None or chain.rule.direction == "before":
        return chain.due
    start, period = chain.leg
    reckoning = chain.reckoning(start, period)
    reckoning.trace = None
    return reckoning.corresponding(trigger_counts=chain.convention.trigger_day == "included")


def _months_and_days(since: date, end: date) -> Period:
    months = max((end.year - since.year) * 12 + end.month - since.month, 0)
    while months:
        reached = add(since, Period(months=months), 1)[0]
        if reached <= end:
            return Period(months=months, days=(end - reached).days)
        months -= 1
    return Period(days=max((end - since).days, 0))


def run_on(chain: Chain, left: Remainder, day: date, clock: time | None) -> date | datetime:
    """Where what is left ends when it runs on from the day after `day` (for hours: from a clock time of that day)."""
    if left.elapsed is not None:
        place = zone(chain.timezone)
        start = (
            datetime.combine(day, clock, tzinfo=clock.tzinfo or place).astimezone(UTC)
            if clock is not None
            else end_of_day(day, chain.timezone, None)
        )
        return (start + left.elapsed).astimezone(place)
    assert left.period is not None
    reckoning = chain.reckoning(day, left.period)
    if left.period.counted == "working":
        return reckoning.working_days(left.period.days)
    end = reckoning.corresponding()
    return reckoning.roll_forward(end) if chain.convention.closed_day == "moves" else reckoning.stay(end)
