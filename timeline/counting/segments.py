"""The stretches of one count: what was counted, and what was added because the last day was closed."""

from __future__ import annotations

from collections.abc import Iterable
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
