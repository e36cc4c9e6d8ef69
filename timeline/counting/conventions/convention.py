"""A convention is data plus one small function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from ..errors import PeriodError
from ..period import Period
from .reckoning import Reckoning

Unit = Literal["days", "working days", "clear days", "weeks", "months", "years", "hours"]

DAYS: frozenset[Unit] = frozenset({"days"})
CALENDAR_UNITS: frozenset[Unit] = frozenset({"days", "weeks", "months", "years"})
BOTH = frozenset({"after", "before"})
FORWARD = frozenset({"after"})


class Example(NamedTuple):
    """A worked example, counted live wherever it is shown. `start` and `period` are as a person writes them."""

    start: str
    period: str
    direction: str = "after"
    calendar: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """A named way of counting.

    `rules` says in words what `end` (days and longer) and `end_hours` do; both take a Reckoning and answer where the period
    ends. `calendar` is asked where no other is named; null: closed days are looked up only if one is named. `day_ends` is the
    hour at which a due day ends; null: midnight. A period of up to `working_days_up_to` days counts working days only. `valid_from` and `valid_to` bound the days of trigger for which it was the
    current guidance.
    """

    id: str
    name: str
    citation: str
    rules: str
    units: frozenset[Unit]
    end: Callable[[Reckoning], date]
    end_hours: Callable[[Reckoning, datetime], datetime] | None = None
    trigger_day: Literal["excluded", "included"] = "excluded"
    closed_day: Literal["stays", "moves", "not reached"] = "stays"
    directions: frozenset[str] = BOTH
    calendar: str | None = None
    working_days_up_to: int = 0
    timezone: str = "UTC"
    day_ends: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    examples: tuple[Example, ...] = ()

    @property
    def asks_calendar(self) -> bool:
        """True where a closed day can move an end or is not counted; elsewhere it is mentioned at most."""
        return self.closed_day != "stays" or self.working_days_up_to > 0

    @property
    def asks_at_the_end_only(self) -> bool:
        """True where closed days matter to where a count ends, and not to those it passes on the way."""
        return self.closed_day == "moves" and "working days" not in self.units and not self.working_days_up_to

    def check(self, period: Period, direction: str) -> None:
        """Raise PeriodError if this convention has no rule for the period's unit or for the direction."""
        amounts: tuple[tuple[Unit, int], ...] = (
            ("years", period.years),
            ("months", period.months),
            ("weeks", period.weeks),
            ("hours", period.hours),
        )
        used = {unit for unit, amount in amounts if amount}
        if period.days:
            used.add(
                "days" if period.counted == "all" else "clear days" if period.counted == "clear" else "working days"
            )
        refused = used - self.units
        if refused:
            raise PeriodError(
                f"period {str(period)!r}: convention {self.id} has no rule for {' and '.join(sorted(refused))};"
                f" allowed are {', '.join(sorted(self.units))}"
            )
        if direction not in self.directions:
            raise PeriodError(
                f"direction {direction!r}: convention {self.id} counts {' and '.join(sorted(self.directions))} only"
            )
