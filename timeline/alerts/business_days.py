"""Business days before a deadline, by the deadline's own calendar.

A reminder must come even where the calendar has nothing to say: where there is none, or the count leaves the years that it
covers, a business day is a day from Monday to Friday. The deadline itself is never counted so.
"""

from __future__ import annotations

from datetime import date, timedelta

from timeline.counting import CalendarBook, CountingError, DayTable, get_convention
from timeline.deadlines.calendars import declared
from timeline.deadlines.habits import Habits
from timeline.models import Deadline

_DAY = timedelta(days=1)
_SATURDAY = 5


class BusinessDays:
    """Counts by any number of calendars; what editors declared of them is read once, when it is first asked for."""

    def __init__(self) -> None:
        self._book: CalendarBook | None = None

    def before(self, day: date, number: int, calendar: str) -> date:
        """The day that is so many business days before `day`; `day` itself for none."""
        if number == 0:
            return day
        table = self._table(calendar)
        if table is not None:
            try:
                return table.shift(day, -number)
            except CountingError:
                pass  # a year that the calendar does not cover
        return _weekdays_before(day, number)

    def left(self, today: date, day: date, calendar: str) -> int:
        """How many business days it is from `today` to `day`, in the way in which `before` counts back from it."""
        if day <= today:
            return 0
        table = self._table(calendar)
        if table is not None:
            try:
                return table.open_days(today, day) + (not table.is_open(day))
            except CountingError:
                pass  # a year that the calendar does not cover
        days = (today + _DAY * each for each in range(1, (day - today).days + 1))
        return sum(each.weekday() < _SATURDAY for each in days) + (day.weekday() >= _SATURDAY)

    def _table(self, calendar: str) -> DayTable | None:
        if not calendar:
            return None
        if self._book is None:
            self._book = declared().book()
        try:
            return self._book.table(calendar)
        except CountingError:
            return None  # a calendar that is known no longer


def calendar_of(deadline: Deadline) -> str:
    """The calendar by whose business days a deadline is reminded of: that which it is counted by, empty where there is none.

    The rule's, else that of its convention, else of the deadline's jurisdiction, else of its policy's jurisdiction.
    """
    rule = getattr(deadline, "rule", None)
    if rule is not None and rule.calendar:
        return str(rule.calendar)
    jurisdiction = deadline.jurisdiction or (deadline.policy.jurisdiction if deadline.policy else None)
    habits = Habits(jurisdiction.convention, jurisdiction.calendar) if jurisdiction else Habits()
    try:
        own = get_convention((rule.convention if rule is not None else "") or habits.convention).calendar
    except CountingError:
        own = None  # a convention that is known no longer
    return own or habits.calendar


def _weekdays_before(day: date, number: int) -> date:
    while number:
        day -= _DAY
        number -= day.weekday() < _SATURDAY
    return day
