"""How many events there are over time. One whose date is no single day counts in parts, spread over the days it can mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate, pairwise
from typing import Final, NamedTuple, Protocol

from timeline.models import Certainty

CONFIRMED: Final = "confirmed"
SPREAD: Final = "spread"
PLANNED: Final = "planned"
UNSETTLED: Final = "unsettled"
KINDS: Final = (CONFIRMED, SPREAD, UNSETTLED, PLANNED)
"""What a part of a column is: of a day that is certain, of a date that is no single day, reported or disputed, planned."""

_DUST = 1e-12
_CONFIRMED, _SPREAD = KINDS.index(CONFIRMED), KINDS.index(SPREAD)
_BY_CERTAINTY = {
    Certainty.PLANNED.value: KINDS.index(PLANNED),
    Certainty.REPORTED.value: KINDS.index(UNSETTLED),
    Certainty.DISPUTED.value: KINDS.index(UNSETTLED),
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


class Stretch(NamedTuple):
    """The days an event can mean, as ordinals, and the place of its kind in KINDS."""

    first: int
    last: int
    kind: int


def stretches_of(events: Iterable[Dated]) -> list[Stretch]:
    """What `columns_of` counts; an open interval stands on the one day it names."""
    found = []
    for event in events:
        earliest, latest = event.earliest, event.latest
        day = earliest or latest
        if day is None:
            continue
        kind = _BY_CERTAINTY.get(event.certainty, _CONFIRMED)
        first = last = day.toordinal()
        if latest is not None and earliest is not None and latest != earliest:
            last = latest.toordinal()
            if kind == _CONFIRMED:
                kind = _SPREAD
        found.append(Stretch(first, last, kind))
    return found


def columns_of(stretches: Iterable[Stretch], edges: Sequence[int]) -> list[Column]:
    """Spread events over the columns between `edges`; what lies beyond the edges is in no column.

    The work does not grow with how long an event's dates are.
    """
    number = len(edges) - 1
    amounts = [[0.0] * number for _kind in KINDS]
    # Density that begins, less that which ended, at a column; summed from the left it is what each whole column has.
    rising = [[0.0] * (number + 1) for _kind in KINDS]
    exact, loose = [0] * number, [0] * (number + 1)
    first_day, end_day = edges[0], edges[-1]
    for first, last, kind in stretches:
        if last < first_day or first >= end_day:
            continue
        start = bisect_right(edges, first) - 1
        if first == last:
            amounts[kind][start] += 1
            exact[start] += 1
            continue
        density = 1 / (last - first + 1)
        opens, closes = max(first, first_day), min(last, end_day - 1)
        start, end = max(start, 0), bisect_right(edges, closes) - 1
        if start == end:
            amounts[kind][start] += (closes - opens + 1) * density
            if opens == first and closes == last:
                exact[start] += 1
            else:
                loose[start] += 1
                loose[start + 1] -= 1
            continue
        amounts[kind][start] += (edges[start + 1] - opens) * density
        amounts[kind][end] += (closes + 1 - edges[end]) * density
        rising[kind][start + 1] += density
        rising[kind][end] -= density
        loose[start] += 1
        loose[end + 1] -= 1
    return _summed(edges, amounts, rising, exact, loose)


def _summed(
    edges: Sequence[int],
    amounts: list[list[float]],
    rising: list[list[float]],
    exact: list[int],
    loose: list[int],
) -> list[Column]:
    lengths = [end - start for start, end in pairwise(edges)]
    parts = []
    for amount, rises in zip(amounts, rising, strict=True):
        # Sums of parts come back to zero but for the last digits.
        whole = (density if density > _DUST else 0.0 for density in accumulate(rises))
        parts.append([at + density * days for at, density, days in zip(amount, whole, lengths, strict=False)])
    return [
        Column(*found)
        for found in zip(edges, edges[1:], zip(*parts, strict=True), exact, accumulate(loose), strict=False)
    ]
