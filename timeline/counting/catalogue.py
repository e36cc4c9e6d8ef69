"""The catalogue of conventions, with worked examples counted when it is asked for."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from .calendars import CalendarBook, calendar_ids, get_calendar
from .calendars.registry import OWN
from .conventions import Convention, conventions
from .conventions.convention import Example
from .counter import count
from .edtf import parse_edtf
from .errors import EdtfError
from .outcome import Count
from .period import parse_period

_DAY_OR_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}(T[-+:\dZ]{1,20})?", re.ASCII)
SHOWN = 40


class WorkedExample(NamedTuple):
    """An example and what it counts to today."""

    example: Example
    answer: Count


class CatalogueEntry(NamedTuple):
    """A convention, its calendar's coverage ("1994–2030"; null: it asks none by itself), and its examples."""

    convention: Convention
    coverage: str | None
    examples: tuple[WorkedExample, ...]


class CalendarEntry(NamedTuple):
    """A calendar that this package keeps itself, and the years it covers."""

    id: str
    name: str
    source: str
    coverage: str


def own_calendars(book: CalendarBook | None = None) -> list[CalendarEntry]:
    """The calendars this package keeps itself, with the coverage they have in `book` (null: the package's)."""
    book = book or CalendarBook()
    own = [get_calendar(calendar) for calendar in OWN]
    return [CalendarEntry(each.id, each.name, each.source, book.table(each.id).coverage) for each in own]


def number_of_places() -> tuple[int, int]:
    """How many countries, and how many of their subdivisions, are calendars too."""
    places = calendar_ids()[len(OWN) :]
    countries = sum("-" not in place for place in places)
    return countries, len(places) - countries


def catalogue(book: CalendarBook | None = None) -> list[CatalogueEntry]:
    """Every convention with its coverage and its examples, counted live by the calendars of `book` (null: the package's)."""
    book = book or CalendarBook()
    return [
        CatalogueEntry(
            convention,
            book.table(convention.calendar).coverage if convention.calendar else None,
            tuple(WorkedExample(example, work(example, convention, book)) for example in convention.examples),
        )
        for convention in conventions()
    ]


def work(example: Example, convention: Convention, book: CalendarBook | None = None) -> Count:
    """Count one example by a convention. Raises CountingError if the example is wrong."""
    return count(
        parse_start(example.start),
        parse_period(example.period),
        convention.id,
        calendar=example.calendar,
        direction=example.direction,
        book=book,
    )


def parse_start(text: str) -> date | datetime:
    """A day ("2025-01-20") or a local clock time ("2025-10-09T14:17"), as `count` takes it. Raises EdtfError.

    Any other date is refused: a count starts from one day. So is a clock time with an offset: its zone is given apart.
    """
    if _DAY_OR_CLOCK.fullmatch(text):
        parsed = parse_edtf(text)
        if parsed.earliest is not None and parsed.clock is None:
            return parsed.earliest
        if parsed.earliest is not None and parsed.clock is not None and parsed.clock.tzinfo is None:
            return datetime.combine(parsed.earliest, parsed.clock)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    raise EdtfError(
        f"start {shown!r} is neither a day nor a local clock time; allowed are a day of the years 1 to 9999 such as 2007-08-22"
        " and a clock time such as 2025-10-09T14:17, whose zone is given apart from it"
    )
