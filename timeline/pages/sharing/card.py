"""The picture that stands for a page where its address is shared: an SVG, and the PNG made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py

WIDTH, HEIGHT = 1200, 630
"""Pixels; 1.91 to 1, which all large networks show whole."""

_FONTS = Path(__file__).parent / "fonts"
_FONT_FILES = [str(_FONTS / "serif.ttf"), str(_FONTS / "sans.ttf")]
_LAST_OF_OURS = "\u024f"
"""The end of Latin Extended-B: our fonts have Latin letters."""

_PAPER, _INK, _SOFT, _ACCENT, _RULE = "#fbfaf6", "#1d1b17", "#57534a", "#a12c16", "#dcd7ca"
_MARGIN = 84
_TITLE_SIZES = (72, 62, 54, 46, 40)
_TITLE_LINES = {72: 2, 62: 3, 54: 3, 46: 4, 40: 5}
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Card:
    """What it says: the kind of page, the title, up to two lines of fact, and whose it is."""

    kind: str
    title: str
    facts: tuple[str, ...]
    site: str
    language: str


def draw_card(card: Card) -> str:
    """The card as SVG; every word is escaped, a title that is too long ends in an ellipsis."""
    size, lines = _fitted(card.title)
    leading = round(size * 1.16)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' xml:lang="{escape(card.language, _QUOTE)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>',
        # The longstop of the icon: a line that ends at a bar.
        f'<path fill="{_ACCENT}" d="M{WIDTH - 44} 0h44v{HEIGHT}h-44z"/>',
        f'<path stroke="{_RULE}" stroke-width="2" d="M{_MARGIN} {HEIGHT - 108}H{WIDTH - 44}"/>',
        _text(card.kind, _MARGIN, 96, 30, _ACCENT),
    ]
    top = 96 + 24 + leading
    parts += [_text(line, _MARGIN, top + number * leading, size, _INK, serif=True) for number, line in enumerate(lines)]
    bottom = HEIGHT - 148 - 46 * (len(card.facts) - 1)
    parts += [
        _text(_cut(fact, 36), _MARGIN, bottom + number * 46, 36, _INK if number == 0 else _SOFT)
        for number, fact in enumerate(card.facts)
    ]
    parts += [_text(card.site, _MARGIN, HEIGHT - 52, 28, _SOFT), "</svg>"]
    return "".join(parts)


@lru_cache(maxsize=_KEPT)
def card_png(svg: str) -> bytes:
    """The drawn card as a PNG; about 30 ms, and kept for the next who asks for the same drawing.

    Letters that our own fonts lack are taken from the system's, where it has them.
    """
    foreign = any(character > _LAST_OF_OURS and character not in _OURS_TOO for character in svg)
    return resvg_py.svg_to_bytes(svg_string=svg, font_files=_FONT_FILES, skip_system_fonts=not foreign)


def _fitted(title: str) -> tuple[int, list[str]]:
    for size in _TITLE_SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= _TITLE_LINES[size]:
            return size, lines
    size = _TITLE_SIZES[-1]
    lines = _wrapped(title, size)[: _TITLE_LINES[size]]
    return size, [*lines[:-1], _cut(f"{lines[-1]}…", size, always=True)]


def _wrapped(text: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer) * size <= _ROOM:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, size))
    return lines or [""]


def _broken(word: str, size: int) -> list[str]:
    """A word in pieces that each fit a line; scripts without spaces come as one word."""
    pieces, piece = [], ""
    for character in word:
        if piece and _width(piece + character) * size > _ROOM:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def _cut(text: str, size: int, *, always: bool = False) -> str:
    if _width(text) * size <= _ROOM:
        return text
    bare = text.rstrip("…")
    while bare and _width(f"{bare}…") * size > _ROOM:
        bare = bare[:-1]
    return f"{bare.rstrip()}…"


def _width(text: str) -> float:
    """About how wide, in units of the type size; rather too much than too little."""
    return sum(_WIDTHS.get(character, _width_of(character)) for character in text)


def _width_of(character: str) -> float:
    if character > "\u2e7f":
        return 1.0
    return 0.68 if character.isupper() or character.isdigit() else 0.56


def _text(text: str, x: int, y: int, size: int, colour: str, *, serif: bool = False) -> str:
    family = "Longstop Serif" if serif else "Longstop Sans"
    return f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" fill="{colour}">{escape(_legible(text))}</text>'


def _legible(text: str) -> str:
    """Without the control characters that XML has no place for."""
    return "".join(character for character in text if character.isprintable())


_ROOM = WIDTH - 2 * _MARGIN - 20
_QUOTE = {'"': "&quot;"}
_OURS_TOO = frozenset("–—‘’“”„…‹›€−•")
_WIDTHS = {
    **dict.fromkeys("iljtfI.,:;'’|! ", 0.34),
    **dict.fromkeys('rs-()[]“”„"', 0.45),
    **dict.fromkeys("mMwW—…", 0.95),
}
