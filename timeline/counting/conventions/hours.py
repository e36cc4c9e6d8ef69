"""Periods in hours: elapsed time in the convention's zone, through changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..errors import PeriodError
from .reckoning import Reckoning


def elapsed(reckoning: Reckoning, start: datetime) -> datetime:
    """The hours as elapsed time from the start (zoned), so that a change of the clock shifts the clock time."""
    end = _plus(start, reckoning.sign * reckoning.period.hours)
    _note(reckoning, start, end, "elapsed-hours")
    return end


def elapsed_then_next_open(reckoning: Reckoning, start: datetime) -> datetime:
    """Every hour counts; an end on a closed day goes to the same clock time on the next (backwards: the previous) open day.

    Fed. R. Civ. P. 6(a)(2)(C).
    """
    end = elapsed(reckoning, start)
    roll = reckoning.roll_forward if reckoning.sign > 0 else reckoning.roll_backward
    day = roll(end.date())
    if day == end.date():
        return end
    return real_clock_time(datetime.combine(day, end.time(), tzinfo=end.tzinfo))


def full_hours(reckoning: Reckoning, start: datetime) -> datetime:
    """The hour of the event is not counted: from the start of the next full hour (backwards: of its own).

    Reg. 1182/71 art. 3(1) and (2)(a); art. 3(4) moves no period in hours.
    """
    full = start.replace(minute=0, second=0, microsecond=0)
    if reckoning.sign > 0:
        full = _plus(full, 1)
    end = _plus(full, reckoning.sign * reckoning.period.hours)
    _note(reckoning, start, end, "event-hour-excluded")
    return end


def real_clock_time(moment: datetime) -> datetime:
    """The same instant with a clock time that exists: one skipped by a change of the clock is moved on by the change."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _plus(moment: datetime, hours: int) -> datetime:
    try:
        return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)
    except OverflowError:
        raise PeriodError(f"counting {hours} hours from {moment:%Y-%m-%dT%H:%M} leaves the years 1 to 9999") from None


def _note(reckoning: Reckoning, start: datetime, end: datetime, reason: str) -> None:
    reckoning.note("count", start, end, reason)
    offsets = start.utcoffset(), end.utcoffset()
    if offsets[0] is not None and offsets[1] is not None and offsets[0] != offsets[1]:
        earlier = offsets[1] < offsets[0]
        reckoning.note("clock-change", start, end, "clock-back" if earlier else "clock-forward", str(start.tzinfo))
