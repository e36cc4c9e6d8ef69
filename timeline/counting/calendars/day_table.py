"""A calendar compiled to an indexed table: rolls and offsets by working days are array look-ups, not steps."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date
from itertools import accumulate

from ..errors import CalendarNotCovered

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class DayTable:
    """Open and closed days of a calendar's covered years.

    Days are `date`s. Every method raises CalendarNotCovered when it would have to look at a day of another year.
    """

    __slots__ = ("_closed", "_first", "_gaps", "_last", "_names", "_open", "_rank", "calendar", "coverage")

    def __init__(
        self,
        calendar: str,
        years: tuple[int, ...],
        coverage: str,
        weekend: frozenset[int],
        names: Mapping[date, str],
        working_days: frozenset[date],
    ) -> None:
        self.calendar = calendar
        self.coverage = coverage
        self._names = names
        self._first = date(years[0], 1, 1).toordinal()
        self._last = date(years[-1], 12, 31).toordinal()
        self._gaps = tuple(sorted(set(range(years[0], years[-1] + 1)) - set(years)))
        length = self._last - self._first + 1
        shift = (self._first + 6) % 7  # ordinal 1 is a Monday
        week = bytes(1 if (shift + day) % 7 in weekend else 0 for day in range(7))
        closed = bytearray(week * (length // 7 + 1))[:length]
        for day in working_days:
            if self._first <= day.toordinal() <= self._last:
                closed[day.toordinal() - self._first] = 0
        for day in names:
            if self._first <= day.toordinal() <= self._last:
                closed[day.toordinal() - self._first] = 1
        self._closed = bytes(closed)
        self._rank = array("i", accumulate(1 - flag for flag in closed))
        self._open = array("i", (index for index, flag in enumerate(closed) if not flag))

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._closed) or (self._gaps and day.year in self._gaps):
            raise CalendarNotCovered(self.calendar, day.year, self.coverage)
        return index

    def _day(self, position: int, start: date) -> date:
        """The open day at `position` of the list, reached from `start` without crossing an uncovered year."""
        within = 0 <= position < len(self._open)
        if within:
            reached = date.fromordinal(self._open[position] + self._first)
            year = reached.year
        else:
            year = date.fromordinal(self._last).year + 1 if position > 0 else date.fromordinal(self._first).year - 1
        crossed = [gap for gap in self._gaps if start.year < gap <= year or year <= gap < start.year]
        if crossed:
            raise CalendarNotCovered(self.calendar, crossed[0] if year > start.year else crossed[-1], self.coverage)
        if not within:
            raise CalendarNotCovered(self.calendar, year, self.coverage)
        return reached

    def covers(self, day: date) -> bool:
        """True if the calendar covers the day's year."""
        return self._first <= day.toordinal() <= self._last and day.year not in self._gaps

    def is_open(self, day: date) -> bool:
        """True on a working day."""
        return not self._closed[self._index(day)]

    def why_closed(self, day: date) -> tuple[str, str | None] | None:
        """Why a day is closed: ("holiday", its name), or a weekday such as ("saturday", None); None on an open day."""
        if not self._closed[self._index(day)]:
            return None
        name = self._names.get(day)
        return ("holiday", name) if name else (_WEEKDAYS[day.weekday()], None)

    def next_open(self, day: date) -> date:
        """The day itself if it is open, else the first open day after it."""
        index = self._index(day)
        return self._day(self._rank[index], day) if self._closed[index] else day

    def previous_open(self, day: date) -> date:
        """The day itself if it is open, else the last open day before it."""
        index = self._index(day)
        return self._day(self._rank[index] - 1, day) if self._closed[index] else day

    def shift(self, day: date, amount: int) -> date:
        """The `amount`-th open day after `day` (before it, for a negative amount); `day` itself is not counted."""
        index = self._index(day)
        if amount > 0:
            return self._day(self._rank[index] + amount - 1, day)
        return self._day(self._rank[index] - (0 if self._closed[index] else 1) + amount, day)

    def open_days(self, after: date, until: date) -> int:
        """How many open days there are after `after`, up to and with `until`; 0 if it is not later."""
        if until <= after:
            return 0
        if self._gaps or not self.covers(until):
            for year in range(after.year, until.year + 1):
                self._index(date(year, 1, 1))
        return self._rank[self._index(until)] - self._rank[self._index(after)]
