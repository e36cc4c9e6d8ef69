"""The days of a deadline as data for a picture: which were counted, closed, stood still, and where it began and ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..calendars import DayTable
from ..errors import CalendarNotCovered
from ..outcome import Count, DeadlineOutcome, Segment, Step
from ..segments import counted_segments, without_overlap

MAX_DAYS = 800
"""Longer windows are drawn by their segments only: single days could no longer be told apart."""

_ONE_DAY = timedelta(days=1)


class StripDay(NamedTuple):
    """One day. `kind` is that of its segment; `mark` is start, due, possible, today or null; `closed` says why, where it is.

    `alternate` tells two segments of one kind apart that follow each other.
    """

    day: date
    kind: str
    alternate: bool = False
    mark: str | None = None
    closed: str | None = None
    name: str | None = None


class Strip(NamedTuple):
    """The window from its first to its last day, with its segments, and its days where they are few enough.

    A start that is not counted is in no segment. `possible` are the due days an imprecise trigger allows.
    """

    first: date
    last: date
    segments: tuple[Segment, ...]
    days: tuple[StripDay, ...]
    start: date | None
    start_counts: bool
    due: date | None
    possible: tuple[date, ...] = ()
    today: date | None = None


def strip_of(outcome: DeadlineOutcome, table: DayTable | None = None, today: date | None = None) -> Strip | None:
    """The strip of an outcome; null where there is nothing to draw. `table` says which days are closed.

    A stretch without an end is drawn up to `today`. A day outside the table's years is shown open or as a weekend: the
    picture is no count.
    """
    return _strip(outcome.segments, outcome.start, outcome.due, outcome.steps, table, outcome.possible, today)


def strip_of_count(start: date, count: Count, table: DayTable | None = None) -> Strip | None:
    """The strip of one count from `start`."""
    end = count.result.date() if isinstance(count.result, datetime) else count.result
    return _strip(tuple(counted_segments(start, end, count.steps)), start, end, count.steps, table)


def _strip(
    segments: tuple[Segment, ...],
    start: date | None,
    due: date | None,
    steps: Sequence[Step],
    table: DayTable | None,
    possible: tuple[date, ...] = (),
    today: date | None = None,
) -> Strip | None:
    if not segments:
        return None
    start_counts = _start_counts(steps)
    if due is not None and any(step.op == "clear" and step.after == due for step in steps):
        # Between clear days neither end counts.
        segments = tuple(_without_day(segments, due))
    if not start_counts:
        segments = tuple(_without_start(segments, backwards=start is not None and due is not None and due < start))
    segments = tuple(without_overlap(segments))
    ends = [end for segment in segments for end in (segment.start, segment.end)]
    if None in ends:
        ends.append(today)
    drawn = [day for day in (*ends, start, due, *possible) if day is not None]
    if not drawn:
        return None
    first, last = min(drawn), max(drawn)
    strip = Strip(first, last, segments, (), start, start_counts, due, possible, today)
    return strip._replace(days=tuple(_days(strip, table))) if (last - first).days <= MAX_DAYS else strip


def _start_counts(steps: Iterable[Step]) -> bool:
    counted = next((step for step in steps if step.op == "count"), None)
    return counted is not None and counted.reason == "trigger-day-included"


def _without_day(segments: Iterable[Segment], day: date) -> Iterator[Segment]:
    """The segments of more than a day without a day at either end of them."""
    for segment in segments:
        if segment.start == segment.end:
            yield segment
        elif segment.start == day:
            yield segment._replace(start=day + _ONE_DAY)
        elif segment.end == day:
            yield segment._replace(end=day - _ONE_DAY)
        else:
            yield segment


def _without_start(segments: Iterable[Segment], *, backwards: bool) -> Iterator[Segment]:
    """The segments without the day that started the period, where that is not counted."""
    for segment in segments:
        if segment.kind not in ("running", "restarted"):
            yield segment
        elif segment.start != segment.end:
            if not backwards:
                yield segment._replace(start=segment.start + _ONE_DAY)
            elif segment.end is not None:
                yield segment._replace(end=segment.end - _ONE_DAY)


def _days(strip: Strip, table: DayTable | None) -> Iterator[StripDay]:
    possible, alternates = frozenset(strip.possible), alternate_segments(strip.segments)
    for number in range((strip.last - strip.first).days + 1):
        day = strip.first + timedelta(days=number)
        covering = (each for each in strip.segments if each.start <= day and (each.end is None or day <= each.end))
        segment = next(covering, None)
        mark = None
        if day == strip.due:
            mark = "due"
        elif day == strip.start:
            mark = "start"
        elif day in possible:
            mark = "possible"
        elif day == strip.today:
            mark = "today"
        closed, name = _closed(day, table)
        if segment is None:
            yield StripDay(day, "outside", False, mark, closed, name)
        else:
            yield StripDay(day, segment.kind, segment in alternates, mark, closed, name)


def alternate_segments(segments: Iterable[Segment]) -> frozenset[Segment]:
    """Every second one of segments of the same kind."""
    number: Counter[str] = Counter()
    found = []
    for segment in segments:
        if number[segment.kind] % 2:
            found.append(segment)
        number[segment.kind] += 1
    return frozenset(found)


def _closed(day: date, table: DayTable | None) -> tuple[str | None, str | None]:
    if table is not None:
        try:
            return table.why_closed(day) or (None, None)
        except CalendarNotCovered:
            pass
    return ("weekend", None) if day.weekday() >= 5 else (None, None)
