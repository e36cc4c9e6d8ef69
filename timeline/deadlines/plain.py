"""Plain deadlines, computed in bulk: counted from one day or clock time, or stated, with no act on them or on what they follow.

Most deadlines are plain. What they come to depends on their rule and trigger alone, so it is computed once for each rule
and day, however many deadlines share them. All others are left to `computed.compute`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from timeline.counting import CalendarBook, CountingError, Rule
from timeline.counting.bulk import NOT_TRIGGERED, Clock, CompiledRule, PlainOutcome, Trigger

from .calendars import Declared
from .computed import LENGTHS, Computed, Values, review_at, today_in
from .docket import parsed_period
from .habits import Habits, calendar_of, waits_for_calendar
from .plain_rows import DUE_AT, EVENT, EVENT_TEXT, REVIEW_AT, REVISION, SIGNATURE, TRIGGER, VALUES, Happened, Row
from .plain_rows import happened as read_event
from .plain_rows import instant as read_instant

_MOST_KEPT = 200_000
"""Outcomes that are kept from one chunk to the next: some 30 MiB."""


class _Entry(NamedTuple):
    """What a deadline comes to. `held` are the values as a row holds them; `review_at` is when it passes, if it is still to."""

    values: Values
    held: tuple[object, ...]
    due_time: datetime | None
    review_at: datetime | None


class _Found(NamedTuple):
    """What one deadline comes to, where its window starts, the event behind it, and the days to come that bear on it."""

    entry: _Entry
    start: date | None
    event: int | None
    days: tuple[date, ...]


class _View:
    """A rule looked at on one day: what it comes to by trigger. `compiled` null: it takes more than a plain count to say."""

    __slots__ = ("compiled", "entries")

    def __init__(self, compiled: CompiledRule | None) -> None:
        self.compiled = compiled
        self.entries: dict[Trigger, _Entry | None] = {}


class _Signature:
    """A rule without its trigger. `rule` null: it cannot be read. `days` are those to come of its calendar."""

    __slots__ = ("days", "rule", "today", "views", "zone")

    def __init__(self, rule: Rule | None, zone: str, today: date, days: tuple[date, ...] = ()) -> None:
        self.rule = rule
        self.zone = zone
        self.today = today
        self.days = days
        self.views: dict[date, _View] = {}


class PlainRun:
    """Computes plain deadlines as of one instant, chunk after chunk; what one chunk brought to light serves the next."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        # A day may have begun somewhere and not yet elsewhere.
        self._after = (now - timedelta(days=1)).date()
        self._declared = Declared()
        self._habits: dict[int | None, Habits] = {}
        self._forget()
        self._not_triggered = self._new_entry(NOT_TRIGGERED)

    def learn(self, declared: Declared, habits: Mapping[int | None, Habits]) -> None:
        """Count with these declared closures and years, and these habits of jurisdictions, from now on."""
        if declared != self._declared or any(self._habits.get(pk, found) != found for pk, found in habits.items()):
            self._declared = declared
            self._habits.clear()
            self._forget()
        self._habits.update(habits)

    def _forget(self) -> None:
        self._kept = 0
        self._signatures: dict[tuple[object, ...], _Signature] = {}
        self._shared: dict[tuple[date | None, datetime | None], _Entry] = {}
        self._books: dict[date, CalendarBook] = {}
        self._clocks: dict[date, Clock] = {}
        self._days: dict[str, tuple[date, ...]] = {}

    def compute(
        self, pks: Iterable[int], rows: Mapping[int, Row], acted_on: Collection[int]
    ) -> tuple[dict[int, Computed], list[int]]:
        """What those deadlines should hold that do not, by key, and the keys of those that are not plain.

        `rows` holds them and what they are counted from, as far as anybody looked; `acted_on` those among them that have
        effects.
        """
        differing: dict[int, Computed] = {}
        left: list[int] = []
        chained: dict[tuple[int, date], _Found | None] = {}
        for pk in pks:
            row = rows.get(pk)
            if row is None or pk in acted_on:
                left.append(pk)
                continue
            signature = self._signatures.get(row[SIGNATURE]) or self._sign(row)
            if row[TRIGGER] is None:
                found = self._from_event(row, signature, signature.today)
            else:
                found = self._from_deadline(row, signature.today, rows, acted_on, chained)
            if found is None:
                left.append(pk)
                continue
            entry, _start, event, days = found
            again = entry.review_at
            if days:
                again = review_at(entry.values.due_at, days, signature.today, signature.zone, self.now)
            if (
                row[VALUES] != entry.held
                or read_instant(row[DUE_AT]) != entry.values.due_at
                or read_instant(row[REVIEW_AT]) != again
                or not row[REVISION]
            ):
                differing[pk] = Computed(entry.values, again, signature.today, event)
        return differing, left

    # Rules --------------------------------------------------------------------------------------

    def _sign(self, row: Row) -> _Signature:
        counted, period, direction, convention, calendar, stated, time, timezone, last_day, jurisdiction = row[
            SIGNATURE
        ]
        habits = self._habits[jurisdiction]
        zone = timezone or habits.timezone_for(convention)
        today = today_in(zone, self.now)
        convention = convention or habits.convention
        rule = None
        days: tuple[date, ...] = ()
        try:
            rule = Rule(
                period=parsed_period(period) if period else None,
                direction=direction,
                convention=convention,
                calendar=calendar or habits.calendar_for(convention),
                stated=stated,
                time=time,
                timezone=timezone or habits.timezone or None,
                last_day=last_day,
                counted_from=counted or "due",
            )
            days = self._calendar_days(rule)
        except CountingError:
            pass  # the error names the deadline, and `compute` says it
        self._keep()
        signature = self._signatures[row[SIGNATURE]] = _Signature(rule, zone, today, days)
        return signature

    def _calendar_days(self, rule: Rule) -> tuple[date, ...]:
        calendar = calendar_of(rule) if waits_for_calendar(rule) else None
        if calendar is None:
            return ()
        if calendar not in self._days:
            self._days[calendar] = tuple(self._declared.days_to_come(calendar, self._after))
        return self._days[calendar]

    def _view(self, signature: _Signature, today: date) -> _View:
        found = signature.views.get(today)
        if found is None:
            compiled = None
            if signature.rule is not None:
                if today not in self._books:
                    self._books[today] = self._declared.book(today)
                    self._clocks[today] = Clock(on=today, now=self.now)
                try:
                    compiled = CompiledRule(signature.rule, self._books[today], self._clocks[today], on=today)
                except CountingError:
                    pass  # as above
            found = signature.views[today] = _View(compiled)
        return found

    def _count(self, signature: _Signature, trigger: Trigger, today: date) -> _Entry | None:
        """What the rule comes to; null where it takes more than a plain count to say."""
        view = signature.views.get(today) or self._view(signature, today)
        if isinstance(trigger, datetime):
            # Equal instants of two zones are equal keys, and not the same day.
            return self._count_anew(view, trigger)
        if trigger not in view.entries:
            self._keep()
            view.entries[trigger] = self._count_anew(view, trigger)
        return view.entries[trigger]

    def _keep(self) -> None:
        self._kept += 1
        if self._kept > _MOST_KEPT:
            self._forget()

    def _count_anew(self, view: _View, trigger: Trigger) -> _Entry | None:
        if view.compiled is None:
            return None
        try:
            outcome = view.compiled.outcome(trigger)
        except (CountingError, OverflowError):
            return None
        if outcome.due_time is not None or outcome.discrepancy is not None:
            return self._new_entry(outcome)
        key = (outcome.due, outcome.due_at)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = self._new_entry(outcome)
        return found

    def _new_entry(self, outcome: PlainOutcome) -> _Entry:
        due, discrepancy = outcome.due, (outcome.discrepancy or "")[: LENGTHS["discrepancy"]]
        values = Values(outcome.state, due, outcome.due_at, due, due, "", discrepancy, "")
        to_come = outcome.due_at is not None and outcome.due_at > self.now
        held = tuple(value for name, value in values._asdict().items() if name != "due_at")
        return _Entry(values, held, outcome.due_time, outcome.due_at if to_come else None)

    # Triggers -----------------------------------------------------------------------------------

    def _from_event(self, row: Row, signature: _Signature, today: date) -> _Found | None:
        """What a deadline comes to that is not counted from another one."""
        rule = signature.rule
        if rule is None:
            return None
        if row[EVENT] is None:
            entry = self._count(signature, None, today)
            return None if entry is None else _Found(entry, None, None, signature.days)
        event = read_event(row[EVENT_TEXT])
        if not event.is_published:
            return self._untriggered(signature, today, signature.days)
        day = event.day
        if day is None:
            return None
        days = signature.days + self._days_to_come(event)
        if event.known > today:
            return self._untriggered(signature, today, days)
        trigger: Trigger = day.earliest
        if rule.stated is not None and (rule.period is None or day.is_open):
            trigger = None
        elif day.is_open:
            return self._untriggered(signature, today, days)
        elif not day.is_one_day:
            return None
        elif rule.period is not None and rule.period.hours:
            if day.clock is None or day.earliest is None:
                return None
            trigger = datetime.combine(day.earliest, day.clock)
        entry = self._count(signature, trigger, today)
        if entry is None:
            return None
        return _Found(entry, None if trigger is None else day.earliest, row[EVENT], days)

    def _days_to_come(self, event: Happened) -> tuple[date, ...]:
        if event.last <= self._after or event.day is None:
            return ()
        days = (event.known, event.day.earliest, event.day.latest)
        return tuple(day for day in days if day is not None and day > self._after)

    def _untriggered(self, signature: _Signature, today: date, days: tuple[date, ...]) -> _Found | None:
        # A rule that is wrong in itself says so all the same.
        is_wrong = self._view(signature, today).compiled is None
        return None if is_wrong else _Found(self._not_triggered, None, None, days)

    def _from_deadline(
        self,
        row: Row,
        today: date,
        rows: Mapping[int, Row],
        acted_on: Collection[int],
        done: dict[tuple[int, date], _Found | None],
    ) -> _Found | None:
        """What a deadline comes to that is counted from another one, all of the chain looked at on the same day."""
        chain: dict[int, Row] = {}
        found: _Found | None = None
        while row[TRIGGER] is not None and (row[0], today) not in done:
            above = rows.get(row[TRIGGER])
            if row[0] in chain or row[0] in acted_on or above is None:
                break  # a circle, or more than was loaded; or acts, which take more than a plain count
            chain[row[0]] = row
            row = above
        else:
            key = (row[0], today)
            if key not in done:
                signature = self._signatures.get(row[SIGNATURE]) or self._sign(row)
                done[key] = None if row[0] in acted_on else self._from_event(row, signature, today)
            found = done[key]
        for pk, link in reversed(chain.items()):
            found = done[pk, today] = found and self._next(link, found, today)
        return found

    def _next(self, row: Row, above: _Found, today: date) -> _Found | None:
        signature = self._signatures.get(row[SIGNATURE]) or self._sign(row)
        rule = signature.rule
        if rule is None:
            return None
        days = signature.days + above.days
        values = above.entry.values
        trigger: Trigger = above.start if rule.counted_from == "start" else above.entry.due_time or values.due
        if values.state == "undetermined" or trigger is None:
            return self._untriggered(signature, today, days)
        entry = self._count(signature, trigger, today)
        if entry is None:
            return None
        return _Found(entry, trigger.date() if isinstance(trigger, datetime) else trigger, None, days)
