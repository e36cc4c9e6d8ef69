"""Which windows a river draws, and in which lane each lies so that neither bars nor their labels overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from timeline.models import DeadlineState

from .river_bars import Bar
from .river_labels import WIDE, Label, label_at, label_from
from .river_scale import Scale

MAX_NODES = 150
"""Elements that all bars together may have, so that a drawing stays light however many deadlines there are."""

MAX_LANES = 12
LABEL_LENGTH, LONGEST_LABEL = 48, 90
"""Characters of a window's label: so many it claims, and so many it takes where its lane has room."""

# Room between a bar or label and the next in its lane, and beside a bar for the mark at its end; in percent.
_GAP = 1.2
_MARK = 0.9
_OPEN = frozenset({DeadlineState.PENDING.value, DeadlineState.SUSPENDED.value})


class Laid(NamedTuple):
    """A bar in its lane with its label; `left` and `right` are what both take of the lane, in percent."""

    bar: Bar
    lane: int
    label: Label
    left: float
    right: float


def chosen(bars: Iterable[Bar], on: date) -> list[Bar]:
    """The bars to draw, as many as MAX_NODES allow, the most urgent first: what is still open, then what ended most recently."""
    today = on.toordinal()

    def urgency(bar: Bar) -> tuple[int, int, int, int]:
        is_open = bar.outcome.state in _OPEN
        return (0 if is_open else 1, abs(bar.last - today), bar.deadline.position, bar.deadline.pk)

    found, nodes = [], 0
    for bar in sorted(bars, key=urgency):
        nodes += 5 + 3 * len(bar.pieces)
        if nodes > MAX_NODES:
            break
        found.append(bar)
    return found


def lay_out(bars: Sequence[Bar], scale: Scale) -> list[Laid]:
    """Give each bar the first lane that has room, in the order of time; with more than MAX_LANES lanes the least urgent, the
    last of `bars`, are left out."""
    labels = {bar.deadline.pk: _label(bar, scale, LABEL_LENGTH) for bar in bars}
    kept = list(bars)
    while True:
        ordered = sorted(kept, key=lambda bar: (bar.first, bar.last, bar.deadline.position, bar.deadline.pk))
        laid = list(_packed(ordered, scale, labels))
        if not laid or max(each.lane for each in laid) < MAX_LANES:
            return _lengthened(laid)
        kept.pop()


def _label(bar: Bar, scale: Scale, longest: int) -> Label:
    return label_at(bar.title, scale.at(bar.first), scale.at(bar.last + 1), longest)


def _packed(bars: Iterable[Bar], scale: Scale, labels: Mapping[int, Label]) -> Iterator[Laid]:
    ends: list[float] = []
    for bar in bars:
        label = labels[bar.deadline.pk]
        left = min(label.left, scale.at(bar.first) - _MARK)
        right = max(label.right, scale.at(bar.last + 1) + _MARK)
        lane = next((number for number, taken in enumerate(ends) if taken + _GAP <= left), len(ends))
        if lane == len(ends):
            ends.append(right)
        else:
            ends[lane] = right
        yield Laid(bar, lane, label, left, right)


def _lengthened(laid: list[Laid]) -> list[Laid]:
    """The same with longer labels, where they were cut and their lane has room to their right, most of all in a wide drawing."""
    following: dict[int, float] = {}
    found = []
    for each in reversed(laid):
        room = min(following.get(each.lane, 100.0 + _GAP) - _GAP, 100.0)
        following[each.lane] = each.left
        if each.label.is_cut and not each.label.at_end:
            longer = label_from(each.bar.title, each.label.x, room, LONGEST_LABEL)
            wide = label_from(each.bar.title, each.label.x, room, LONGEST_LABEL, WIDE).text if longer.is_cut else ""
            longer = longer._replace(wide=wide if wide != longer.text else "")
            each = each._replace(label=longer, right=max(each.right, longer.right))
        found.append(each)
    return found[::-1]
