"""One count: from a day or clock time over a period, by a convention, to where it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from .calendars import CalendarBook, get_calendar
from .conventions import Convention, Reckoning, get_convention
from .errors import CountingError, PeriodError
from .outcome import Count, Step
from .period import Period


def count(
    start: date | datetime,
    period: Period,
    convention: str,
    *,
    calendar: str | None = None,
    direction: str = "after",
    timezone: str | None = None,
    known_on: date | None = None,
    book: CalendarBook | None = None,
) -> Count:
    """Count `period` from `start` by a convention, and say how.

    `start` is a day, or for hours a clock time (without zone it is in `timezone`, else in the convention's). `calendar` null
    asks the convention's own. `known_on` leaves out closures declared later. The result is a day, for hours a zoned time.

    Raises CountingError: UnknownConvention, UnknownCalendar, CalendarNotCovered, and PeriodError where the convention has
    no rule for the period or direction.
    """
    steps: list[Step] = []
    result = end_of(
        start,
        period,
        get_convention(convention),
        book or CalendarBook(known_on),
        calendar=calendar,
        direction=direction,
        timezone=timezone,
        trace=steps,
    )
    return Count(result, tuple(steps))


def end_of(
    start: date | datetime,
    period: Period,
    convention: Convention,
    book: CalendarBook,
    *,
    calendar: str | None = None,
    direction: str = "after",
    timezone: str | None = None,
    trace: list[Step] | None = None,
) -> date | datetime:
    """`count` without looking anything up twice: the end alone, and steps only into a `trace` that is given."""
    convention.check(period, direction)
    if calendar is not None:
        get_calendar(calendar)
    if timezone is not None:
        zone(timezone)
    moment = start if isinstance(start, datetime) else None
    reckoning = Reckoning(
        start if moment is None else moment.date(),
        period,
        1 if direction == "after" else -1,
        book,
        calendar or convention.calendar,
        trace,
        convention.id,
        convention.citation,
    )
    if not period.hours:
        return convention.end(reckoning)
    if moment is None:
        raise PeriodError(
            f"period {str(period)!r} is in hours and needs a clock time to start from, such as 2025-10-09T14:17"
        )
    assert convention.end_hours is not None, "a convention that allows hours says how they end"
    return convention.end_hours(reckoning, zoned(moment, timezone or convention.timezone))


@cache
def time_zones() -> frozenset[str]:
    """The names of all IANA zones, which Python reads from some hundreds of files each time it is asked."""
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises CountingError for any other."""
    if name not in time_zones():
        raise CountingError(f"there is no IANA time zone {name[:60]!r}; allowed are names such as Europe/Brussels")
    return ZoneInfo(name)


def zoned(moment: datetime, timezone: str) -> datetime:
    """The clock time in the zone. Raises CountingError for one that a change of the clock skipped, or outside years 1 to 9999."""
    place = zone(timezone)
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(place)
        local = moment.replace(tzinfo=place)
        again = local.astimezone(UTC).astimezone(place).replace(tzinfo=None)
    except OverflowError:
        raise CountingError(
            f"the clock time {moment:%Y-%m-%dT%H:%M} in {timezone} leaves the years 1 to 9999"
        ) from None
    if again != moment:
        raise CountingError(
            f"the clock time {moment:%Y-%m-%dT%H:%M} was skipped in {timezone} when the clock went forward"
        )
    return local


def end_of_day(day: date, timezone: str, at: time | None) -> datetime:
    """The instant (UTC) at which a due day ends: at the time `at` of that day, else at the midnight that follows."""
    place = zone(timezone)
    if at is not None:
        return datetime.combine(day, at, tzinfo=place).astimezone(UTC)
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(date.fromordinal(day.toordinal() + 1), time(), tzinfo=place).astimezone(UTC)
