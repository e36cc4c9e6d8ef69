"""Which key moments are written above the columns of a river, so that no label lies over another or over another's line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

from .river_labels import NARROWEST, WIDE, Label, shortened_to, width_of
from .river_scale import Scale

ROWS = 4
LENGTHS = (38, 30, 24, 18)
"""Characters of the labels: the most with which as many moments as with fewer find room."""

LONGER = (64, 52, 44, 36, 30, 26, 22)
"""Characters of a label where there is room for it after all are placed."""

MAX_MOMENTS = 8
# In percent of the narrowest drawing: between a line and its label, between labels, between a label and another's line.
_BESIDE, _BETWEEN, _CLEAR = 0.7, 1.4, 0.4
_WIDER = 1.0  # these labels are a little larger than those of windows, in a narrower face


class Moment(NamedTuple):
    """A key event: its day, its title and the language of that, all there is to say of it, and the address of its entry."""

    day: date
    title: str
    language: str
    words: str
    href: str


class Placed(NamedTuple):
    """A moment with the place of its line and its label, in a row counted from the columns up."""

    moment: Moment
    at: float
    label: Label
    row: int


def place_moments(moments: Sequence[Moment], scale: Scale) -> list[Placed]:
    """The moments that find room, in the order of time; the newest come first to it, as what readers look for most."""
    known = [each for each in moments if scale.edges[0] <= each.day.toordinal() < scale.edges[-1]]
    known.sort(key=lambda each: each.day, reverse=True)
    best: list[Placed] = []
    for longest in LENGTHS:
        placed = _placed(known[:MAX_MOMENTS], scale, longest)
        if len(placed) > len(best):
            best = placed
    best.reverse()
    lengthened = _lengthened(best, NARROWEST)
    wide = _lengthened([_labelled(each, len(each.label.text), WIDE) for each in lengthened], WIDE)
    return [
        narrow._replace(label=narrow.label._replace(wide=_other(longer.label.text, narrow.label.text)))
        for narrow, longer in zip(lengthened, wide, strict=True)
    ]


def _lengthened(placed: Sequence[Placed], pixels: int) -> list[Placed]:
    """The same, each with the longest label that finds room among the others in a drawing so many pixels wide."""
    found = list(placed)
    for place, each in enumerate(placed):
        others = [*found[:place], *found[place + 1 :]]
        for longest in LONGER:
            longer = _labelled(each, longest, pixels)
            if _fits(longer.label) and _is_free(longer.label, each.at, each.row, others):
                found[place] = longer if longest > len(each.label.text) else each
                break
    return found


def _labelled(placed: Placed, longest: int, pixels: int) -> Placed:
    return placed._replace(label=_label(placed.moment, placed.at, longest, before=placed.label.at_end, pixels=pixels))


def _other(text: str, shown: str) -> str:
    return "" if text == shown else text


def _placed(moments: Sequence[Moment], scale: Scale, longest: int) -> list[Placed]:
    placed: list[Placed] = []
    for moment in moments:
        at = scale.at(moment.day.toordinal() + 0.5)
        for before, row in product((False, True), range(ROWS)):
            label = _label(moment, at, longest, before=before)
            if _fits(label) and _is_free(label, at, row, placed):
                placed.append(Placed(moment, at, label, row))
                break
    return placed


def _label(moment: Moment, at: float, longest: int, *, before: bool, pixels: int = NARROWEST) -> Label:
    text = shortened_to(moment.title, longest)
    width = width_of(text, pixels) * _WIDER
    if before:
        return Label(text, at, True, at - _BESIDE - width, at - _BESIDE)
    return Label(text, at, False, at + _BESIDE, at + _BESIDE + width)


def _fits(label: Label) -> bool:
    return label.left >= 0 and label.right <= 100


def _is_free(label: Label, at: float, row: int, placed: Sequence[Placed]) -> bool:
    """A label needs its row for itself, no line of a higher one through it, and no label of a lower row on its line."""
    for other in placed:
        taken = other.label
        if row == other.row and label.left < taken.right + _BETWEEN and taken.left < label.right + _BETWEEN:
            return False
        if row < other.row and label.left - _CLEAR < other.at < label.right + _CLEAR:
            return False
        if row > other.row and taken.left - _CLEAR < at < taken.right + _CLEAR:
            return False
    return True
