"""The river on top of a timeline: how many events there were over time, the windows of its deadlines, and the page's day.

All it shows stands in the list below in words; each part leads there. It asks the database nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.counting import DeadlineOutcome
from timeline.models import Deadline, Event

from .known_on import Knowledge
from .places import EventRow, Kind, Place, event_anchor, window, window_anchor
from .river_bars import Bar, Piece, bar_of
from .river_density import KINDS, Column, columns_of, stretches_of
from .river_labels import Label, label_at
from .river_lanes import Laid, chosen, lay_out
from .river_moments import Moment, place_moments
from .river_scale import Scale, Unit, scale_of, ticks_of, units_for
from .river_svg import DrawnBar, DrawnColumn, Sheet, svg, swatches
from .river_words import bar_words, column_words, key_words, level_words, piece_words
from .split import Split
from .words import day_in_words

MAX_COLUMN_NODES = 360
"""Elements that all columns together may have; with more the columns become wider."""

_TODAY_LENGTH = 60
_LEVELS = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]
_ROUNDING = 1e-6
# A date this long or longer, in days, does not stretch the axis: it is drawn as far as the axis goes.
_BROAD = 367
# How far beyond everything else the page's day may lie and still be drawn, as a share of the span.
_REACH = 1 / 3


class RiverKey(NamedTuple):
    """A line of the key: what a kind of part looks like, and what it is."""

    kind: str
    swatch: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class River:
    """The drawing and what stands around it. `omitted` says how many windows are only in the list, empty where none are."""

    drawing: SafeString
    key: list[RiverKey]
    omitted: str


class Drawable(Protocol):
    """What is drawn of a story: the events a reader chose, the deadlines by key with their outcomes by slug, and all places in
    the order of time."""

    @property
    def knowledge(self) -> Knowledge: ...
    @property
    def events(self) -> Sequence[EventRow]: ...
    @property
    def deadlines(self) -> Mapping[int, Deadline]: ...
    @property
    def outcomes(self) -> Mapping[str, DeadlineOutcome]: ...
    @property
    def places(self) -> Sequence[Place]: ...


def river(story: Drawable, part: Split, key_moments: Sequence[tuple[Event, str, str]]) -> River | None:
    """The river of what a reader chose of a timeline; null where that spans fewer than two days.

    `part` is the way to each entry; `key_moments` are events with their date in words and the address of their entry.
    """
    on, events = story.knowledge.day, story.events
    event_days = {row.slug: row.earliest or row.latest for row in events}
    found = (bar_of(each, story.outcomes[each.slug], on, event_days) for each in story.deadlines.values())
    bars = [bar for bar in found if bar is not None]
    drawn = chosen(bars, on)
    span = _span(events, drawn, on)
    if span is None:
        return None
    scale, columns = _columns(events, span)
    laid = lay_out(drawn, scale)
    ways = _Ways(events, story.places, part)
    sheet = Sheet(
        scale=scale,
        ticks=ticks_of(scale),
        columns=[
            DrawnColumn(each.start, each.end, each.amounts, column_words(each, scale.unit), ways.column(each))
            for each in columns
        ],
        bars=[_bar(each, ways, on) for each in laid],
        moments=place_moments(_moments(key_moments), scale),
        on=_on(story.knowledge, scale) if span[0] <= on.toordinal() <= span[1] else None,
        top=max([1.0, *(each.total for each in columns)]),
        level=_level(columns, scale.unit),
    )
    return River(
        drawing=SafeString(svg(sheet)),  # our own markup; it escapes every word it shows
        key=[RiverKey(kind, SafeString(swatch), key_words(kind)) for kind, swatch in swatches(_kinds(columns, laid))],
        omitted=_omitted(len(bars) - len(laid)),
    )


def _on(knowledge: Knowledge, scale: Scale) -> tuple[float, Label]:
    at = scale.at(knowledge.day.toordinal() + 0.5)
    words = _("Read as of %(day)s") if knowledge.asked else _("Today, %(day)s")
    return at, label_at(words % {"day": day_in_words(knowledge.day)}, at, at, _TODAY_LENGTH)


def _moments(key_moments: Sequence[tuple[Event, str, str]]) -> list[Moment]:
    found = []
    for event, when, href in key_moments:
        day, said = event.earliest or event.latest, event.said
        if day is not None:
            found.append(Moment(day, said.title, said.language, f"{when}: {said.title}", href))
    return found


def _omitted(number: int) -> str:
    if not number:
        return ""
    words = ngettext(
        "%(number)s more window is only in the list.", "%(number)s more windows are only in the list.", number
    )
    return words % {"number": number_format(number, force_grouping=True)}


def _span(rows: Sequence[EventRow], bars: Sequence[Bar], on: date) -> tuple[int, int] | None:
    """The first and the last day of all that is drawn, the page's day included where it is not far off."""
    days = [
        (opens.toordinal(), closes.toordinal())
        for row in rows
        if (opens := row.earliest or row.latest) is not None and (closes := row.latest or row.earliest) is not None
    ]
    short = [each for each in days if each[1] - each[0] < _BROAD]
    days = (short or days) if not bars else short
    days += [(bar.first, bar.last) for bar in bars]
    if not days:
        return None
    first, last = min(each[0] for each in days), max(each[1] for each in days)
    if first == last:
        return None
    today, reach = on.toordinal(), (last - first) * _REACH
    if first - reach <= today <= last + reach:
        first, last = min(first, today), max(last, today)
    return first, last


def _columns(rows: Sequence[EventRow], span: tuple[int, int]) -> tuple[Scale, list[Column]]:
    """The axis in the finest columns that stay within MAX_COLUMN_NODES, and those columns that have events."""
    stretches = stretches_of(rows)
    for unit in units_for(*span):
        scale = scale_of(*span, unit)
        columns = [each for each in columns_of(stretches, scale.edges) if each.total > 0]
        if sum(3 + sum(amount > 0 for amount in each.amounts) for each in columns) <= MAX_COLUMN_NODES:
            break
    return scale, columns


def _level(columns: Sequence[Column], unit: Unit) -> tuple[int, str]:
    """A round number of events that the highest column reaches, with its words."""
    top = max((each.total for each in columns), default=0.0)
    level = max((step for step in _LEVELS if step <= top + _ROUNDING), default=1)
    return level, level_words(level, unit)


class _Ways:
    """The way from each part of the drawing to its place below."""

    def __init__(self, rows: Sequence[EventRow], places: Sequence[Place], part: Split) -> None:
        self.part = part
        self.slugs = {row.key: row.slug for row in rows}
        self.keys = {row.slug: row.key for row in rows if (row.earliest or row.latest) is not None}
        self.events = [place for place in places if place.kind == "event"]
        self.days = [place.day.toordinal() for place in self.events]

    def column(self, column: Column) -> str:
        """The first entry of a column; where none stands in it, the nearest before it, whose date may lie there."""
        number = bisect_left(self.days, column.start)
        if number == len(self.days) or self.days[number] >= column.end:
            number = max(number - 1, 0)
        return self.event(self.events[number].key)

    def event(self, key: int) -> str:
        return self.part.href("event", key, event_anchor(self.slugs[key]))

    def window(self, bar: Bar) -> str:
        kind: Kind = "closes" if window(bar.outcome)[1] is not None else "opens"
        return self.part.href(kind, bar.deadline.pk, window_anchor(bar.deadline.slug, kind))

    def piece(self, bar: Bar, piece: Piece) -> str:
        """The event that brought a piece, where it is on this timeline; the opening of the window, else its end."""
        if piece.event in self.keys:
            return self.event(self.keys[piece.event])
        if piece.kind == "running" and window(bar.outcome)[0] is not None:
            return self.part.href("opens", bar.deadline.pk, window_anchor(bar.deadline.slug, "opens"))
        return self.window(bar)


def _bar(laid: Laid, ways: _Ways, on: date) -> DrawnBar:
    bar = laid.bar
    pieces = [(piece, f"{bar.title}: {piece_words(piece)}", ways.piece(bar, piece)) for piece in bar.pieces]
    return DrawnBar(laid, bar_words(bar, on), ways.window(bar), pieces)


def _kinds(columns: Sequence[Column], laid: Sequence[Laid]) -> list[str]:
    """The kinds that are drawn, in the order of the key."""
    kinds = [kind for place, kind in enumerate(KINDS) if any(column.amounts[place] > 0 for column in columns)]
    if not laid:
        return kinds
    pieces = {piece.kind for each in laid for piece in each.bar.pieces}
    states = {each.bar.outcome.state for each in laid}
    present = {
        "window": any(each.bar.pieces and not each.bar.is_over for each in laid),
        "over": any(each.bar.pieces and each.bar.is_over for each in laid),
        "extended": "extended" in pieces,
        "suspended": "suspended" in pieces,
        "dashed": bool(pieces & {"possible", "uncertain", "forecast"}),
        "lapsed": "lapsed" in pieces,
        "pending": "pending" in states,
        "passed": "passed" in states,
        "satisfied": "satisfied" in states,
        "ended": bool(states & {"rescinded", "void", "superseded"}),
    }
    return kinds + [kind for kind, is_drawn in present.items() if is_drawn]
