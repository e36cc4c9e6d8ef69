"""Deadlines in bulk: a rule compiled once and asked for many triggers, where no act speaks and no date is vague.

It answers what `evaluate` answers without steps. Whatever it does not cover (acts, imprecise triggers, errors that name a
record) is for `evaluate`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import NamedTuple

from .calendars import CalendarBook, get_calendar
from .chain import Chain
from .conventions import Reckoning, get_convention
from .counter import end_of_day, zone, zoned
from .errors import PeriodError
from .records import Rule

Trigger = date | datetime | None


class PlainOutcome(NamedTuple):
    """The fields of a `DeadlineOutcome` that differ between deadlines without acts; due_earliest and due_latest are `due`."""

    state: str
    due: date | None = None
    due_time: datetime | None = None
    due_at: datetime | None = None
    discrepancy: str | None = None
    start: date | None = None


NOT_TRIGGERED = PlainOutcome("undetermined")
"""The outcome of a rule whose trigger has not happened or has no date."""


class Clock:
    """When due days end, and whether they have passed; each is looked up once for all rules of a run."""

    def __init__(self, *, on: date, now: datetime | None) -> None:
        self._on = on
        self._now = now
        self._ends: dict[tuple[str, time | None], dict[date, tuple[str, datetime]]] = {}

    def ends(self, timezone: str, at: time | None) -> dict[date, tuple[str, datetime]]:
        """State and instant by due day, as far as they were looked up, for days that end at `at` (null: midnight)."""
        return self._ends.setdefault((timezone, at), {})

    def look_up(self, day: date, timezone: str, at: time | None) -> tuple[str, datetime]:
        """State and instant of a due day."""
        due_at = end_of_day(day, timezone, at)
        found = self.ends(timezone, at)[day] = self.state(day, due_at), due_at
        return found

    def state(self, day: date, due_at: datetime) -> str:
        has_passed = due_at <= self._now if self._now is not None else day < self._on
        return "passed" if has_passed else "pending"


class CompiledRule:
    """One rule, looked at on one day. `rule.trigger` is not read: whoever asks brings what the trigger means."""

    __slots__ = ("_at", "_book", "_clock", "_convention", "_ends", "_on", "_reckoning", "_timezone", "rule")

    def __init__(self, rule: Rule, book: CalendarBook, clock: Clock, *, on: date) -> None:
        """Raises CountingError where the rule cannot be counted whatever its trigger."""
        self.rule = rule
        self._on = on
        self._book = book
        self._clock = clock
        self._convention = get_convention(rule.convention)
        self._timezone = rule.timezone or self._convention.timezone
        self._at = rule.time or self._convention.day_ends
        zone(self._timezone)
        self._ends = clock.ends(self._timezone, self._at)
        self._reckoning: Reckoning | None = None
        if rule.stated is None and rule.period is not None:
            # What `counter.end_of` checks at every count.
            self._convention.check(rule.period, rule.direction)
            if rule.calendar is not None:
                get_calendar(rule.calendar)
            self._reckoning = Reckoning(
                date.min,
                rule.period,
                1 if rule.direction == "after" else -1,
                book,
                rule.calendar or self._convention.calendar,
                None,
                self._convention.id,
                self._convention.citation,
            )

    def outcome(self, trigger: Trigger) -> PlainOutcome:
        """The outcome for a trigger of one day, of one clock time (hours), or none (null: a stated date alone).

        Raises CountingError and OverflowError; `evaluate` says which deadline's error that is.
        """
        reckoning = self._reckoning
        if reckoning is None or trigger is None:
            chain = Chain(self.rule, self._book, self._on, steps=False)
            chain.begin(trigger)
            return self._summary(chain.due, chain.due_time, chain.start, "; ".join(chain.discrepancies) or None)
        if not reckoning.period.hours:
            start = reckoning.start = trigger.date() if isinstance(trigger, datetime) else trigger
            return self._summary(self._convention.end(reckoning), None, start, None)
        if not isinstance(trigger, datetime) or self._convention.end_hours is None:
            raise PeriodError(f"period {str(reckoning.period)!r} is in hours and needs a clock time to start from")
        start = reckoning.start = trigger.date()
        end = self._convention.end_hours(reckoning, zoned(trigger, self._timezone))
        return self._summary(end.date(), end, start, None)

    def _summary(
        self, due: date | None, due_time: datetime | None, start: date | None, discrepancy: str | None
    ) -> PlainOutcome:
        if due is None:
            return PlainOutcome("undetermined", None, None, None, discrepancy, start)
        if due_time is not None:
            due_at = due_time.astimezone(UTC)
            return PlainOutcome(self._clock.state(due, due_at), due, due_time, due_at, discrepancy, start)
        state, due_at = self._ends.get(due) or self._clock.look_up(due, self._timezone, self._at)
        return PlainOutcome(state, due, None, due_at, discrepancy, start)
