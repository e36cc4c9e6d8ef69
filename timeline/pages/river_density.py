"""How many events there are over time. One whose date is no single day counts in parts, spread over the days it can mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol

from timeline.models import Certainty

CONFIRMED: Final = "confirmed"
SPREAD: Final = "spread"
PLANNED: Final = "planned"
UNSETTLED: Final = "unsettled"
KINDS: Final = (CONFIRMED, SPREAD, UNSETTLED, PLANNED)
"""What a part of a column is: of a day that is certain, of a date that is no single day, reported or disputed, planned."""

_BY_CERTAINTY = {
    Certainty.PLANNED.value: PLANNED,
    Certainty.REPORTED.value: UNSETTLED,
    Certainty.DISPUTED.value: UNSETTLED,
}


class Dated(Protocol):
    """What is read of an event: the days it can mean (null where open) and how certain it is."""

    @property
    def earliest(self) -> date | None: ...
    @property
    def latest(self) -> date | None: ...
    @property
    def certainty(self) -> str: ...


class Column(NamedTuple):
    """A column from its first day to the day before `end`. `amounts` are in the order of KINDS.

    `exact` is how many events lie in it for certain, `loose` how many more may.
    """

    start: int
    end: int
    amounts: tuple[float, ...]
    exact: int
    loose: int

    @property
    def total(self) -> float:
        return sum(self.amounts)


def columns_of(events: Iterable[Dated], edges: Sequence[int]) -> list[Column]:
    """Spread events over the columns between `edges`; what lies beyond the edges is in no column.

    An open interval counts on the one day it names. The work does not grow with how long an event's dates are.
    """
    number = len(edges) - 1
    amounts = [[0.0] * number for _kind in KINDS]
    # Density that begins, less that which ended, at a column; summed from the left it is what each whole column has.
    rising = [[0.0] * (number + 1) for _kind in KINDS]
    exact, loose = [0] * number, [0] * (number + 1)
    first_day, end_day = edges[0], edges[-1]
    for event in events:
        first, last = _span(event)
        if first is None or last is None or last < first_day or first >= end_day:
            continue
        certain = _BY_CERTAINTY.get(event.certainty, CONFIRMED)
        place = KINDS.index(certain)
        if first == last:
            column = bisect_right(edges, first) - 1
            amounts[place][column] += 1
            exact[column] += 1
            continue
        if certain == CONFIRMED:
            place = KINDS.index(SPREAD)
        density = 1 / (last - first + 1)
        start = bisect_right(edges, max(first, first_day)) - 1
        end = bisect_right(edges, min(last, end_day - 1)) - 1
        within = first >= first_day and last < end_day
        if start == end:
            days = min(last, end_day - 1) - max(first, first_day) + 1
            amounts[place][start] += days * density
            if within:
                exact[start] += 1
            else:
                loose[start] += 1
                loose[start + 1] -= 1
            continue
        amounts[place][start] += (edges[start + 1] - max(first, first_day)) * density
        amounts[place][end] += (min(last, end_day - 1) + 1 - edges[end]) * density
        rising[place][start + 1] += density
        rising[place][end] -= density
        loose[start] += 1
        if end + 1 <= number:
            loose[end + 1] -= 1
    return _summed(edges, amounts, rising, exact, loose)


def _summed(
    edges: Sequence[int],
    amounts: list[list[float]],
    rising: list[list[float]],
    exact: list[int],
    loose: list[int],
) -> list[Column]:
    columns = []
    densities, maybe = [0.0] * len(KINDS), 0
    for column in range(len(edges) - 1):
        start, end = edges[column], edges[column + 1]
        maybe += loose[column]
        parts = []
        for place in range(len(KINDS)):
            densities[place] += rising[place][column]
            # Sums of parts come back to zero but for the last digits.
            if abs(densities[place]) < 1e-12:
                densities[place] = 0.0
            parts.append(amounts[place][column] + densities[place] * (end - start))
        columns.append(Column(start, end, tuple(parts), exact[column], maybe))
    return columns


def _span(event: Dated) -> tuple[int | None, int | None]:
    first, last = event.earliest or event.latest, event.latest or event.earliest
    if first is None or last is None:
        return None, None
    if event.earliest is None or event.latest is None:
        return first.toordinal(), first.toordinal()
    return first.toordinal(), last.toordinal()
