"""A deadline's window as a bar of pieces: the period of its rule, each extension, standstills, what is announced or uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from timeline.counting import DeadlineOutcome, Segment
from timeline.counting.segments import without_overlap
from timeline.models import Deadline, DeadlineState

MAX_PIECES = 10
"""A bar of more is drawn with those in its middle joined."""

ENDED: Final = frozenset(
    {
        DeadlineState.SATISFIED.value,
        DeadlineState.RESCINDED.value,
        DeadlineState.VOID.value,
        DeadlineState.SUPERSEDED.value,
    }
)
"""States in which what is left of the window no longer counts."""

OWN_KINDS: Final = ("joined", "uncertain", "possible", "lapsed", "forecast")
"""Kinds of pieces beside those of segments: several joined, a window whose first day is no single day, the days an imprecise
trigger allows, what no longer counted, what is announced."""


class Piece(NamedTuple):
    """A stretch of a bar, both days in it, as ordinals. `kind` is a segment's kind or one of OWN_KINDS.

    `event` is the id of the event that brought it; `is_open` where its end is not known and it is drawn up to the page's day.
    """

    kind: str
    first: int
    last: int
    event: str | None = None
    is_open: bool = False


class Bar(NamedTuple):
    """A window drawn, with its title in `language`. `first` and `last` are its outermost days; `due` is the one day it ends on, where there is one; `ended`
    the day from which it no longer counted, where it did not run to its end."""

    deadline: Deadline
    title: str
    language: str
    outcome: DeadlineOutcome
    pieces: tuple[Piece, ...]
    first: int
    last: int
    due: int | None
    ended: int | None

    @property
    def is_over(self) -> bool:
        return self.outcome.state in ENDED or self.outcome.state == DeadlineState.PASSED


def bar_of(deadline: Deadline, outcome: DeadlineOutcome, on: date, event_days: Mapping[str, date | None]) -> Bar | None:
    """The bar of an outcome on the day `on`; null where it has no day at all.

    `event_days` are the days of the events that are at hand, by id: an end is drawn where the event that brought it stands.
    """
    due = outcome.due.toordinal() if outcome.due else None
    pieces = _joined(list(_pieces(outcome, on)))
    days = [day for piece in pieces for day in (piece.first, piece.last)]
    if due is not None:
        days.append(due)
    if not days:
        return None
    ended = _ended(outcome, min(days), max(days), event_days)
    if ended is not None:
        pieces = tuple(_cut(pieces, ended))
    said = deadline.said
    return Bar(deadline, said.title, said.language, outcome, pieces, min(days), max(days), due, ended)


def _pieces(outcome: DeadlineOutcome, on: date) -> Iterable[Piece]:
    segments = [segment for segment in outcome.segments if segment.end is None or segment.end >= segment.start]
    # The days of a trigger that is no single day begin the window on several; one of them is drawn, as uncertain.
    vague = bool(outcome.possible) and outcome.start is None
    limit = outcome.due or outcome.due_earliest
    if limit is not None and outcome.start is not None and limit < outcome.start:
        limit = None  # counted backwards: the due day is the first of the window
    for segment in without_overlap(segments):
        piece = _piece(segment, on, limit, vague=vague)
        if piece is not None:
            yield piece
    first, last = outcome.due_earliest, outcome.due_latest
    if first is not None and last is not None and first != last:
        yield Piece("possible", first.toordinal(), last.toordinal())
    end = last or outcome.due
    for forecast in outcome.forecasts:
        if forecast.until is not None and end is not None and forecast.until > end:
            yield Piece("forecast", end.toordinal() + 1, forecast.until.toordinal(), forecast.event)


def _piece(segment: Segment, on: date, limit: date | None, *, vague: bool) -> Piece | None:
    is_open = segment.end is None
    end = max(on, segment.start) if segment.end is None else segment.end
    if limit is not None and not is_open and end > limit:
        if segment.start > limit:
            return None
        end = limit
    kind = "uncertain" if vague and segment.kind != "suspended" else segment.kind
    return Piece(kind, segment.start.toordinal(), end.toordinal(), segment.event, is_open)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    if len(pieces) <= MAX_PIECES:
        return tuple(pieces)
    head, tail = MAX_PIECES // 2, MAX_PIECES - MAX_PIECES // 2 - 1
    middle = pieces[head:-tail]
    joined = Piece("joined", min(each.first for each in middle), max(each.last for each in middle))
    return (*pieces[:head], joined, *pieces[-tail:])


def _ended(outcome: DeadlineOutcome, first: int, last: int, event_days: Mapping[str, date | None]) -> int | None:
    """The day from which an ended window no longer counted; null where it is not known, or where it ran to its end."""
    if outcome.state not in ENDED:
        return None
    if outcome.state == DeadlineState.VOID:
        return first
    day = event_days.get(outcome.caused_by or "")
    return day.toordinal() if day is not None and first <= day.toordinal() < last else None


def _cut(pieces: Iterable[Piece], ended: int) -> Iterable[Piece]:
    """The pieces up to the day of the end, and what was after it as lapsed."""
    for piece in pieces:
        if piece.last <= ended:
            yield piece
        elif piece.first > ended:
            yield piece._replace(kind="lapsed")
        else:
            if piece.first < ended:
                yield piece._replace(last=ended)
            yield piece._replace(kind="lapsed", first=ended + (piece.first < ended))
