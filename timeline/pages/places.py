"""Where everything on a timeline stands: events and the two ends of deadline windows, merged in the order of time.

An imprecise date stands at the first day it can mean and before what is more precise; the words say what it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from timeline.counting import DeadlineOutcome, parse_edtf
from timeline.models import Deadline

Kind = Literal["event", "opens", "closes", "today"]

# Broader dates first on the day they share; after all of them what starts, then what ends on that day.
_BREADTH = {"century": 0, "decade": 1, "year": 2, "half": 3, "quarter": 4, "month": 5}
_PRECISE, _OPENS, _CLOSES, _TODAY = 6, 7, 8, 9


class Place(NamedTuple):
    """Where an entry stands. `key` is the record's, `kind` which of its entries; the order of the fields is that of time."""

    day: dt.date
    breadth: int
    position: int
    key: int
    kind: Kind


class EventRow(NamedTuple):
    """What placing an event and drawing it needs, as read from the database."""

    key: int
    date: str
    earliest: dt.date | None
    latest: dt.date | None
    position: int
    certainty: str = "confirmed"
    slug: str = ""
    known: dt.date | None = None


def place_events(rows: Iterable[EventRow]) -> list[Place]:
    """One place for each event; one without any day has none."""
    return [
        Place(day, _breadth(row), row.position, row.key, "event")
        for row in rows
        if (day := row.earliest or row.latest) is not None
    ]


def _breadth(row: EventRow) -> int:
    if row.earliest == row.latest:
        return _PRECISE
    return _BREADTH.get(parse_edtf(row.date).precision, _PRECISE)


def place_windows(deadlines: Iterable[Deadline], outcomes: Mapping[str, DeadlineOutcome]) -> list[Place]:
    """The opening and the closing of each window; a deadline counted backwards, or without a start, only closes."""
    places = []
    for deadline in deadlines:
        outcome = outcomes[deadline.slug]
        opens, closes = window(outcome)
        if opens is not None:
            places.append(Place(opens, _OPENS, deadline.position, deadline.pk, "opens"))
        if closes is not None:
            places.append(Place(closes, _CLOSES, deadline.position, deadline.pk, "closes"))
    return places


def window(outcome: DeadlineOutcome) -> tuple[dt.date | None, dt.date | None]:
    """The days a window is shown to open and to close on; null where it does not."""
    closes = outcome.due or outcome.due_earliest or outcome.due_latest
    opens = outcome.start
    if opens is not None and closes is not None and opens >= closes:
        opens = None
    return opens, closes


def today_place(on: dt.date) -> Place:
    return Place(on, _TODAY, 0, 0, "today")


def event_anchor(slug: str) -> str:
    return f"event-{slug}"


def window_anchor(slug: str, kind: Kind) -> str:
    return f"deadline-{slug}-{kind}"
