"""A deadline's window drawn as a bar: when it ran, what every change added, where the day of the page stands.

Numbers for an SVG whose text alternative is the explanation beside it. Lengths are in hundredths of a percent of the width.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from timeline.counting import DeadlineOutcome

from .words import day_in_words

WIDTH = 10_000
# A stretch of a day stays visible, and today's line has air around it.
NARROWEST = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    kind: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class WindowBar:
    stretches: list[Stretch]
    today: int | None
    first: str
    last: str
    moves: int


def moves(outcome: DeadlineOutcome) -> int:
    """How often the due day was set anew after the rule had set it."""
    return sum(segment.kind in ("extended", "restarted", "resumed") for segment in outcome.segments)


def window_bar(outcome: DeadlineOutcome, on: date) -> WindowBar | None:
    """The bar of a window with at least one stretch; null where it has no known start to draw from."""
    segments = [segment for segment in outcome.segments if segment.end is None or segment.end >= segment.start]
    if not segments or segments[0].kind != "running":
        return None
    first = min(segment.start for segment in segments)
    last = max((segment.end or on) for segment in segments)
    last = max(last, first)
    length = (last - first).days + 1

    def at(day: date) -> int:
        return round((day - first).days * WIDTH / length)

    stretches = []
    for segment in segments:
        end = segment.end or max(on, segment.start)
        width = round(((end - segment.start).days + 1) * WIDTH / length)
        stretches.append(Stretch(segment.kind, at(segment.start), max(width, NARROWEST)))
    today = at(on) if first <= on <= last else None
    return WindowBar(stretches, today, day_in_words(first), day_in_words(last), moves(outcome))
