"""What can be wrong with a count. Every message is a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable


class CountingError(ValueError):
    """What was asked cannot be computed; the message says what, where and what is allowed."""


class EdtfError(CountingError):
    """A string is no EDTF date that this project reads."""


class PeriodError(CountingError):
    """A string is no period, or the period does not fit the convention."""


class UnknownConvention(CountingError):
    """No counting convention has this id."""


class UnknownCalendar(CountingError):
    """No calendar has this id."""


class CalendarNotCovered(CountingError):
    """A count reached a year that its calendar does not cover.

    `calendar` is the calendar's id and `year` the year that is missing.
    """

    def __init__(self, calendar: str, year: int, covered: str) -> None:
        self.calendar = calendar
        self.year = year
        super().__init__(f"calendar {calendar} does not cover the year {year}; it covers {covered}")


class CycleError(CountingError):
    """Deadlines trigger each other in a circle. `members` are their ids in order."""

    def __init__(self, members: Iterable[str]) -> None:
        self.members = tuple(members)
        super().__init__("deadlines trigger each other in a circle: " + " → ".join((*self.members, self.members[0])))


class EffectError(CountingError):
    """An effect cannot be had on its target, or lacks what it needs."""
