"""The time axis of a river: the days it spans, where a day lies on it, its columns and its ticks.

Days are proleptic ordinals (`date.toordinal`); places on the axis are percent of its width, so that it can be drawn at any
width without a script.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import pgettext

MAX_COLUMNS = 96
MAX_TICKS = 11
"""So many labels of a month or a year stand side by side where the drawing is at its narrowest."""
LAST_DAY = date.max.toordinal()
# On either side of the columns, as a share of the span, for what stands on the first and the last day.
_MARGIN = 0.015


class Unit(NamedTuple):
    """A length of the calendar: so many days, or so many months."""

    days: int
    months: int = 0

    def edges(self, first: int, last: int) -> list[int]:
        """The first days of the units that `first` to `last` touch, and of the one after them, ascending.

        Weeks begin on Monday; quarters, years and longer units where the calendar's do.
        """
        if not self.months:
            # Ordinal 1, the first day of year 1, is a Monday.
            start = first - (first - 1) % self.days
            return [start + n * self.days for n in range((last - start) // self.days + 2)]
        number = _month_number(first) // self.months * self.months
        found = [_first_of_month(number)]
        while found[-1] <= last:
            number += self.months
            found.append(_first_of_month(number))
        return found


DAY, WEEK, MONTH, QUARTER, YEAR = Unit(1), Unit(7), Unit(0, 1), Unit(0, 3), Unit(0, 12)
COLUMN_UNITS = (DAY, WEEK, MONTH, QUARTER, YEAR, *(Unit(0, 12 * years) for years in (5, 10, 50, 100, 200)))
_TICK_UNITS = (
    DAY,
    WEEK,
    Unit(14),
    MONTH,
    QUARTER,
    Unit(0, 6),
    YEAR,
    *(Unit(0, 12 * years) for years in (2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)


class Tick(NamedTuple):
    """A line of the axis with its label; `is_strong` where a year begins among shorter units."""

    day: int
    label: str
    is_strong: bool


class Scale(NamedTuple):
    """An axis of columns. `edges` are their first days and the day after the last; `first` and `days` add a margin."""

    unit: Unit
    edges: list[int]
    first: float
    days: float

    def at(self, day: float) -> float:
        """Where a day begins, in percent of the width; days beyond the axis lie at its ends."""
        return min(max((day - self.first) * 100 / self.days, 0.0), 100.0)

    def column(self, day: int) -> int:
        """The number of the column a day lies in; days beyond the axis lie in its outer columns."""
        return min(max(bisect_right(self.edges, day) - 1, 0), len(self.edges) - 2)


def scale_of(first: int, last: int, unit: Unit) -> Scale:
    """The axis of the days `first` to `last` in columns of a unit."""
    edges = unit.edges(first, last)
    length = edges[-1] - edges[0]
    return Scale(unit, edges, edges[0] - length * _MARGIN, length * (1 + 2 * _MARGIN))


def units_for(first: int, last: int) -> list[Unit]:
    """The units that cut those days into MAX_COLUMNS at most, the finest first; never empty."""
    return [unit for unit in COLUMN_UNITS if (last - first) / _length(unit) + 2 <= MAX_COLUMNS] or [COLUMN_UNITS[-1]]


def ticks_of(scale: Scale) -> list[Tick]:
    """The ticks of an axis, MAX_TICKS at most."""
    first, last = scale.edges[0], min(scale.edges[-1], LAST_DAY)
    unit = next((each for each in _TICK_UNITS if (last - first) / _length(each) <= MAX_TICKS - 1), _TICK_UNITS[-1])
    return list(_ticks(first, last, unit))


def _ticks(first: int, last: int, unit: Unit) -> Iterator[Tick]:
    days = [day for day in unit.edges(first, last) if first <= day <= last]
    for place, number in enumerate(days):
        day = date.fromordinal(number)
        if unit.months >= 12:
            yield Tick(number, str(day.year), False)
        elif unit.months:
            starts_year = day.month == 1
            yield Tick(number, _month(day, place == 0, starts_year), starts_year)
        else:
            # Translators: a day on the axis of a picture, as a date format of Django's; the year is named beside it.
            label = date_format(day, pgettext("day on an axis", "j M"))
            yield Tick(number, f"{label} {day.year}" if place == 0 else label, False)


def _month(day: date, is_first: bool, starts_year: bool) -> str:
    if starts_year:
        return str(day.year)
    short = date_format(day, "M")
    return f"{short} {day.year}" if is_first else short


def _length(unit: Unit) -> float:
    return unit.days or unit.months * 30.436875


def _month_number(day: int) -> int:
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def _first_of_month(number: int) -> int:
    """The ordinal of a month's first day; before the calendar begins its first day, after it ends the day after its last."""
    year, month = divmod(number, 12)
    if year < date.min.year:
        return 1
    return date(year, month + 1, 1).toordinal() if year <= date.max.year else LAST_DAY + 1
