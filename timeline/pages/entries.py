"""The entries of a timeline: events and the two ends of deadline windows, merged in the order of time.

An imprecise date stands at the first day it can mean and before what is more precise; the words say what it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from timeline.counting import DeadlineOutcome, parse_edtf
from timeline.models import Deadline, Event

from .citations import CitationWords, citations_in_words
from .verdict import Verdict, verdict
from .windowbar import moves
from .words import day_in_words, edtf_in_words, time_attribute

Kind = Literal["event", "opens", "closes", "today"]

# Broader dates first on the day they share; after all of them what starts, then what ends on that day.
_BREADTH = {"century": 0, "decade": 1, "year": 2, "half": 3, "quarter": 4, "month": 5}
_PRECISE, _OPENS, _CLOSES, _TODAY = 6, 7, 8, 9
# Broader than a month: such an entry stands under a heading of its own.
_BROAD = frozenset({"century", "decade", "year", "half", "quarter"})


class Place(NamedTuple):
    """Where an entry stands. `key` is the record's, `kind` which of its entries; the order of the fields is that of time."""

    day: dt.date
    breadth: int
    position: int
    key: int
    kind: Kind


class EventRow(NamedTuple):
    """What placing an event needs, as read from the database."""

    key: int
    date: str
    earliest: dt.date | None
    latest: dt.date | None
    position: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the page shows it. `heading` is empty where the month is the heading; `twin_href` leads to
    the window's other end and `twin_when` is that end's date, empty where there is none."""

    kind: Kind
    day: dt.date
    anchor: str
    when: str
    time: str
    heading: str = ""
    event: Event | None = None
    citations: list[CitationWords] = field(default_factory=list)
    highlighted: bool = False
    deadline: Deadline | None = None
    verdict: Verdict | None = None
    moves: int = 0
    twin_href: str = ""
    twin_when: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one month, or under the words of one date broader than a month (`heading`)."""

    month: dt.date
    heading: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    groups: list[Group]


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


def event_anchor(event: Event) -> str:
    return f"event-{event.slug}"


def window_anchor(deadline: Deadline, kind: Kind) -> str:
    return f"deadline-{deadline.slug}-{kind}"


def event_entry(event: Event, *, highlighted: bool) -> Entry:
    """An event, with its citations and their sources loaded."""
    day = event.earliest or event.latest
    assert day is not None, "an event without any day has no place"
    words = edtf_in_words(event.date)
    return Entry(
        kind="event",
        day=day,
        anchor=event_anchor(event),
        when=words,
        time=time_attribute(event.date),
        heading=_heading(event, words),
        event=event,
        citations=citations_in_words(event.citations.all()),
        highlighted=highlighted,
    )


def _heading(event: Event, words: str) -> str:
    """What a date broader than a month stands under; empty for one that stands under its month."""
    if event.earliest == event.latest:
        return ""
    precision = parse_edtf(event.date).precision
    if precision == "year":
        return _("During %(year)s") % {"year": words}
    return words if precision in _BROAD else ""


def window_entry(
    deadline: Deadline, outcome: DeadlineOutcome, kind: Kind, on: dt.date, *, href: Callable[[Kind, int, str], str]
) -> Entry:
    """One end of a deadline's window, tied to the other end, whose address `href` gives by kind, key and anchor."""
    opens, closes = window(outcome)
    words = verdict(outcome, on)
    day = opens if kind == "opens" else closes
    assert day is not None, "an end without a day has no place"
    other = closes if kind == "opens" else opens
    other_kind: Kind = "closes" if kind == "opens" else "opens"
    opens_when = day_in_words(opens) if opens else ""
    return Entry(
        kind=kind,
        day=day,
        anchor=window_anchor(deadline, kind),
        when=opens_when if kind == "opens" else words.when,
        time=day.isoformat() if kind == "opens" or outcome.due else "",
        deadline=deadline,
        verdict=words,
        moves=moves(outcome),
        twin_href=href(other_kind, deadline.pk, window_anchor(deadline, other_kind)) if other else "",
        twin_when=(words.when if kind == "opens" else opens_when) if other else "",
    )


def today_entry(on: dt.date) -> Entry:
    return Entry(kind="today", day=on, anchor="today", when=day_in_words(on), time=on.isoformat())


def by_year_and_month(entries: Iterable[Entry]) -> list[Year]:
    """Group entries that are in the order of time."""
    years: list[Year] = []
    for entry in entries:
        if not years or years[-1].year != entry.day.year:
            years.append(Year(entry.day.year, []))
        groups = years[-1].groups
        month = entry.day.replace(day=1)
        if not groups or (groups[-1].month, groups[-1].heading) != (month, entry.heading):
            groups.append(Group(month, entry.heading, []))
        groups[-1].entries.append(entry)
    return years
