"""The days of a deadline as data for a picture: which were counted, closed, stood still, and where it began and ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..calendars import DayTable
from ..errors import CalendarNotCovered
from ..outcome import Count, DeadlineOutcome, Segment
from ..segments import counted_segments

MAX_DAYS = 800
"""Longer windows are drawn by their segments only: single days could no longer be told apart."""


class StripDay(NamedTuple):
    """One day. `kind` is that of its segment; `mark` is start, due or null; `closed` says why, where it is."""

    day: date
    kind: str
    mark: str | None = None
    closed: str | None = None
    name: str | None = None


class Strip(NamedTuple):
    """The window from its first to its last day, with its segments, and its days where they are few enough."""

    first: date
    last: date
    segments: tuple[Segment, ...]
    days: tuple[StripDay, ...]
    due: date | None


def strip_of(outcome: DeadlineOutcome, table: DayTable | None = None) -> Strip | None:
    """The strip of an outcome; null where there is nothing to draw. `table` says which days are closed.

    A day outside the table's years is shown open or as a weekend: the picture is no count.
    """
    return _strip(tuple(_without_overlap(outcome.segments)), outcome.start, outcome.due, table)


def strip_of_count(start: date, count: Count, table: DayTable | None = None) -> Strip | None:
    """The strip of one count from `start`."""
    end = count.result.date() if isinstance(count.result, datetime) else count.result
    return _strip(tuple(counted_segments(start, end, count.steps)), start, end, table)


def _strip(segments: tuple[Segment, ...], start: date | None, due: date | None, table: DayTable | None) -> Strip | None:
    ends = [end for segment in segments for end in (segment.start, segment.end) if end is not None]
    if due is not None:
        ends.append(due)
    if not segments or not ends:
        return None
    first, last = min(ends), max(ends)
    days: tuple[StripDay, ...] = ()
    if (last - first).days <= MAX_DAYS:
        days = tuple(_days(first, last, segments, start, due, table))
    return Strip(first, last, segments, days, due)


def _without_overlap(segments: tuple[Segment, ...]) -> Iterator[Segment]:
    """Each segment up to the day before the next one that cuts into it: a restarted window replaces the old one's rest."""
    for place, segment in enumerate(segments):
        end = segment.end
        for later in segments[place + 1 :]:
            if end is None or later.start <= end:
                end = later.start - timedelta(days=1)
        if end is None or end >= segment.start:
            yield segment._replace(end=end)


def _days(
    first: date,
    last: date,
    segments: tuple[Segment, ...],
    start: date | None,
    due: date | None,
    table: DayTable | None,
) -> Iterator[StripDay]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        kind = next(
            (
                segment.kind
                for segment in segments
                if segment.start <= day and (segment.end is None or day <= segment.end)
            ),
            "outside",
        )
        mark = "due" if day == due else "start" if day == start else None
        closed, name = _closed(day, table)
        yield StripDay(day, kind, mark, closed, name)


def _closed(day: date, table: DayTable | None) -> tuple[str | None, str | None]:
    if table is not None:
        try:
            return table.why_closed(day) or (None, None)
        except CalendarNotCovered:
            pass
    return ("weekend", None) if day.weekday() >= 5 else (None, None)
