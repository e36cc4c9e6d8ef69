"""The entries of a story as readers see them: events, and the two ends of deadline windows, tied to each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.counting import DeadlineOutcome, parse_edtf
from timeline.models import Certainty, Deadline, Event, EventKind, Said, is_same_language

from .citations import CitationWords
from .places import Kind, event_anchor, window, window_anchor
from .verdict import Verdict, verdict
from .windowbar import moves
from .words import day_in_words, days_in_number, edtf_in_words, language, time_attribute

# Broader than a month: such an entry stands under a heading of its own.
_BROAD = frozenset({"century", "decade", "year", "half", "quarter"})


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event. `heading` is empty where the month is the heading; `certainty` is empty for what is confirmed and `label` for
    an event of no particular kind."""

    kind: ClassVar[Final] = "event"
    day: dt.date
    anchor: str
    when: str
    time: str
    heading: str
    slug: str
    title: str
    title_language: str
    mark: str
    summary: str
    summary_language: str
    label: str
    certainty: str
    highlighted: bool
    citations: Sequence[CitationWords]


@dataclass(frozen=True, slots=True)
class Tie:
    """What the two ends of one window share: `number` is its mark on this timeline, `length` how long it is, empty where that
    is not certain."""

    number: int
    length: str


@dataclass(frozen=True, slots=True)
class WindowEntry:
    """One end of a deadline's window, `kind` opens or closes. `twin_href` leads to the other end and `twin_when` is that end's
    date, empty where there is none; `tie` is null where there is one end only. `moved` says what moved it since."""

    kind: Kind
    day: dt.date
    anchor: str
    when: str
    time: str
    slug: str
    title: str
    title_language: str
    mark: str
    summary: str
    summary_language: str
    verdict: Verdict
    moves: str
    moved: str
    twin_href: str
    twin_when: str
    tie: Tie | None
    heading: ClassVar[Final] = ""


@dataclass(frozen=True, slots=True)
class TodayEntry:
    kind: ClassVar[Final] = "today"
    day: dt.date
    when: str
    time: str
    heading: ClassVar[Final] = ""


Entry = EventEntry | WindowEntry | TodayEntry


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one month (`time` is YYYY-MM), or under the words of one date broader than a month (`time` is empty)."""

    month: dt.date
    heading: str
    words: str
    time: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    groups: list[Group]


class Labels:
    """The words of kinds and certainties in the active language, looked up once for all entries of a page."""

    @cached_property
    def kinds(self) -> dict[str, str]:
        return {kind.value: "" if kind is EventKind.OTHER else str(kind.label) for kind in EventKind}

    @cached_property
    def certainties(self) -> dict[str, str]:
        return {each.value: "" if each is Certainty.CONFIRMED else str(each.label) for each in Certainty}

    @cached_property
    def language(self) -> str:
        return language()

    def other(self, tag: str) -> str:
        """The tag of a language that is not the page's own, else empty."""
        return "" if tag == self.language or is_same_language(tag, self.language) else tag


def event_entry(
    event: Event, citations: Sequence[CitationWords], labels: Labels, *, highlighted: bool, summary: Summary
) -> EventEntry:
    """An event in the words it speaks (`Event.said`), with its sources."""
    day = event.earliest or event.latest
    assert day is not None, "an event without any day has no place"
    words = edtf_in_words(event.date)
    said = event.said
    return EventEntry(
        day=day,
        anchor=event_anchor(event.slug),
        when=words,
        time=time_attribute(event.date),
        heading=_heading(event, words),
        slug=event.slug,
        label=labels.kinds.get(event.kind, event.kind),
        certainty=labels.certainties.get(event.certainty, event.certainty),
        highlighted=highlighted,
        citations=citations,
        **_said(said, labels, summary),
    )


Summary = Callable[[str], str]
"""Makes the HTML of a summary out of what was typed."""


def _said(said: Said, labels: Labels, summary: Summary) -> dict[str, str]:
    other = labels.other(said.language)
    return {
        "title": said.title,
        "title_language": other,
        "mark": said.mark if other else "",
        "summary": summary(said.summary) if said.summary else "",
        "summary_language": labels.other(said.summary_language),
    }


def _heading(event: Event, words: str) -> str:
    """What a date broader than a month stands under; empty for one that stands under its month."""
    if event.earliest == event.latest:
        return ""
    precision = parse_edtf(event.date).precision
    if precision == "year":
        return _("During %(year)s") % {"year": words}
    return words if precision in _BROAD else ""


def window_entry(
    deadline: Deadline,
    outcome: DeadlineOutcome,
    kind: Kind,
    on: dt.date,
    labels: Labels,
    *,
    number: int,
    moved: str,
    href: Callable[[Kind, int, str], str],
    summary: Summary,
) -> WindowEntry:
    """One end of a deadline's window, tied to the other end, whose address `href` gives by kind, key and anchor."""
    opens, closes = window(outcome)
    words = verdict(outcome, on)
    day = opens if kind == "opens" else closes
    assert day is not None, "an end without a day has no place"
    other = closes if kind == "opens" else opens
    other_kind: Kind = "closes" if kind == "opens" else "opens"
    opens_when = day_in_words(opens) if opens else ""
    count = moves(outcome)
    return WindowEntry(
        kind=kind,
        day=day,
        anchor=window_anchor(deadline.slug, kind),
        when=opens_when if kind == "opens" else words.when,
        time=day.isoformat() if kind == "opens" or outcome.due else "",
        slug=deadline.slug,
        verdict=words,
        moves=ngettext("moved once", "moved %(moves)s times", count) % {"moves": count} if count else "",
        moved=moved,
        twin_href=href(other_kind, deadline.pk, window_anchor(deadline.slug, other_kind)) if other else "",
        twin_when=(words.when if kind == "opens" else opens_when) if other else "",
        tie=Tie(number, window_length(outcome)) if other else None,
        **_said(deadline.said, labels, summary),
    )


def window_length(outcome: DeadlineOutcome) -> str:
    """How long the window is from its first to its last day, in words; empty where an end is open or imprecise."""
    opens, _closes = window(outcome)
    if opens is None or outcome.due is None:
        return ""
    return days_in_number((outcome.due - opens).days)


def today_entry(on: dt.date) -> TodayEntry:
    return TodayEntry(day=on, when=day_in_words(on), time=on.isoformat())


def by_year_and_month(entries: Iterable[Entry]) -> list[Year]:
    """Group entries that are in the order of time."""
    years: list[Year] = []
    for entry in entries:
        if not years or years[-1].year != entry.day.year:
            years.append(Year(entry.day.year, []))
        groups = years[-1].groups
        month = entry.day.replace(day=1)
        if not groups or (groups[-1].month, groups[-1].heading) != (month, entry.heading):
            words = entry.heading or date_format(month, "F")
            groups.append(Group(month, entry.heading, words, "" if entry.heading else f"{month:%Y-%m}", []))
        groups[-1].entries.append(entry)
    return years
