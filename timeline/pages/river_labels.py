"""Labels of a river: a text at a place, cut to what there is room for where the drawing is at its narrowest."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import east_asian_width

NARROWEST = 680
"""Pixels: the narrowest a river is drawn; what does not overlap there does not overlap anywhere."""

WIDE = 1000
"""Pixels from which on a label may show more of its text; river.css has the same number."""

LEAST = 26
"""Characters for which a label stands to the right of its beginning."""

# A generous mean width of a character of 13 pixels.
_CHARACTER = 6.9
# Up to so many characters of a word are dropped so that a cut does not go through it.
_WORD = 12


class Label(NamedTuple):
    """A text from `x` on, or up to it where it ends there (`at_end`); `left` and `right` are what it takes, in percent.

    `wide` is what a wide drawing shows instead, empty where that is the same.
    """

    text: str
    x: float
    at_end: bool
    left: float
    right: float
    is_cut: bool = False
    wide: str = ""


def label_at(text: str, start: float, end: float, longest: int) -> Label:
    """A label of `longest` characters at most that begins where its thing starts, cut to what fits there; where that would be
    less than LEAST characters it ends where its thing ends."""
    room = int((100 - start) / _character(NARROWEST))
    if room >= min(LEAST, _characters(text)):
        return label_from(text, start, 100.0, longest)
    cut = shortened_to(text, longest)
    width = width_of(cut)
    right = min(max(end, width), 100.0)
    return Label(cut, right, True, max(right - width, 0.0), right, cut != text)


def label_from(text: str, start: float, limit: float, longest: int, pixels: int = NARROWEST) -> Label:
    """A label that begins at a place and is cut to what fits before `limit` in a drawing so many pixels wide."""
    cut = shortened_to(text, longest)
    while len(cut) > 1 and start + width_of(cut, pixels) > limit:
        cut = shortened_to(text, max(min(int((limit - start) / _character(pixels)), len(cut) - 1), 1))
    return Label(cut, start, False, start, start + width_of(cut, pixels), cut != text)


def width_of(text: str, pixels: int = NARROWEST) -> float:
    """How wide a text is, in percent of a drawing so many pixels wide."""
    return _characters(text) * _character(pixels)


@lru_cache(maxsize=8192)
def _characters(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _character(pixels: int) -> float:
    return _CHARACTER * 100 / pixels


@lru_cache(maxsize=8192)
def shortened_to(text: str, longest: int) -> str:
    """A text of so many characters at most, cut between words unless that drops a long one."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    if longest < 2:
        return "…"[:longest]
    cut = text[: longest - 1]
    words, _space, rest = cut.rpartition(" ")
    if words and len(rest) < _WORD:
        cut = words
    return cut.rstrip(" ,;:–-") + "…"
