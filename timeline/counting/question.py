"""A count as a form or an address asks it: every field is text, and a mistake is told of the field it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from .calendars import CalendarBook, DayTable, get_calendar
from .catalogue import parse_start
from .conventions import Convention, get_convention
from .counter import count, zone
from .errors import CalendarNotCovered, CountingError, PeriodError
from .outcome import Count
from .period import Period, parse_period

MAX_LENGTH = 80
"""Characters of a field; nothing that can be counted is longer."""

Read = TypeVar("Read")


class Question(NamedTuple):
    """What is asked. An empty calendar or time zone means the convention's own, an empty direction "after"."""

    start: str
    period: str
    convention: str
    calendar: str = ""
    direction: str = ""
    timezone: str = ""


class Answer(NamedTuple):
    """The count, with what it started from and how; `table` says which days are closed, null where no calendar is asked."""

    counted: Count
    start: date | datetime
    convention: Convention
    table: DayTable | None

    @property
    def first_day(self) -> date:
        """The day of the start."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


class QuestionError(CountingError):
    """A question that cannot be answered. `faults` are sentences by field, in the order of the fields."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(self.faults.values()))


def answer(question: Question, book: CalendarBook | None = None) -> Answer:
    """Count what is asked, with the closed days of `book` (default: all that are known).

    Raises QuestionError with every field that is wrong by itself, or else with the one that does not fit the others.
    """
    reading = _Reading(question)
    start = reading.read("start", parse_start)
    period = reading.read("period", parse_period)
    convention = reading.read("convention", get_convention)
    reading.read("direction", _check_direction)
    if question.calendar:
        reading.read("calendar", get_calendar)
    if question.timezone:
        reading.read("timezone", zone)
    if reading.faults or start is None or period is None or convention is None:
        raise QuestionError(reading.faults)
    calendar = question.calendar or convention.calendar
    book = book or CalendarBook()
    try:
        counted = count(
            start,
            period,
            convention.id,
            calendar=question.calendar or None,
            direction=question.direction or "after",
            timezone=question.timezone or None,
            book=book,
        )
    except CountingError as error:
        raise QuestionError({_field_of(error, question, start, period, convention): str(error)}) from error
    return Answer(counted, start, convention, book.table(calendar) if calendar else None)


class _Reading:
    """Fields read one by one; what is wrong with each is kept."""

    def __init__(self, question: Question) -> None:
        self._values = question._asdict()
        self.faults: dict[str, str] = {}

    def read(self, field: str, parse: Callable[[str], Read]) -> Read | None:
        text = self._values[field]
        try:
            if len(text) > MAX_LENGTH:
                raise CountingError(f"{field} has {len(text):,} characters; at most {MAX_LENGTH} are allowed")
            return parse(text)
        except CountingError as error:
            self.faults[field] = str(error)
            return None


def _check_direction(text: str) -> None:
    if text not in ("", "after", "before"):
        raise PeriodError(f"direction {text!r} is not known; allowed are after and before")


def _field_of(
    error: CountingError, question: Question, start: date | datetime, period: Period, convention: Convention
) -> str:
    """The field to change, where each is right by itself."""
    if isinstance(error, CalendarNotCovered):
        return "calendar"
    if not isinstance(error, PeriodError):
        return "start"  # a clock time that the zone skipped, or outside the years that have one
    if (question.direction or "after") not in convention.directions and _fits(period, convention):
        return "direction"
    return "start" if period.hours and "hours" in convention.units and not isinstance(start, datetime) else "period"


def _fits(period: Period, convention: Convention) -> bool:
    try:
        convention.check(period, next(iter(convention.directions)))
    except PeriodError:
        return False
    return True
