"""Calendars of countries and their subdivisions from the `holidays` package."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache, partial
from importlib.metadata import version

import holidays

from .calendar import SATURDAY_AND_SUNDAY, Calendar, Closure

FIRST_YEAR, LAST_YEAR = 1900, 2100
SOURCE = f"holidays {version('holidays')} for Python"


@cache
def places() -> dict[str, tuple[str, str | None]]:
    """Calendar id ("be", "de-nw", "gb-eng") to the library's country and subdivision."""
    found: dict[str, tuple[str, str | None]] = {}
    for country, subdivisions in holidays.list_supported_countries(include_aliases=False).items():
        found[country.lower()] = (country, None)
        for subdivision in subdivisions:
            found[f"{country}-{subdivision}".lower().replace(" ", "-")] = (country, subdivision)
    return found


def library_calendar(calendar_id: str) -> Calendar | None:
    """The calendar of a country or subdivision; None if the library does not know it."""
    place = places().get(calendar_id)
    if place is None:
        return None
    country, subdivision = place
    kind = type(holidays.country_holidays(country))
    first = max(FIRST_YEAR, getattr(kind, "start_year", FIRST_YEAR))
    last = min(LAST_YEAR, getattr(kind, "end_year", LAST_YEAR))
    years = tuple(range(first, last + 1))
    if country == "CN":
        # Rest days and working weekends are declared year by year; a year without a declaration is not covered.
        declared = {day.year for day in _working_days(country, None, years)}
        years = tuple(range(min(declared), max(declared) + 1))
    name = f"public holidays, {country}" + (f"-{subdivision}" if subdivision else "")
    return Calendar(
        id=calendar_id,
        name=name,
        source=SOURCE,
        years=years,
        closures=partial(library_closures, country, subdivision, years),
        weekend=frozenset(
            getattr(holidays.country_holidays(country, subdiv=subdivision), "weekend", SATURDAY_AND_SUNDAY)
        ),
        working_days=partial(_working_days, country, subdivision, years),
    )


@lru_cache(maxsize=64)
def library_closures(country: str, subdivision: str | None, years: tuple[int, ...]) -> tuple[Closure, ...]:
    """The library's public holidays of the years, observed days included, with names in English where it has them."""
    return tuple(Closure(day, name) for day, name in sorted(_days(country, subdivision, years).items()))


def _days(country: str, subdivision: str | None, years: tuple[int, ...]) -> holidays.HolidayBase:
    languages = holidays.country_holidays(country).supported_languages
    language = next((code for code in ("en_US", "en_GB", "en") if code in languages), None)
    return holidays.country_holidays(country, subdiv=subdivision, years=years, language=language)


def _working_days(country: str, subdivision: str | None, years: tuple[int, ...]) -> Iterable[date]:
    return frozenset(getattr(_days(country, subdivision, years), "weekend_workdays", ()))
