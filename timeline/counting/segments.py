"""The stretches of a window: what was counted, what was added because the last day was closed, and what cut them short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from .outcome import Segment, Step

ONE_DAY = timedelta(days=1)


def counted_segments(start: date, end: date, steps: Iterable[Step]) -> list[Segment]:
    """The running stretch between start and end, and the one by which a roll moved the end; the steps say where it began."""
    closed = next((step.before for step in steps if step.op == "roll"), None)
    if closed is None or not start <= closed < end:
        first, last = sorted((start, end))
        return [Segment("running", first, last)]
    last_counted = date(closed.year, closed.month, closed.day)
    return [Segment("running", start, last_counted), Segment("rolled", last_counted + ONE_DAY, end)]


def without_overlap(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Each segment up to the day before the next one that cuts into it: a restarted window replaces the old one's rest."""
    for place, segment in enumerate(segments):
        end = segment.end
        for later in segments[place + 1 :]:
            if end is None or later.start <= end:
                if later.start <= segment.start:
                    break
                end = later.start - ONE_DAY
        else:
            if end is None or end >= segment.start:
                yield segment._replace(end=end)
