"""All calendars by id, and the book of compiled tables that one evaluation looks days up in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache, partial
from typing import Final

from ..errors import UnknownCalendar
from .calendar import Calendar, Closure, CoveredYear, version_on
from .day_table import DayTable
from .library import FIRST_YEAR, LAST_YEAR, library_calendar, library_closures, places
from .tables import closures_from_csv, closures_from_yaml

OWN: Final = ("us-federal", "us-federal+closures", "us-ofr", "eu-institutions")
_US_YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))


def calendar_ids() -> list[str]:
    """The ids of all calendars: our own first, then every country and subdivision that the `holidays` package knows."""
    return [*OWN, *sorted(places())]


@cache
def get_calendar(calendar_id: str) -> Calendar:
    """The calendar with this id. Raises UnknownCalendar, naming what is allowed."""
    if calendar_id == "us-federal":
        return Calendar(
            id=calendar_id,
            name="legal public holidays of the United States",
            source="5 USC 6103; E.O. 11582",
            years=_US_YEARS,
            closures=_federal,
        )
    if calendar_id == "us-federal+closures":
        orders = closures_from_csv("us_closures.csv")
        years = tuple(range(min(order.day.year for order in orders), LAST_YEAR + 1))
        return Calendar(
            id=calendar_id,
            name="legal public holidays of the United States and the days closed by executive order",
            source="5 USC 6103; E.O. 11582; the executive orders named",
            years=years,
            closures=lambda: (*_federal(), *orders),
        )
    if calendar_id == "us-ofr":
        days = closures_from_yaml("ofr_holidays.yml")
        return Calendar(
            id=calendar_id,
            name="days on which the Office of the Federal Register is closed",
            source="1 CFR 18.17; the Office's own list",
            years=_years_of(days),
            closures=lambda: (*days, *closures_from_csv("ofr_closures.csv")),
        )
    if calendar_id == "eu-institutions":
        days = closures_from_csv("eu_institution_holidays.csv")
        return Calendar(
            id=calendar_id,
            name="holidays of the institutions of the European Union",
            source="Reg. 1182/71 art. 2; the lists in the Official Journal",
            years=_years_of(days),
            closures=lambda: days,
        )
    place = places().get(calendar_id)
    if place is not None and place[0] == "US" and place[1] is not None:
        return Calendar(
            id=calendar_id,
            name=f"legal public holidays of the United States and of {place[1]}",
            source="5 USC 6103; E.O. 11582; the state's law as in the holidays package for Python",
            years=_US_YEARS,
            closures=partial(_federal_and_state, place[1]),
            backward="us-federal",
        )
    found = library_calendar(calendar_id)
    if found is None:
        raise UnknownCalendar(
            f"there is no calendar {calendar_id[:60]!r}; allowed are {', '.join(OWN)}, a country such as be, de or cn,"
            " and a country's subdivision such as de-nw, gb-eng or us-ma"
        )
    return found


def whole_of(calendar_id: str) -> str | None:
    """The calendar whose declared closures hold in this one too: a country's in its subdivisions, `us-federal`'s in the states.

    Null for a calendar that stands alone, such as `us-ofr`, whose Office declares its own days.
    """
    if calendar_id in ("us", "us-federal+closures"):
        return "us-federal"
    country, subdivision = places().get(calendar_id, ("", None))
    if subdivision is None:
        return None
    return "us-federal" if country == "US" else country.lower()


def parts_of(calendar_id: str) -> list[str]:
    """The calendars that `calendar_id` is the whole of."""
    return [each for each in calendar_ids() if whole_of(each) == calendar_id]


def _years_of(days: tuple[Closure, ...]) -> tuple[int, ...]:
    return tuple(sorted({closure.day.year for closure in days}))


def _federal() -> tuple[Closure, ...]:
    return library_closures("US", None, _US_YEARS)


def _federal_and_state(state: str) -> tuple[Closure, ...]:
    federal = {closure.day: closure for closure in library_closures("US", state, _US_YEARS)}
    federal.update({closure.day: closure for closure in _federal()})
    return tuple(federal.values())


@cache
def _versions(calendar_id: str) -> tuple[date, ...]:
    return get_calendar(calendar_id).versions()


@lru_cache(maxsize=64)  # a table is a quarter of a megabyte, and a reader may ask for any of 900 calendars
def _compiled(calendar_id: str, version: int) -> DayTable:
    return _compile(calendar_id, version, (), ())


# Editors add closures all the time, and a table they have changed since is of no more use.
@lru_cache(maxsize=64)
def _extended(calendar_id: str, version: int, extra: tuple[Closure, ...], years: tuple[int, ...]) -> DayTable:
    return _compile(calendar_id, version, extra, years)


def _compile(calendar_id: str, version: int, extra: tuple[Closure, ...], years: tuple[int, ...]) -> DayTable:
    versions = _versions(calendar_id)
    known_on = versions[version - 1] if version else date.min
    return get_calendar(calendar_id).compile(known_on, extra, years)


class CalendarBook:
    """The day tables as known on one day, with what editors added: closures and covered years, by calendar id.

    `known_on` null means everything that is known at all. Closures of a whole calendar hold in its parts (`whole_of`),
    which may declare otherwise; a covered year does not, because a part has days of its own.
    """

    __slots__ = ("_extra", "_known_on", "_tables", "_years")

    def __init__(
        self,
        known_on: date | None = None,
        extra: Mapping[str, tuple[Closure, ...]] | None = None,
        years: Mapping[str, tuple[CoveredYear, ...]] | None = None,
    ) -> None:
        self._known_on = known_on
        self._extra = extra or {}
        self._years = years or {}
        self._tables: dict[str, DayTable] = {}

    def table(self, calendar_id: str) -> DayTable:
        """The compiled table of a calendar. Raises UnknownCalendar."""
        table = self._tables.get(calendar_id)
        if table is None:
            version = version_on(_versions(calendar_id), self._known_on)
            extra = self._closures(calendar_id)
            years = tuple(each.year for each in self._years.get(calendar_id, ()) if self._is_known(each.known_from))
            table = _extended(calendar_id, version, extra, years) if extra or years else _compiled(calendar_id, version)
            self._tables[calendar_id] = table
        return table

    def backward(self, calendar_id: str) -> DayTable:
        """The table to ask when counting backwards where state holidays count forwards only."""
        return self.table(get_calendar(calendar_id).backward or calendar_id)

    def _is_known(self, known_from: date | None) -> bool:
        return self._known_on is None or known_from is None or known_from <= self._known_on

    def _closures(self, calendar_id: str) -> tuple[Closure, ...]:
        """What editors declared that holds in a calendar, as known: for each day the calendar's own word, else the whole's."""
        if not self._extra:
            return ()
        found: dict[date, Closure] = {}
        for each in (whole_of(calendar_id), calendar_id):
            for closure in self._extra.get(each or "", ()):
                if self._is_known(closure.known_from):
                    found[closure.day] = closure._replace(known_from=None)
        return tuple(found.values())
