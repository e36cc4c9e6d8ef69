"""Deadlines in bulk: a rule compiled once and asked for many triggers, where no act speaks and no date is vague.

It answers what `evaluate` answers without steps. Whatever it does not cover (acts, imprecise triggers, errors that name a
record) is for `evaluate`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
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
    """When due days end, each looked up once; share one between the rules of a run."""

    def __init__(self) -> None:
        self._instants: dict[tuple[str, object, date], datetime] = {}

    def end_of_day(self, day: date, timezone: str, at: object) -> datetime:
        """As `counter.end_of_day`."""
        key = (timezone, at, day)
        found = self._instants.get(key)
        if found is None:
            if len(self._instants) >= _MOST_INSTANTS:
                self._instants.clear()
            found = self._instants[key] = end_of_day(day, timezone, at)  # type: ignore[arg-type]
        return found


_MOST_INSTANTS = 50_000


class CompiledRule:
    """One rule, looked at on one day. `rule.trigger` is not read: whoever asks brings what the trigger means."""

    __slots__ = ("_at", "_book", "_calendar", "_clock", "_convention", "_now", "_on", "_sign", "_timezone", "rule")

    def __init__(self, rule: Rule, book: CalendarBook, *, on: date, now: datetime | None, clock: Clock) -> None:
        """Raises CountingError where the rule cannot be counted whatever its trigger."""
        self._convention = get_convention(rule.convention)
        self._timezone = rule.timezone or self._convention.timezone
        zone(self._timezone)
        if rule.stated is None and rule.period is not None:
            # What `counter.end_of` checks at every count.
            self._convention.check(rule.period, rule.direction)
            if rule.calendar is not None:
                get_calendar(rule.calendar)
        self.rule = rule
        self._book = book
        self._on = on
        self._now = now
        self._clock = clock
        self._sign = 1 if rule.direction == "after" else -1
        self._calendar = rule.calendar or self._convention.calendar
        self._at = rule.time or self._convention.day_ends

    def outcome(self, trigger: Trigger) -> PlainOutcome:
        """The outcome for a trigger of one day, of one clock time (hours), or none (null: a stated date alone).

        Raises CountingError and OverflowError; `evaluate` says which deadline's error that is.
        """
        rule = self.rule
        if rule.stated is not None:
            chain = Chain(rule, self._book, self._on, steps=False)
            chain.begin(trigger)
            return self._summary(chain.due, chain.due_time, chain.start, "; ".join(chain.discrepancies) or None)
        if trigger is None or rule.period is None:
            return self._summary(None, None, trigger.date() if isinstance(trigger, datetime) else trigger, None)
        moment = trigger if isinstance(trigger, datetime) else None
        start = trigger if moment is None else moment.date()
        convention = self._convention
        reckoning = Reckoning(
            start,
            rule.period,
            self._sign,
            self._book,
            self._calendar,
            None,
            convention.id,
            convention.citation,
        )
        if not rule.period.hours:
            return self._summary(convention.end(reckoning), None, start, None)
        if moment is None or convention.end_hours is None:
            raise PeriodError(f"period {str(rule.period)!r} is in hours and needs a clock time to start from")
        end = convention.end_hours(reckoning, zoned(moment, self._timezone))
        return self._summary(end.date(), end, start, None)

    def _summary(
        self, due: date | None, due_time: datetime | None, start: date | None, discrepancy: str | None
    ) -> PlainOutcome:
        if due is None:
            return PlainOutcome("undetermined", None, None, None, discrepancy, start)
        if due_time is not None:
            due_at = due_time.astimezone(UTC)
        else:
            due_at = self._clock.end_of_day(due, self._timezone, self._at)
        has_passed = due_at <= self._now if self._now is not None else due < self._on
        return PlainOutcome("passed" if has_passed else "pending", due, due_time, due_at, discrepancy, start)
