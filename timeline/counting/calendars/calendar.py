"""A calendar: the days on which a legal order is closed, with the day on which each closure became known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .day_table import DayTable

SATURDAY_AND_SUNDAY = frozenset({5, 6})


class Closure(NamedTuple):
    """One closed day. `known_from` null: known as long as the calendar covers it.

    With `opens` it is the opposite: a declared working day, open although the calendar would close it.
    """

    day: date
    name: str
    known_from: date | None = None
    opens: bool = False


class CoveredYear(NamedTuple):
    """A year whose list of closed days is complete. `known_from` null: known always."""

    year: int
    known_from: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """`years` are covered, all others are an error. `weekend` holds weekdays, Monday being 0.

    `closures` lists the closed days of the covered years. `working_days` lists declared working days on weekends. `backward`
    is the calendar that `us-frcp-6` asks instead when it counts backwards: state holidays count forwards only
    (Fed. R. Civ. P. 6(a)(6)(C)).
    """

    id: str
    name: str
    source: str
    years: tuple[int, ...]
    closures: Callable[[], Iterable[Closure]]
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    working_days: Callable[[], Iterable[date]] = field(default=tuple)
    backward: str | None = None

    @property
    def coverage(self) -> str:
        """The covered years as a reader sees them: "1994–2030" or "2014, 2022–2023"."""
        return years_in_words(self.years)

    def versions(self) -> tuple[date, ...]:
        """The days on which a closure became known, ascending: what was known changes on these days only."""
        return tuple(sorted({closure.known_from for closure in self.closures() if closure.known_from}))

    def compile(self, known_on: date | None, extra: Iterable[Closure] = (), years: Iterable[int] = ()) -> DayTable:
        """An indexed table of the covered days, with the closures known on `known_on` (null: all).

        `extra` closures, of which a later one wins, and further covered `years` are taken as known.
        """
        names: dict[date, str] = {}
        for closure in self.closures():
            if known_on is None or closure.known_from is None or closure.known_from <= known_on:
                names.setdefault(closure.day, closure.name)
        working_days = set(self.working_days())
        for closure in extra:
            if closure.opens:
                names.pop(closure.day, None)
                working_days.add(closure.day)
            else:
                names.setdefault(closure.day, closure.name)
        covered = tuple(sorted({*self.years, *years}))
        return DayTable(self.id, covered, years_in_words(covered), self.weekend, names, frozenset(working_days))


def years_in_words(years: Iterable[int]) -> str:
    """Ascending years as runs: "1994–2030" or "2014, 2022–2023"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def version_on(versions: tuple[date, ...], known_on: date | None) -> int:
    """Which version of a calendar was known on a day: the number of change days up to it."""
    return len(versions) if known_on is None else bisect_right(versions, known_on)
