"""The catalogue of conventions, with worked examples counted when it is asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from .calendars import get_calendar
from .conventions import Convention, conventions
from .conventions.convention import Example
from .counter import count
from .edtf import parse_edtf
from .errors import EdtfError
from .outcome import Count
from .period import parse_period


class WorkedExample(NamedTuple):
    """An example and what it counts to today."""

    example: Example
    answer: Count


class CatalogueEntry(NamedTuple):
    """A convention, its calendar's coverage ("1994–2030"; null: it asks none by itself), and its examples."""

    convention: Convention
    coverage: str | None
    examples: tuple[WorkedExample, ...]


def catalogue() -> list[CatalogueEntry]:
    """Every convention with its coverage and its examples, counted live."""
    return [
        CatalogueEntry(
            convention,
            get_calendar(convention.calendar).coverage if convention.calendar else None,
            tuple(WorkedExample(example, work(example, convention)) for example in convention.examples),
        )
        for convention in conventions()
    ]


def work(example: Example, convention: Convention) -> Count:
    """Count one example by a convention. Raises CountingError if the example is wrong."""
    return count(
        parse_start(example.start),
        parse_period(example.period),
        convention.id,
        calendar=example.calendar,
        direction=example.direction,
    )


def parse_start(text: str) -> date | datetime:
    """A day ("2025-01-20") or a clock time ("2025-10-09T14:17"), as `count` takes it. Raises CountingError.

    Dates that can mean several days are refused: a count starts from one day.
    """
    parsed = parse_edtf(text)
    if parsed.earliest is None or not parsed.is_one_day:
        raise EdtfError(f"start {text!r} can mean several days; a count starts from one day, such as 2025-01-20")
    return parsed.earliest if parsed.clock is None else datetime.combine(parsed.earliest, parsed.clock)
