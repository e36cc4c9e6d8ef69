"""What editors declared of calendars: closures, working days and covered years, read in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, CharField, DateField, PositiveSmallIntegerField, Value

from timeline.counting import CalendarBook, Closure, CoveredYear, whole_of
from timeline.models import CalendarClosure, CalendarYear


@dataclass(frozen=True, slots=True)
class Declared:
    """Closures and covered years by calendar id."""

    closures: dict[str, tuple[Closure, ...]] = field(default_factory=dict)
    years: dict[str, tuple[CoveredYear, ...]] = field(default_factory=dict)

    def book(self, known_on: date | None = None) -> CalendarBook:
        """All calendars with what is declared, as known on a day (null: with everything)."""
        return CalendarBook(known_on, self.closures, self.years)

    def days_to_come(self, calendar: str, after: date) -> set[date]:
        """The days after `after` on which something declared of a calendar, or of the whole it is part of, becomes known."""
        found: set[date] = set()
        for each in (calendar, whole_of(calendar) or calendar):
            known = [closure.known_from for closure in self.closures.get(each, ())]
            known += [year.known_from for year in self.years.get(each, ())]
            found.update(day for day in known if day is not None and day > after)
        return found


def declared(calendars: Collection[str] | None = None, *, drafts: bool = False) -> Declared:
    """What was declared of those calendars (null: of all) and of the wholes they are parts of.

    Published records only, or with `drafts` everything that is not retracted. One query, or none where no calendar is asked.
    """
    days = CalendarClosure.objects.visible(drafts=drafts)
    years = CalendarYear.objects.visible(drafts=drafts)
    if calendars is not None:
        asked = {each for calendar in calendars for each in (calendar, whole_of(calendar)) if each is not None}
        if not asked:
            return Declared()
        days, years = days.filter(calendar__in=asked), years.filter(calendar__in=asked)
    rows = (
        days.order_by()
        .annotate(whole_year=Value(None, PositiveSmallIntegerField()))
        .values_list("calendar", "known_from", "whole_year", "date", "name", "opens")
        .union(
            years.order_by()
            .annotate(
                date=Value(None, DateField()),
                name=Value("", CharField()),
                opens=Value(False, BooleanField()),
            )
            .values_list("calendar", "known_from", "year", "date", "name", "opens"),
            all=True,
        )
    )
    closures: defaultdict[str, list[Closure]] = defaultdict(list)
    covered: defaultdict[str, list[CoveredYear]] = defaultdict(list)
    for calendar, known_from, year, day, name, opens in rows:
        if year is not None:
            covered[calendar].append(CoveredYear(year, known_from))
        else:
            closures[calendar].append(Closure(day, name, known_from, bool(opens)))
    # Sorted, so that the same declarations meet the same compiled table.
    return Declared(
        {calendar: tuple(sorted(found)) for calendar, found in closures.items()},
        {calendar: tuple(sorted(found)) for calendar, found in covered.items()},
    )


def published_book(known_on: date | None = None) -> CalendarBook:
    """All calendars with what was published of them, as known on a day (null: with everything). One query."""
    return declared().book(known_on)
