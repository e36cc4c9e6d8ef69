"""A deadline's days as a small SVG picture with a title and a description, and the same as lines of text for mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from itertools import groupby

from .language import Language
from .strip import Strip, StripDay

CELL, GAP, LABEL, ROW = 14, 2, 64, 18
BAR_WIDTH, BAR_HEIGHT = 480, 16


def picture(strip: Strip, language: Language, title: str, titles: Mapping[str, str]) -> str:
    """The strip as an SVG element without inline styles: a row of days for each month, or bars for a long window.

    Classes name what a day is (`strip-running`, `strip-closed`, `strip-due`, …); the style sheet colours them, and closed days,
    suspended days and the due day differ in shape too. The description says in words what the picture shows.
    """
    body, width, height = _rows(strip.days, language) if strip.days else _bars(strip)
    described = escape("; ".join(text_lines(strip, language, titles)))
    return (
        f'<svg class="strip" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title><desc>{described}</desc>{body}</svg>'
    )


def text_lines(strip: Strip, language: Language, titles: Mapping[str, str]) -> list[str]:
    """One line for each segment: its kind, its days, and the event it is owed to."""
    lines = []
    for segment in strip.segments:
        kind = language.phrases[f"segment/{segment.kind}"]
        if segment.end is None:
            when = language.phrases["edtf-from"].format(language.day(segment.start))
        else:
            when = language.days(segment.start, segment.end)
            length = (segment.end - segment.start).days + (0 if segment.kind in ("running", "restarted") else 1)
            when += f" ({language.period(f'{length} days' if length != 1 else '1 day')})"
        line = f"{kind}: {when}"
        if segment.event is not None:
            line += f", {language.title(titles.get(segment.event, segment.event))}"
        lines.append(line)
    if strip.due is not None:
        lines.append(f"{language.phrases['segment/due']}: {language.day(strip.due)}")
    return lines


def _rows(days: tuple[StripDay, ...], language: Language) -> tuple[str, int, int]:
    parts: list[str] = []
    y = 0
    for (year, month), row in groupby(days, key=lambda day: (day.day.year, day.day.month)):
        label = f"{language.months[month - 1][:3]} {year}"
        parts.append(f'<text class="strip-label" x="0" y="{y + CELL - 3}">{escape(label)}</text>')
        parts.extend(_cell(day, LABEL + (day.day.day - 1) * (CELL + GAP), y, language) for day in row)
        y += ROW
    return "".join(parts), LABEL + 31 * (CELL + GAP), y


def _cell(day: StripDay, x: int, y: int, language: Language) -> str:
    classes = f"strip-{day.kind}"
    if day.closed:
        classes += " strip-closed"
    if day.mark:
        classes += f" strip-{day.mark}"
    told = language.day(day.day)
    if day.name:
        told += f", {day.name}"
    elif day.closed:
        told += f", {language.weekday(day.day)}"
    rest = f"<title>{escape(told)}</title></rect>"
    cell = f'<rect class="{classes}" x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="2">{rest}'
    if day.mark == "due":
        middle = f"{x + CELL // 2},{y + 3} {x + CELL - 3},{y + CELL // 2} {x + CELL // 2},{y + CELL - 3} {x + 3},{y + CELL // 2}"
        cell += f'<polygon class="strip-due-mark" points="{middle}"/>'
    elif day.mark == "start":
        cell += f'<circle class="strip-start-mark" cx="{x + CELL // 2}" cy="{y + CELL // 2}" r="3"/>'
    elif day.kind == "suspended":
        cell += f'<path class="strip-suspended-mark" d="M{x} {y + CELL}L{x + CELL} {y}"/>'
    elif day.closed:
        cell += f'<path class="strip-closed-mark" d="M{x + 3} {y + CELL // 2}H{x + CELL - 3}"/>'
    return cell


def _bars(strip: Strip) -> tuple[str, int, int]:
    span = max((strip.last - strip.first).days, 1)

    def place(day: date) -> float:
        return round((day - strip.first).days / span * BAR_WIDTH, 1)

    parts = []
    for segment in strip.segments:
        start, end = place(segment.start), place(segment.end or strip.last)
        parts.append(
            f'<rect class="strip-{segment.kind}" x="{start}" y="0" width="{max(end - start, 1)}" height="{BAR_HEIGHT}"/>'
        )
    if strip.due is not None:
        x = place(strip.due)
        parts.append(f'<path class="strip-due-mark" d="M{x} 0V{BAR_HEIGHT + 4}"/>')
    return "".join(parts), BAR_WIDTH, BAR_HEIGHT + 4
