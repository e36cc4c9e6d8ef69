"""A river as an SVG element: places are percent of its width, so that it fits any width and zooms by growing, without styles.

Classes name what a part is and river.css colours it; patterns, dashes and shapes tell parts apart where colour does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from .river_bars import Bar, Piece
from .river_density import CONFIRMED, KINDS, PLANNED, SPREAD, UNSETTLED
from .river_labels import NARROWEST, Label, width_of
from .river_lanes import Laid
from .river_moments import Placed
from .river_scale import Scale, Tick

# Pixels, from the top: the label of the page's day, rows of moments, columns, axis, lanes.
TODAY, MOMENT, COLUMNS, AXIS, LANE = 24, 19, 84, 30, 36
_BAR_TOP, _BAR = 20, 10
_LEAST = 2.0
_EPOCH = date(1970, 1, 1).toordinal()

# What XML 1.0 cannot hold, though a title may.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_FILLS = {
    SPREAD: ' fill="url(#river-spread)"',
    UNSETTLED: ' fill="url(#river-unsettled)"',
    "suspended": ' fill="url(#river-hatch)"',
}

DEFINITIONS = (
    "<defs>"
    '<pattern id="river-spread" width="3" height="3" patternUnits="userSpaceOnUse">'
    '<rect class="river-spread-ground" width="3" height="3"/><rect class="river-spread-dot" x="1" y="1" width="1" height="1"/></pattern>'
    '<pattern id="river-unsettled" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="river-unsettled-line" width="4" height="2"/></pattern>'
    '<pattern id="river-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="river-hatch-ground" width="5" height="5"/><rect class="river-hatch-line" width="1.6" height="5"/></pattern>'
    '<path id="river-pending" class="river-mark-pending" d="M0-6.5L6.5 0L0 6.5L-6.5 0z"/>'
    '<path id="river-passed" class="river-mark-passed" d="M-1.5-8h3v16h-3z"/>'
    '<path id="river-suspended" class="river-mark-suspended" d="M-4-6h3v12h-3zM1.5-6h3v12h-3z"/>'
    '<path id="river-satisfied" class="river-mark-satisfied" d="M-6 0L-1.5 4.5L6.5-5.5"/>'
    '<path id="river-ended" class="river-mark-ended" d="M-5-5L5 5M-5 5L5-5"/>'
    "</defs>"
)
_MARKS = {"pending": "pending", "passed": "passed", "suspended": "suspended", "satisfied": "satisfied"}


class DrawnColumn(NamedTuple):
    """A column with the words and the address of its place below."""

    start: int
    end: int
    amounts: tuple[float, ...]
    words: str
    href: str


class DrawnBar(NamedTuple):
    """A bar in its lane with its words, its address, and words and address of each of its pieces."""

    laid: Laid
    words: str
    href: str
    pieces: Sequence[tuple[Piece, str, str]]


class Sheet(NamedTuple):
    """All that is drawn. `on` is the page's day and its label, null where it lies beyond the axis; `top` is how many events
    the highest column has, `level` a round number of them with its words."""

    scale: Scale
    ticks: Sequence[Tick]
    columns: Sequence[DrawnColumn]
    bars: Sequence[DrawnBar]
    moments: Sequence[Placed]
    on: tuple[float, Label] | None
    top: float
    level: tuple[int, str]


def text(words: str) -> str:
    """Words as the text of an element or the value of an attribute."""
    return escape(_NO_XML.sub("", words))


def svg(sheet: Sheet) -> str:
    """The drawing; `river.js` finds the axis, the parts and the lengths it needs by their ids and data attributes."""
    rows = max((moment.row + 1 for moment in sheet.moments), default=0)
    ceiling = TODAY + rows * MOMENT + 4
    floor = ceiling + (COLUMNS if sheet.columns else 0)
    lanes = max((bar.laid.lane + 1 for bar in sheet.bars), default=0)
    height = floor + AXIS + lanes * LANE + (4 if lanes else 0)
    scale = sheet.scale
    parts = [
        f'<svg class="river-drawing" id="river-drawing" role="group" aria-labelledby="river-title" aria-describedby="river-note"'
        f' width="100%" height="{height}" data-first="{scale.first - _EPOCH:.2f}" data-days="{scale.days:.2f}"'
        f' data-least="{NARROWEST}" data-top="{ceiling}" data-floor="{floor}" data-bottom="{height}" xmlns="http://www.w3.org/2000/svg">',
        DEFINITIONS,
        f'<g class="river-axis" id="river-axis" aria-hidden="true">{"".join(_ticks(sheet, ceiling, floor, height))}</g>',
    ]
    if sheet.on:
        at, label = sheet.on
        parts.append(
            f'<g class="river-today" id="river-today"><line x1="{_p(at)}" x2="{_p(at)}" y1="{TODAY - 4}" y2="{height}"/>'
            f"{_label(label, TODAY - 9, 'river-today-label')}</g>"
        )
    if sheet.moments:
        drawn = "".join(_moment(moment, ceiling, floor) for moment in sheet.moments)
        parts.append(f'<g class="river-moments" id="river-moments">{drawn}</g>')
    if sheet.columns:
        parts.append(f'<g class="river-columns" id="river-columns">{"".join(_columns(sheet, ceiling, floor))}</g>')
    parts.append(f'<line class="river-floor" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>')
    if sheet.bars:
        lanes_top = floor + AXIS
        drawn = "".join("".join(_bar(bar, scale, lanes_top)) for bar in sheet.bars)
        parts.append(f'<g class="river-windows" id="river-windows">{drawn}</g>')
    parts.append("</svg>")
    return "".join(parts)


def _p(at: float) -> str:
    return f"{at:.3f}%"


def _label(label: Label, y: float, name: str, language: str = "", beside: int = 0) -> str:
    """`beside`: so many pixels from its place, so that it stays there when the drawing grows."""
    anchor = ' text-anchor="end"' if label.at_end else ""
    if beside:
        anchor += f' dx="{-beside if label.at_end else beside}"'
    lang = f' lang="{text(language)}"' if language else ""
    words = text(label.text)
    if label.wide:
        words = f'<tspan class="river-short">{words}</tspan><tspan class="river-wide">{text(label.wide)}</tspan>'
    return f'<text class="{name}" x="{_p(label.x)}" y="{y}"{anchor}{lang}>{words}</text>'


def _ticks(sheet: Sheet, ceiling: int, floor: int, height: int) -> Iterator[str]:
    for tick in sheet.ticks:
        at = sheet.scale.at(tick.day)
        yield f'<line x1="{_p(at)}" x2="{_p(at)}" y1="{ceiling}" y2="{height}"/>'
        if at + width_of(tick.label) <= 100:
            strong = ' class="river-strong"' if tick.is_strong else ""
            yield f'<text{strong} x="{_p(at)}" dx="4" y="{floor + 17}">{text(tick.label)}</text>'


def _columns(sheet: Sheet, ceiling: int, floor: int) -> Iterator[str]:
    room = floor - ceiling - 14
    number, words = sheet.level
    y = floor - number / sheet.top * room
    yield f'<line class="river-level" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
    unit = f'<text class="river-unit" x="0.4%" y="{y - 4:.1f}">{text(words)}</text>'
    for column in sheet.columns:
        left = sheet.scale.at(column.start)
        width = sheet.scale.at(column.end) - left
        yield (
            f'<a href="{text(column.href)}" tabindex="-1"><title>{text(column.words)}</title>'
            f'<rect class="river-hit" x="{_p(left)}" width="{_p(width)}" y="{ceiling}" height="{floor - ceiling}"/>'
        )
        y = float(floor)
        least = _LEAST / max(sum(amount > 0 for amount in column.amounts), 1)
        for kind, amount in zip(KINDS, column.amounts, strict=True):
            if amount > 0:
                tall = max(amount / sheet.top * room, least)
                y -= tall
                yield (
                    f'<rect class="river-{kind}" x="{_p(left)}" width="{_p(width)}" y="{y:.1f}" height="{tall:.1f}"'
                    f"{_FILLS.get(kind, '')}/>"
                )
        yield "</a>"
    yield unit


def _bar(drawn: DrawnBar, scale: Scale, top: int) -> Iterator[str]:
    laid = drawn.laid
    bar = laid.bar
    y = top + laid.lane * LANE
    over = " is-over" if bar.is_over else ""
    # Up to where river.js may move the label along the bar.
    to = "" if laid.label.at_end else f' data-to="{scale.at(bar.last + 1):.3f}"'
    before = ""
    for piece, words, href in drawn.pieces:
        left, right = scale.at(piece.first), scale.at(piece.last + 1)
        # Two pieces of one kind beside each other are told apart.
        alternate = " is-alternate" if piece.kind == before else ""
        before = "" if alternate else piece.kind
        yield (
            f'<a href="{text(href)}" tabindex="-1"><title>{text(words)}</title>'
            f'<rect class="river-piece river-{piece.kind}{alternate}{over}" x="{_p(left)}" width="{_p(right - left)}"'
            f' y="{y + _BAR_TOP}" height="{_BAR}"{_FILLS.get(piece.kind, "")}/></a>'
        )
    yield (
        f'<a class="river-window{over}"{to} href="{text(drawn.href)}"><title>{text(drawn.words)}</title>'
        f'<rect class="river-hit" x="{_p(laid.label.left)}" width="{_p(laid.label.right - laid.label.left)}" y="{y}" height="{_BAR_TOP}"/>'
        f"{_label(laid.label, y + 14, 'river-label', bar.language)}{_mark(bar, scale, y + _BAR_TOP + _BAR // 2)}</a>"
    )


def _mark(bar: Bar, scale: Scale, y: int) -> str:
    """The shape at a window's end says its state."""
    state = bar.outcome.state
    if state == "undetermined":
        return ""
    if bar.ended is not None and state != "void":
        day = bar.ended + 0.5
    elif bar.due is not None:
        day = bar.due + 0.5
    else:
        day = bar.last + 1.0
    return f'<use href="#river-{_MARKS.get(state, "ended")}" x="{_p(scale.at(day))}" y="{y}"/>'


def _moment(placed: Placed, ceiling: int, floor: int) -> str:
    moment, y = placed.moment, ceiling - 4 - placed.row * MOMENT
    words, at = text(moment.words), _p(placed.at)
    label = _label(placed.label, y - 5, "river-moment", moment.language, beside=5)
    return (
        f'<a href="{text(moment.href)}" tabindex="-1"><title>{words}</title>'
        f'<line x1="{at}" x2="{at}" y1="{y - 16}" y2="{floor}"/>{label}</a>'
    )


def swatches(kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A small drawing of each kind for the key; it takes the patterns of the drawing it stands beside."""
    for kind in kinds:
        over = kind == "over" or "window" not in kinds
        yield (
            kind,
            f'<svg class="river-swatch" width="22" height="14" aria-hidden="true" focusable="false">{_swatch(kind, over)}</svg>',
        )


def _swatch(kind: str, is_over: bool) -> str:
    if kind in ("pending", "passed", "satisfied", "ended"):
        return f'<use href="#river-{kind}" x="11" y="7"/>'
    if kind in (CONFIRMED, SPREAD, UNSETTLED, PLANNED):
        return f'<rect class="river-{kind}" x="5" y="1" width="12" height="12"{_FILLS.get(kind, "")}/>'
    name = {"window": "running", "over": "running", "dashed": "possible"}.get(kind, kind)
    over = " is-over" if is_over else ""
    return f'<rect class="river-piece river-{name}{over}" x="1" y="2" width="20" height="10"{_FILLS.get(name, "")}/>'
