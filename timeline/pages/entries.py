"""The entries of a story as readers see them: events, and the two ends of deadline windows, tied to each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.counting import DeadlineOutcome, parse_edtf
from timeline.deadlines.markdown import markdown
from timeline.models import Certainty, Deadline, Event, EventKind, Said, Timeline, is_same_language

from .citations import CitationWords
from .known_on import Knowledge
from .pictures import PictureWords
from .places import Kind, event_anchor, window, window_anchor
from .verdict import Verdict, verdict
from .windowbar import moves
from .words import day_in_words, days_in_number, edtf_in_language, language, time_attribute

# Broader than a month: such an entry stands under a heading of its own.
_BROAD = frozenset({"century", "decade", "year", "half", "quarter"})


class EventEntry(NamedTuple):
    """An event. `heading` is empty where the month is the heading; `label` is empty for an event of no particular kind,
    `certainty` for what is confirmed, a language where it is that of the page, `mark` ("in German") likewise. `changed` is when
    it last changed, in seconds since 1970."""

    day: dt.date
    anchor: str
    permalink: str
    when: str
    time: str
    heading: str
    href: str
    title: str
    title_language: str
    mark: str
    summary: str
    summary_language: str
    label: str
    certainty: str
    highlighted: bool
    picture: PictureWords | None
    citations: Sequence[CitationWords]
    changed: int
    kind: Literal["event"] = "event"


class Tie(NamedTuple):
    """What the two ends of one window share: `number` is its mark on this timeline, `length` how long it is, empty where that
    is not certain."""

    number: int
    length: str


class WindowEntry(NamedTuple):
    """One end of a deadline's window, `kind` opens or closes. `twin_href` leads to the other end and `twin_when` is that end's
    date, empty where there is none; `tie` is null where there is one end only. `moved` says how its date moved since."""

    day: dt.date
    anchor: str
    permalink: str
    when: str
    time: str
    href: str
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
    changed: int
    kind: Kind
    heading: Literal[""] = ""


class TodayEntry(NamedTuple):
    day: dt.date
    when: str
    time: str
    kind: Literal["today"] = "today"
    heading: Literal[""] = ""


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


class Teller:
    """Makes the entries of one page. What they have in common is looked up once: the language, its words, and where the other
    end of a window is (`href`, by kind, key and anchor). `moved` says by deadline id what moved since the day of the page, `changed` by key
    when a deadline or its date last changed."""

    def __init__(
        self,
        timeline: Timeline,
        knowledge: Knowledge,
        href: Callable[[Kind, int, str], str],
        numbers: Mapping[int, int],
        moved: Mapping[str, str],
        changed: Mapping[int, int],
    ) -> None:
        self.on = knowledge.day
        self.href = href
        self.numbers = numbers
        self.moved = moved
        self.changed = changed
        self._keep = knowledge.keep
        self._events = _address("pages:event")
        self._deadlines = _address("pages:deadline")
        self._entries = _address("pages:entry", timeline.slug)
        self.language = language()
        self._kinds = {kind.value: "" if kind is EventKind.OTHER else str(kind.label) for kind in EventKind}
        self._certainties = {each.value: "" if each is Certainty.CONFIRMED else str(each.label) for each in Certainty}
        self._verdicts: dict[int, Verdict] = {}

    def event(
        self, event: Event, picture: PictureWords | None, citations: Sequence[CitationWords], *, highlighted: bool
    ) -> EventEntry:
        """An event in the words it speaks (`Event.said`), with its picture and its sources."""
        day = event.earliest or event.latest
        assert day is not None, "an event without any day has no place"
        when = edtf_in_language(event.date, self.language)
        return EventEntry(
            day,
            anchor := event_anchor(event.slug),
            self._permalink(anchor),
            when,
            time_attribute(event.date),
            _heading(event, when),
            f"{self._events}{event.slug}/{self._keep}",
            *self._said(event.said),
            self._kinds.get(event.kind, event.kind),
            self._certainties.get(event.certainty, event.certainty),
            highlighted,
            picture,
            citations,
            int(event.updated_at.timestamp()),
        )

    def window(self, deadline: Deadline, outcome: DeadlineOutcome, kind: Kind) -> WindowEntry:
        """One end of a deadline's window, tied to the other end."""
        opens, closes = window(outcome)
        words = self._verdicts.get(deadline.pk)
        if words is None:
            words = self._verdicts[deadline.pk] = verdict(outcome, self.on)
        day = opens if kind == "opens" else closes
        assert day is not None, "an end without a day has no place"
        other = closes if kind == "opens" else opens
        other_kind: Kind = "closes" if kind == "opens" else "opens"
        opens_when = day_in_words(opens) if opens else ""
        count = moves(outcome)
        return WindowEntry(
            day,
            anchor := window_anchor(deadline.slug, kind),
            self._permalink(anchor),
            opens_when if kind == "opens" else words.when,
            day.isoformat() if kind == "opens" or outcome.due else "",
            f"{self._deadlines}{deadline.slug}/{self._keep}",
            *self._said(deadline.said),
            words,
            ngettext("moved once", "moved %(moves)s times", count) % {"moves": count} if count else "",
            self.moved.get(deadline.slug, "") if kind == "closes" or other is None else "",
            self.href(other_kind, deadline.pk, window_anchor(deadline.slug, other_kind)) if other else "",
            (words.when if kind == "opens" else opens_when) if other else "",
            Tie(self.numbers[deadline.pk], window_length(outcome)) if other else None,
            self.changed[deadline.pk],
            kind,
        )

    def today(self) -> TodayEntry:
        return TodayEntry(self.on, day_in_words(self.on), self.on.isoformat())

    def _permalink(self, anchor: str) -> str:
        return f"{self._entries}{anchor}/{self._keep}"

    def _said(self, said: Said) -> tuple[str, str, str, str, str]:
        """Title, its language and mark, summary as HTML, its language."""
        other = self._other(said.language)
        return (
            said.title,
            other,
            said.mark if other else "",
            markdown(said.summary),
            other if said.summary_language == said.language else self._other(said.summary_language),
        )

    def _other(self, tag: str) -> str:
        """The tag of a language that is not the page's own, else empty."""
        return "" if tag == self.language or is_same_language(tag, self.language) else tag


def _address(name: str, *before: str) -> str:
    """What the addresses of all records of a kind start with; an id needs no escaping in an address."""
    return reverse(name, args=[*before, "x"]).removesuffix("x/")


def _heading(event: Event, words: str) -> str:
    """What a date broader than a month stands under; empty for one that stands under its month."""
    if event.earliest == event.latest:
        return ""
    precision = parse_edtf(event.date).precision
    if precision == "year":
        return _("During %(year)s") % {"year": words}
    return words if precision in _BROAD else ""


def window_length(outcome: DeadlineOutcome) -> str:
    """How long the window is from its first to its last day, in words; empty where an end is open or imprecise."""
    opens, _closes = window(outcome)
    if opens is None or outcome.due is None:
        return ""
    return days_in_number((outcome.due - opens).days)


def by_year_and_month(entries: Iterable[Entry]) -> list[Year]:
    """Group entries that are in the order of time."""
    years: list[Year] = []
    groups: list[Group] = []
    at: tuple[int, int, str] | None = None
    months: dict[int, str] = {}
    for entry in entries:
        day = entry.day
        if not years or years[-1].year != day.year:
            groups = []
            years.append(Year(day.year, groups))
        if at != (here := (day.year, day.month, entry.heading)):
            at, month = here, day.replace(day=1)
            words = entry.heading or months.get(day.month) or months.setdefault(day.month, date_format(month, "F"))
            groups.append(Group(month, entry.heading, words, "" if entry.heading else month.isoformat()[:7], []))
        groups[-1].entries.append(entry)
    return years
