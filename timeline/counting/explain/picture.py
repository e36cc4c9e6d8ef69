"""A deadline's days as a small SVG picture with a title and a description, and the same as lines of text for mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from html import escape
from itertools import groupby
from typing import NamedTuple

from .language import Language
from .strip import Strip, StripDay, alternate_segments

CELL, GAP, LABEL, ROW, HEAD = 14, 2, 68, 18, 16
NUMBERED = (1, 5, 10, 15, 20, 25, 30)
BAR_WIDTH, BAR_HEIGHT, TICK = 560, 16, 6
MAX_LABELS = 10
_MARKS = {
    "due": '<path class="strip-due-mark" d="M{x}.5 {y}.5m6.5 2l4.5 4.5l-4.5 4.5l-4.5-4.5z"/>',
    "possible": '<path class="strip-possible-mark" d="M{x}.5 {y}.5m6.5 2l4.5 4.5l-4.5 4.5l-4.5-4.5z"/>',
    "start": '<path class="strip-start-mark" d="M{x} {y}m4 7a3 3 0 1 0 6 0a3 3 0 1 0-6 0z"/>',
    "suspended": '<path class="strip-suspended-mark" d="M{x} {y}m1 13l12-12"/>',
    "closed": '<path class="strip-closed-mark" d="M{x} {y}m3 7h8"/>',
}

# What XML 1.0 cannot hold, though a title may.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class PictureLine(NamedTuple):
    """One thing the picture shows, in words. `kind` is a segment's kind, or start, due, possible or closed.

    `alternate` tells segments of one kind apart, as in the picture.
    """

    kind: str
    text: str
    alternate: bool = False


class Picture(NamedTuple):
    """An SVG element, and what it shows in words."""

    svg: str
    lines: tuple[PictureLine, ...]


def picture(strip: Strip, language: Language, title: str, titles: Mapping[str, str]) -> Picture:
    """The strip as an SVG element without inline styles: a row of days for each month, or bars for a long window.

    Classes name what a day is (`strip-running`, `strip-closed`, `strip-due`, …); the style sheet colours them, and closed days,
    suspended days, the start and the due day differ in shape too. The description says in words what the picture shows.
    """
    body, width, height = _rows(strip.days, language) if strip.days else _bars(strip)
    lines = tuple(picture_lines(strip, language, titles))
    described = "; ".join(line.text for line in lines)
    svg = (
        f'<svg class="strip" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' xmlns="http://www.w3.org/2000/svg"><title>{_escaped(title)}</title><desc>{_escaped(described)}</desc>{body}</svg>'
    )
    if any(day.closed for day in strip.days):
        lines = (*lines, PictureLine("closed", language.phrases["segment/closed"]))
    return Picture(svg, lines)


def picture_lines(strip: Strip, language: Language, titles: Mapping[str, str]) -> list[PictureLine]:
    """The start, each segment with its days and the event it is owed to, and the end."""
    phrases = language.phrases
    lines, alternates = [], alternate_segments(strip.segments)
    if strip.start is not None:
        key = "segment/start" if strip.start_counts else "segment/start-not-counted"
        lines.append(PictureLine("start", phrases[key].format(language.day(strip.start))))
    for segment in strip.segments:
        if segment.end is None:
            when = phrases["edtf-from"].format(language.day(segment.start))
        else:
            when = _days(segment.start, segment.end, (segment.end - segment.start).days + 1, language)
        text = f"{phrases[f'segment/{segment.kind}']}: {when}"
        if segment.event is not None:
            text += f", {language.title(titles.get(segment.event, segment.event))}"
        lines.append(PictureLine(segment.kind, text, segment in alternates))
    if strip.due is not None:
        lines.append(PictureLine("due", f"{phrases['segment/due']}: {language.day(strip.due)}"))
    elif strip.possible:
        when = _days(strip.possible[0], strip.possible[-1], len(strip.possible), language)
        lines.append(PictureLine("possible", f"{phrases['segment/possible']}: {when}"))
    return lines


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _days(first: date, last: date, number: int, language: Language) -> str:
    return f"{language.days(first, last)} ({language.period(f'{number} days' if number != 1 else '1 day')})"


def _rows(days: tuple[StripDay, ...], language: Language) -> tuple[str, int, int]:
    parts = [
        f'<text class="strip-label strip-number" x="{_x(number) + CELL // 2}" y="{HEAD - 5}">{number}</text>'
        for number in NUMBERED
    ]
    y = HEAD
    for (year, month), row in groupby(days, key=lambda day: (day.day.year, day.day.month)):
        label = f"{language.months[month - 1][:3]} {year}"
        parts.append(f'<text class="strip-label" x="0" y="{y + CELL - 3}">{_escaped(label)}</text>')
        parts.extend(_cell(day, y, language) for day in row)
        y += ROW
    return "".join(parts), _x(32), y


def _x(day_of_month: int) -> int:
    return LABEL + (day_of_month - 1) * (CELL + GAP)


def _cell(day: StripDay, y: int, language: Language) -> str:
    classes = f"strip-{day.kind}"
    if day.alternate:
        classes += " strip-alternate"
    if day.closed:
        classes += " strip-closed"
    if day.mark:
        classes += f" strip-{day.mark}"
    told = language.day(day.day)
    if day.name:
        told += f", {language.holiday(day.name, day.day)}"
    elif day.closed:
        told += f", {language.weekday(day.day)}"
    x = _x(day.day.day)
    cell = (
        f'<rect class="{classes}" x="{x}" y="{y}" width="{CELL}" height="{CELL}"><title>{_escaped(told)}</title></rect>'
    )
    shape = _MARKS.get(day.mark or "") or _MARKS.get(day.kind) or (_MARKS["closed"] if day.closed else "")
    return cell + shape.format(x=x, y=y)


def _bars(strip: Strip) -> tuple[str, int, int]:
    span = max((strip.last - strip.first).days, 1)

    def place(day: date) -> float:
        return round((day - strip.first).days / span * BAR_WIDTH, 1)

    alternates = alternate_segments(strip.segments)
    parts = [f'<rect class="strip-outside" x="0" y="0" width="{BAR_WIDTH}" height="{BAR_HEIGHT}"/>']
    for segment in strip.segments:
        start, end = place(segment.start), place(segment.end or strip.last)
        parts.append(_bar(f"{segment.kind} strip-alternate" if segment in alternates else segment.kind, start, end))
    if strip.possible:
        parts.append(_bar("possible", place(strip.possible[0]), place(strip.possible[-1])))
    if strip.today is not None and strip.first <= strip.today <= strip.last:
        parts.append(f'<path class="strip-today-mark" d="M{place(strip.today)} 0V{BAR_HEIGHT}"/>')
    if strip.due is not None:
        parts.append(
            f'<path class="strip-due-mark" stroke-width="2" d="M{min(place(strip.due), BAR_WIDTH - 1)} 0V{BAR_HEIGHT + 4}"/>'
        )
    every = -(-(strip.last.year - strip.first.year) // MAX_LABELS)
    for year in range(strip.first.year + 1, strip.last.year + 1, every):
        x = place(date(year, 1, 1))
        parts.append(f'<path class="strip-tick" d="M{x} {BAR_HEIGHT}v{TICK}"/>')
        parts.append(f'<text class="strip-label" x="{x}" y="{BAR_HEIGHT + TICK + 12}">{year}</text>')
    return "".join(parts), BAR_WIDTH + LABEL // 2, BAR_HEIGHT + TICK + 16


def _bar(classes: str, start: float, end: float) -> str:
    width = round(max(end - start, 1), 1)
    return f'<rect class="strip-{classes}" x="{start}" y="0" width="{width}" height="{BAR_HEIGHT}"/>'
