"""Plain deadlines, computed in bulk: counted from one day or clock time, or stated, with no act on them or on what they follow.

Most deadlines are plain. What they come to depends on their rule and trigger alone, so it is computed once for each rule
and day, however many deadlines share them. All others are left to `computed.compute`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast, Coalesce

from timeline.counting import CalendarBook, CountingError, EdtfDate, Rule, parse_edtf
from timeline.counting.bulk import NOT_TRIGGERED, Clock, CompiledRule, PlainOutcome, Trigger
from timeline.models import Effect, PublicationStatus
from timeline.models.deadline import DeadlineQuerySet

from .calendars import Declared
from .computed import LENGTHS, Computed, Values, review_at, today_in
from .docket import parsed_period
from .habits import Habits, calendar_of, waits_for_calendar

_MOST_ENTRIES = 100_000
"""Outcomes kept between chunks: some 40 MiB."""

_COLUMNS = (
    "pk",
    "rule__pk",
    "rule__trigger_deadline_id",
    "rule__trigger_event_id",
    "rule__trigger_event__publication_status",
    "rule__trigger_event__date",
    "rule__trigger_event__known",
    "has_effects",
    "rule__counted_from",
    "rule__period",
    "rule__direction",
    "rule__convention",
    "rule__calendar",
    "rule__stated",
    "rule__time",
    "rule__timezone",
    "rule__last_day",
    "habits",
    "revision",
    "review_text",
    "due_at_text",
    *Values._fields[:2],
    *Values._fields[3:],
)
_SIGNATURE = slice(8, 17)
_HABITS = 17
_REVISION, _REVIEW, _DUE_AT, _STATE = 18, 19, 20, 21
_PUBLISHED = PublicationStatus.PUBLISHED.value


class Row(NamedTuple):
    """What a plain deadline follows from, and what is stored of it."""

    pk: int
    rule: int | None
    trigger_deadline: int | None
    trigger_event: int | None
    event_status: str | None
    event_date: str
    event_known: date
    has_effects: bool
    signature: tuple[Any, ...]
    habits: int | None
    revision: int
    review_at: datetime | None
    values: Values


def read_rows(deadlines: DeadlineQuerySet) -> dict[int, Row]:
    """The published ones among those deadlines, by key, in its order; one query."""
    effects = Effect.objects.filter(on_deadline=OuterRef("pk"))
    found = deadlines.published().order_by("pk")
    found = found.annotate(
        habits=Coalesce("jurisdiction_id", "policy__jurisdiction_id"),
        has_effects=Exists(effects),
        # As text, because a million deadlines are due at some thousand instants: each is parsed once.
        review_text=Cast("review_at", TextField()),
        due_at_text=Cast("due_at", TextField()),
    )
    return {
        row[0]: Row._make(
            (*row[:8], row[_SIGNATURE], row[_HABITS], row[_REVISION], _instant(row[_REVIEW]), _values_of(row))
        )
        for row in found.values_list(*_COLUMNS)
    }


@lru_cache(maxsize=50_000)
def _instant(text: str | None) -> datetime | None:
    """An instant as the database writes it: with an offset, or in UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _values_of(row: tuple[Any, ...]) -> Values:
    return Values(row[_STATE], row[_STATE + 1], _instant(row[_DUE_AT]), *row[_STATE + 2 :])


class _Entry(NamedTuple):
    """What a rule comes to for one trigger; `review_at` is when it passes, if it is still to."""

    outcome: PlainOutcome
    values: Values
    review_at: datetime | None


class _Found(NamedTuple):
    """What one deadline comes to, the event behind it, and the days to come that bear on it."""

    entry: _Entry
    event: int | None
    days: tuple[date, ...]


class _Signature:
    """A rule without its trigger. `rule` null: it is not plain. `days` are those to come of its calendar."""

    __slots__ = ("compiled", "days", "entries", "rule", "today", "zone")

    def __init__(self, rule: Rule | None, zone: str, today: date, days: tuple[date, ...] = ()) -> None:
        self.rule = rule
        self.days = days
        self.zone = zone
        self.today = today
        self.compiled: dict[date, CompiledRule | None] = {}
        self.entries: dict[tuple[date, Trigger], _Entry | None] = {}


def _values(outcome: PlainOutcome) -> Values:
    due, discrepancy = outcome.due, (outcome.discrepancy or "")[: LENGTHS["discrepancy"]]
    return Values(outcome.state, due, outcome.due_at, due, due, "", discrepancy, "")


_parsed_date = lru_cache(maxsize=20_000)(parse_edtf)


class PlainRun:
    """Computes plain deadlines as of one instant, chunk after chunk; what one chunk brought to light serves the next."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        # A day may have begun somewhere and not yet elsewhere.
        self._after = (now - timedelta(days=1)).date()
        self._clock = Clock()
        self._declared = Declared()
        self._books: dict[date, CalendarBook] = {}
        self._days: dict[str, tuple[date, ...]] = {}
        self._signatures: dict[Any, _Signature] = {}
        self._kept = 0
        self._not_triggered = self._entry(NOT_TRIGGERED)

    def learn(self, declared: Declared) -> None:
        """Count with these declared closures and years from now on."""
        if declared != self._declared:
            self._declared = declared
            self._books.clear()
            self._days.clear()
            self._forget()

    def _forget(self) -> None:
        self._signatures.clear()
        self._kept = 0

    def compute(
        self, pks: Iterable[int], rows: Mapping[int, Row | None], habits: Mapping[int | None, Habits]
    ) -> tuple[dict[int, Computed], list[int]]:
        """What those deadlines should hold, by key, and the keys of those that are not plain.

        `rows` holds them and what they are counted from (null: it is not published; absent: nobody looked).
        """
        computed: dict[int, Computed] = {}
        left: list[int] = []
        chained: dict[tuple[int, date], _Found | None] = {}
        for pk in pks:
            row = rows[pk]
            if row is None:
                continue
            signature = self._signature(row, habits)
            if row.trigger_deadline is None:
                found = self._from_event(row, signature, signature.today)
            else:
                found = self._from_deadline(row, signature.today, rows, habits, chained)
            if found is None:
                left.append(pk)
                continue
            entry, event, days = found
            again = (
                review_at(entry.outcome.due_at, days, signature.today, signature.zone, self.now)
                if days
                else entry.review_at
            )
            computed[pk] = Computed(entry.values, again, signature.today, event)
        return computed, left

    # Rules --------------------------------------------------------------------------------------

    def _signature(self, row: Row, habits: Mapping[int | None, Habits]) -> _Signature:
        key = (row.signature, habits[row.habits], row.rule is None)
        found = self._signatures.get(key)
        if found is None:
            if self._kept >= _MOST_ENTRIES:
                self._forget()
            found = self._signatures[key] = self._sign(row, habits[row.habits])
            self._kept += 1
        return found

    def _sign(self, row: Row, habits: Habits) -> _Signature:
        counted, period, direction, convention, calendar, stated, time, timezone, last_day = row.signature
        zone = timezone or habits.timezone_for(convention or "")
        today = today_in(zone, self.now)
        if row.rule is None:
            return _Signature(None, zone, today)
        convention = convention or habits.convention
        try:
            counted_period = parsed_period(period) if period else None
        except CountingError:
            return _Signature(None, zone, today)
        rule = Rule(
            period=counted_period,
            direction=direction,
            convention=convention,
            calendar=calendar or habits.calendar_for(convention),
            stated=stated,
            time=time,
            timezone=timezone or habits.timezone or None,
            last_day=last_day,
            counted_from=counted or "due",
        )
        calendar = calendar_of(rule) if waits_for_calendar(rule) else None
        return _Signature(rule, zone, today, self._calendar_days(calendar) if calendar is not None else ())

    def _calendar_days(self, calendar: str) -> tuple[date, ...]:
        if calendar not in self._days:
            self._days[calendar] = tuple(self._declared.days_to_come(calendar, self._after))
        return self._days[calendar]

    def _compiled(self, signature: _Signature, today: date) -> CompiledRule | None:
        if today not in signature.compiled:
            compiled = None
            if signature.rule is not None:
                if today not in self._books:
                    self._books[today] = self._declared.book(today)
                book = self._books[today]
                try:
                    compiled = CompiledRule(signature.rule, book, on=today, now=self.now, clock=self._clock)
                except CountingError:
                    pass  # the error names the deadline, which nobody knows here
            signature.compiled[today] = compiled
        return signature.compiled[today]

    def _count(self, signature: _Signature, trigger: Trigger, today: date) -> _Entry | None:
        """What the rule comes to; null where it takes more than a plain count to say."""
        if isinstance(trigger, datetime):
            # Equal instants of two zones are equal keys, and not the same day.
            return self._count_anew(signature, trigger, today)
        key = (today, trigger)
        if key not in signature.entries:
            if self._kept >= _MOST_ENTRIES:
                self._forget()
            self._kept += 1
            signature.entries[key] = self._count_anew(signature, trigger, today)
        return signature.entries[key]

    def _count_anew(self, signature: _Signature, trigger: Trigger, today: date) -> _Entry | None:
        compiled = self._compiled(signature, today)
        if compiled is None:
            return None
        try:
            return self._entry(compiled.outcome(trigger))
        except (CountingError, OverflowError):
            return None

    def _entry(self, outcome: PlainOutcome) -> _Entry:
        to_come = outcome.due_at is not None and outcome.due_at > self.now
        return _Entry(outcome, _values(outcome), outcome.due_at if to_come else None)

    # Triggers -----------------------------------------------------------------------------------

    def _from_event(self, row: Row, signature: _Signature, today: date) -> _Found | None:
        """What a deadline without a trigger deadline comes to."""
        rule = signature.rule
        if rule is None or row.has_effects:
            return None
        if row.trigger_event is None:
            entry = self._count(signature, None, today)
            return None if entry is None else _Found(entry, None, signature.days)
        if row.event_status != _PUBLISHED:
            return self._untriggered(signature, today, signature.days)
        try:
            happened = _parsed_date(row.event_date)
        except CountingError:
            return None
        days = signature.days + self._days_to_come(happened, row.event_known)
        if row.event_known > today:
            return self._untriggered(signature, today, days)
        trigger: Trigger = happened.earliest
        if rule.stated is not None and (rule.period is None or happened.is_open):
            trigger = None
        elif happened.is_open:
            return self._untriggered(signature, today, days)
        elif not happened.is_one_day:
            return None
        elif rule.period is not None and rule.period.hours:
            if happened.clock is None or happened.earliest is None:
                return None
            trigger = datetime.combine(happened.earliest, happened.clock)
        entry = self._count(signature, trigger, today)
        return None if entry is None else _Found(entry, row.trigger_event, days)

    def _days_to_come(self, happened: EdtfDate, known: date) -> tuple[date, ...]:
        after = self._after
        if known <= after and happened.latest is not None and happened.latest <= after:
            return ()
        return tuple(day for day in (known, happened.earliest, happened.latest) if day is not None and day > after)

    def _untriggered(self, signature: _Signature, today: date, days: tuple[date, ...]) -> _Found | None:
        # A rule that is wrong in itself says so all the same.
        return None if self._compiled(signature, today) is None else _Found(self._not_triggered, None, days)

    def _from_deadline(
        self,
        row: Row,
        today: date,
        rows: Mapping[int, Row | None],
        habits: Mapping[int | None, Habits],
        done: dict[tuple[int, date], _Found | None],
    ) -> _Found | None:
        """What a deadline comes to that is counted from another one, all of the chain looked at on the same day."""
        chain: dict[int, Row] = {}
        found: _Found | None
        while True:
            if (row.pk, today) in done:
                found = done[row.pk, today]
                break
            if row.trigger_deadline is None:
                found = done[row.pk, today] = self._from_event(row, self._signature(row, habits), today)
                break
            if row.pk in chain or row.trigger_deadline not in rows:
                found = None  # a circle, or a chain longer than what was loaded
                break
            chain[row.pk] = row
            above = rows[row.trigger_deadline]
            if above is None:
                found = _Found(self._not_triggered, None, ())
                break
            row = above
        for pk, row in reversed(chain.items()):
            found = done[pk, today] = self._next(row, self._signature(row, habits), found, today)
        return found

    def _next(self, row: Row, signature: _Signature, above: _Found | None, today: date) -> _Found | None:
        rule = signature.rule
        if rule is None or row.has_effects or above is None:
            return None
        outcome = above.entry.outcome
        trigger: Trigger = outcome.start if rule.counted_from == "start" else outcome.due_time or outcome.due
        if outcome.state == "undetermined" or trigger is None:
            return self._untriggered(signature, today, signature.days + above.days)
        entry = self._count(signature, trigger, today)
        return None if entry is None else _Found(entry, None, signature.days + above.days)
