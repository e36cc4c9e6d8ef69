"""How a jurisdiction counts where a rule does not say: convention, calendar and time zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from timeline.counting import Convention, Rule, UnknownConvention, get_convention
from timeline.models import Jurisdiction


class Habits(NamedTuple):
    """What a rule's empty fields mean; an empty calendar or time zone means the convention's own."""

    convention: str = "calendar-days"
    calendar: str = ""
    timezone: str = ""

    def calendar_for(self, convention: str) -> str | None:
        """The calendar of a rule that names none: the convention's own (null) where it has one, else the jurisdiction's."""
        own = _own(convention)
        return None if own is None or own.calendar else self.calendar or None

    def timezone_for(self, convention: str) -> str:
        """The time zone of the days of a rule that names none."""
        own = _own(convention or self.convention)
        return self.timezone or (own.timezone if own else "UTC")


def calendar_of(rule: Rule) -> str | None:
    """The calendar a rule is counted by: the one it names, else the convention's own; null where it asks none."""
    own = _own(rule.convention)
    return rule.calendar or (own.calendar if own is not None else None)


def waits_for_calendar(rule: Rule) -> bool:
    """True where what is declared of its calendar can move a rule's date."""
    own = _own(rule.convention)
    return own is not None and own.asks_calendar


def _own(convention: str) -> Convention | None:
    try:
        return get_convention(convention)
    except UnknownConvention:
        # The evaluation says so, for this deadline alone.
        return None


def habits_of(jurisdictions: Iterable[int | None]) -> dict[int | None, Habits]:
    """The habits of jurisdictions by key; key null stands for no jurisdiction."""
    keys = {pk for pk in jurisdictions if pk is not None}
    habits: dict[int | None, Habits] = {None: Habits()}
    if keys:
        rows = Jurisdiction.objects.filter(pk__in=keys).order_by()
        for pk, convention, calendar, timezone in rows.values_list("pk", "convention", "calendar", "timezone"):
            habits[pk] = Habits(convention, calendar, timezone)
    return habits
