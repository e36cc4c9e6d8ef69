"""Which deadlines a declared day or a covered year of a calendar can touch: those that count by it, near enough in time.

A deadline that counts by the calendar is left out only where its stored dates say that no count of it looked at those
days: such a count looks between its trigger and its due date, and one that closed days matter to at its end alone looks
at its end and the closed days beside it. Deadlines that acts have moved, that have a stated date to compare with, that
could not be computed or wait for a recompute anyway are never left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Exists, OuterRef, Q

from timeline.counting import Convention, conventions, get_calendar, parts_of, whole_of
from timeline.models import CalendarClosure, CalendarYear, Deadline, Effect, Jurisdiction, RecomputeRequest

from .closure import and_dependants

LONGEST_RUN = timedelta(days=31)
"""Longer than any calendar is closed without a break by itself."""

# A clock time and its zone, or a last day that lies outside, shift a date against what was counted by a day.
_SLACK = timedelta(days=2)


def reached_by_closure(calendar: str, day: date, *, now: datetime | None) -> list[int]:
    """Deadlines that a closure of a calendar, or its retraction, can touch, as of `now` (aware): keys, ascending.

    Those that count by the calendar or by a part of it, and what is counted from them. None where no such calendar covers
    the year: nothing was counted there. `now` null leaves out what is reached only because it waits for a recompute.
    """
    asked = [calendar, *parts_of(calendar)]
    covered = {each for each in asked if day.year in get_calendar(each).years}
    covered.update(
        CalendarYear.objects.published().filter(calendar__in=asked, year=day.year).values_list("calendar", flat=True)
    )
    return _reached(covered, day, day, now) if covered else []


def reached_by_year(calendar: str, year: int, *, now: datetime | None) -> list[int]:
    """Deadlines that covering a year of a calendar, or ceasing to, can touch, as of `now` (aware): keys, ascending."""
    return _reached({calendar}, date(year, 1, 1), date(year, 12, 31), now)


def _reached(calendars: Collection[str], first: date, last: date, now: datetime | None) -> list[int]:
    effects = Effect.objects.filter(on_deadline=OuterRef("pk"))
    unclear = ~Q(error="") | Q(rule__stated__isnull=False) | Q(Exists(effects))
    if now is not None:
        unclear |= Q(review_at__lte=now) | Q(Exists(RecomputeRequest.objects.filter(deadline=OuterRef("pk"))))
    counts = ~Q(rule__period="") | Exists(effects)
    published = Deadline.objects.published().order_by().values("pk")
    before, after = _run(calendars, first, last)
    parts = [
        published.filter(uses, counts, unclear | near)
        for near, chosen in (
            (_at_the_end(first, last, before, after), [each for each in _asking() if each.asks_at_the_end_only]),
            (_on_the_way(first, last), [each for each in _asking() if not each.asks_at_the_end_only]),
        )
        for uses in _users(calendars, chosen)
    ]
    return and_dependants(parts[0].union(*parts[1:]))


def _asking() -> list[Convention]:
    return [each for each in conventions() if each.asks_calendar]


def _users(calendars: Collection[str], chosen: Collection[Convention]) -> Iterator[Q]:
    """The deadlines that count by the calendars and one of the conventions: a condition for each way to an index."""
    names = {each.id for each in chosen}
    own = {each.id for each in chosen if each.calendar in calendars}
    free = {each.id for each in chosen if each.calendar is None}
    rows = list(Jurisdiction.objects.order_by().values_list("pk", "convention", "calendar"))
    yield Q(rule__calendar__in=calendars, rule__convention__in=names)
    yield Q(rule__calendar="", rule__convention__in=own)
    habits = (
        (
            Q(rule__calendar__in=calendars, rule__convention=""),
            [pk for pk, convention, _ in rows if convention in names],
        ),
        (
            Q(rule__calendar="", rule__convention=""),
            [pk for pk, each, calendar in rows if each in own or (each in free and calendar in calendars)],
        ),
        (Q(rule__calendar="", rule__convention__in=free), [pk for pk, _, calendar in rows if calendar in calendars]),
    )
    for left, jurisdictions in habits:
        if jurisdictions:
            yield left & Q(jurisdiction_id__in=jurisdictions)
            yield left & Q(jurisdiction__isnull=True, policy__jurisdiction_id__in=jurisdictions)


def _on_the_way(first: date, last: date) -> Q:
    """Counts that pass any of the days, from the first possible trigger to the last possible due date or back."""
    start = Q(rule__trigger_event__isnull=True)
    after = Q(rule__direction="after", due_latest__gte=first - _SLACK)
    before = Q(rule__direction="before", due_earliest__lte=last + _SLACK)
    return (after & (start | Q(rule__trigger_event__earliest__lte=last + _SLACK))) | (
        before & (start | Q(rule__trigger_event__latest__gte=first - _SLACK))
    )


def _at_the_end(first: date, last: date, before: date, after: date) -> Q:
    """Counts that end on any of the days, or were moved across one of them."""
    forwards = Q(rule__direction="after", due_latest__gte=first - _SLACK, due_earliest__lte=after + _SLACK)
    backwards = Q(rule__direction="before", due_earliest__lte=last + _SLACK, due_latest__gte=before - _SLACK)
    return forwards | backwards


def _run(calendars: Collection[str], first: date, last: date) -> tuple[date, date]:
    """Days beyond which no closed days can reach without a break from `first` back and from `last` on."""
    asked = {*calendars, *(whole for each in calendars if (whole := whole_of(each)) is not None)}
    days = list(
        CalendarClosure.objects.published()
        .filter(calendar__in=asked, opens=False)
        .order_by("date")
        .values_list("date", flat=True)
    )
    return _far(reversed(days), first, -1), _far(iter(days), last, 1)


def _far(days: Iterator[date], start: date, sign: Literal[1, -1]) -> date:
    end = start
    for day in days:
        if (day - end) * sign > LONGEST_RUN:
            break
        if (day - end) * sign > timedelta():
            end = day
    return end + LONGEST_RUN * sign
