"""From the database to a docket: the records one evaluation may look at, loaded in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from timeline import models
from timeline.counting import CountingError, Deadline, Docket, Effect, Event, Policy, Rule, parse_edtf, parse_period
from timeline.models import PublicationStatus

from .calendars import declared
from .closure import counted_from
from .habits import Habits, calendar_of, habits_of, waits_for_calendar

UNPUBLISHED = "(unpublished)"
"""Stands for a trigger that readers may not see; no slug looks like it, so no docket holds it: it has not happened."""

parsed_period = lru_cache(maxsize=4096)(parse_period)

_RULE_COLUMNS = (
    "pk",
    "slug",
    "title",
    "policy__slug",
    "policy__publication_status",
    "habits",
    "rule__pk",
    "rule__trigger_event_id",
    "rule__trigger_deadline_id",
    "rule__counted_from",
    "rule__period",
    "rule__direction",
    "rule__convention",
    "rule__calendar",
    "rule__stated",
    "rule__time",
    "rule__timezone",
    "rule__last_day",
)
_EFFECT_COLUMNS = (
    "event_id",
    "on_deadline_id",
    "on_policy_id",
    "does",
    "until",
    "by",
    "counted_from",
    "period",
    "by_deadline__slug",
    "by_deadline__publication_status",
    "effective",
)


@dataclass(slots=True)
class Load:
    """A docket and what the records say beside it. All ids are slugs.

    broken: why a deadline could not be read; the docket holds it with a rule that says nothing.
    event_keys: the keys of the docket's events.
    zones: the IANA time zone of each deadline.
    links: the deadlines that a deadline's outcome follows: the one it is counted from, the one that superseded it.
    days: days after `after` on which something that bears on a deadline becomes known, happens, takes effect or ends;
        a deadline without any is not in it, and neither are those of the deadlines it is counted from.
    """

    docket: Docket = field(default_factory=Docket)
    slugs: dict[int, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    event_keys: dict[str, int] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, set[date]] = field(default_factory=dict)


def docket_of_deadlines(pks: Collection[int], *, drafts: bool = False) -> Docket:
    """Those deadlines, all they are counted from, and the events that trigger or have effects on any of them.

    Published records only, or with `drafts` everything that is not retracted.
    """
    return load_deadlines(pks, drafts=drafts).docket


def docket_of_policies(pks: Collection[int], *, drafts: bool = False) -> Docket:
    """Those policies and the events with effects on any of them; `drafts` as for deadlines."""
    statuses = _visible(drafts)
    rows = models.Policy.objects.filter(pk__in=pks, publication_status__in=statuses).order_by("pk")
    policies = {pk: Policy(slug, title) for pk, slug, title in rows.values_list("pk", "slug", "title")}
    effects = _effect_rows(Q(on_policy_id__in=policies), statuses)
    events = _Events({row[0] for row in effects}, statuses, citations=True)
    for row in effects:
        effect = _effect(row, policies[row[2]].id, statuses)
        events.add(row[0], effect)
    return Docket(events=events.by_slug(), policies={policy.id: policy for policy in policies.values()})


def load_deadlines(
    pks: Collection[int], *, drafts: bool = False, citations: bool = True, after: date | None = None
) -> Load:
    """As `docket_of_deadlines`, with what could not be read and, with `after`, the days to come.

    Citations are for steps and cost one query. At most nine queries, whatever the number of deadlines.
    """
    statuses = _visible(drafts)
    rows = _rule_rows(pks, statuses)
    chained = {row[8] for row in rows if row[8] is not None}
    rows += _rule_rows(set(counted_from(chained, statuses)) - {row[0] for row in rows}, statuses)
    load = Load(slugs={row[0]: row[1] for row in rows})
    effects = _effect_rows(Q(on_deadline_id__in=load.slugs), statuses)
    wanted = {row[0] for row in effects} | {row[7] for row in rows if row[7] is not None}
    events = _Events(wanted, statuses, citations=citations)
    days: defaultdict[str, set[date]] = defaultdict(set)
    for row in effects:
        target = load.slugs[row[1]]
        try:
            events.check(row[0])
            effect = _effect(row, target, statuses)
        except CountingError as error:
            load.broken.setdefault(target, f"deadline {target}: {error}")
            continue
        events.add(row[0], effect)
        if effect.by_deadline is not None:
            load.links.setdefault(target, []).append(effect.by_deadline)
        if after is not None:
            days[target].update(_days_of_effect(effect, events.found[row[0]], after))
    habits = habits_of(row[5] for row in rows)
    deadlines: dict[str, Deadline] = {}
    for row in rows:
        slug = row[1]
        load.zones[slug] = row[16] or habits[row[5]].timezone_for(row[12])
        if row[8] in load.slugs:
            load.links.setdefault(slug, []).append(load.slugs[row[8]])
        if after is not None and row[7] in events.found:
            days[slug].update(_days_of_event(events.found[row[7]], after))
        deadlines[slug] = Deadline(slug, Rule(), title=row[2])
        try:
            deadlines[slug] = _deadline(row, load.slugs, events, habits[row[5]], statuses)
        except CountingError as error:
            load.broken.setdefault(slug, f"deadline {slug}: {error}")
    calendars = {slug: calendar for slug, each in deadlines.items() if (calendar := calendar_of(each.rule)) is not None}
    added = declared(set(calendars.values()), drafts=drafts)
    if after is not None:
        for slug, calendar in calendars.items():
            if waits_for_calendar(deadlines[slug].rule):
                days[slug].update(added.days_to_come(calendar, after))
    load.docket = Docket(events=events.by_slug(), deadlines=deadlines, closures=added.closures, years=added.years)
    load.event_keys = {event.id: pk for pk, event in events.found.items()}
    load.days = {slug: found for slug, found in days.items() if found}
    return load


def _visible(drafts: bool) -> tuple[str, ...]:
    published = (PublicationStatus.PUBLISHED.value,)
    return (*published, PublicationStatus.DRAFT.value) if drafts else published


def _rule_rows(pks: Collection[int], statuses: Collection[str]) -> list[tuple[Any, ...]]:
    if not pks:
        return []
    rows = models.Deadline.objects.filter(pk__in=pks, publication_status__in=statuses).order_by("pk")
    rows = rows.annotate(habits=Coalesce("jurisdiction_id", "policy__jurisdiction_id"))
    return list(rows.values_list(*_RULE_COLUMNS))


def _effect_rows(on: Q, statuses: Collection[str]) -> list[tuple[Any, ...]]:
    rows = models.Effect.objects.filter(on, event__publication_status__in=statuses).order_by("position", "pk")
    return list(rows.values_list(*_EFFECT_COLUMNS))


def _deadline(
    row: tuple[Any, ...], slugs: Mapping[int, str], events: _Events, habits: Habits, statuses: Collection[str]
) -> Deadline:
    (_pk, slug, title, policy, policy_status, _habits, rule_pk, event_pk, deadline_pk, *values) = row
    if rule_pk is None:
        raise CountingError("the deadline has no rule yet; it needs a trigger with a period, or a stated date")
    trigger = None
    if event_pk is not None:
        events.check(event_pk)
        trigger = events.found[event_pk].id if event_pk in events.found else UNPUBLISHED
    elif deadline_pk is not None:
        trigger = slugs.get(deadline_pk, UNPUBLISHED)
    counted, period, direction, convention, calendar, stated, time, timezone, last_day = values
    convention = convention or habits.convention
    rule = Rule(
        trigger=trigger,
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
    return Deadline(slug, rule, policy if policy_status in statuses else None, title)


def _effect(row: tuple[Any, ...], on: str, statuses: Collection[str]) -> Effect:
    _event, _deadline, _policy, does, until, by, counted, period, by_deadline, by_status, effective = row
    return Effect(
        on=on,
        does=does,
        until=until,
        by=parsed_period(by) if by else None,
        counted_from=counted or "deadline",
        period=parsed_period(period) if period else None,
        by_deadline=by_deadline if by_status in statuses else None,
        effective=effective,
    )


def _days_of_event(event: Event, after: date) -> set[date]:
    days = {event.known_from, event.date.earliest, event.date.latest}
    return {day for day in days if day is not None and day > after}


def _days_of_effect(effect: Effect, event: Event, after: date) -> set[date]:
    days = _days_of_event(event, after)
    if effect.effective is not None and effect.effective > after:
        days.add(effect.effective)
    # A suspension's `until` is its last day: the day after is another one.
    if effect.until is not None and after <= effect.until < date.max:
        days.add(effect.until + timedelta(days=1))
    return days


class _Events:
    """The events of a docket while it is filled; `found` by key, without effects, in the order of the file."""

    def __init__(self, pks: Collection[int], statuses: Collection[str], *, citations: bool) -> None:
        self.found: dict[int, Event] = {}
        self._bad: dict[int, str] = {}
        self._effects: defaultdict[int, list[Effect]] = defaultdict(list)
        if not pks:
            return
        cited = _citations(pks, statuses) if citations else {}
        rows = models.Event.objects.filter(pk__in=pks, publication_status__in=statuses).order_by("position", "pk")
        for pk, slug, title, written, known in rows.values_list("pk", "slug", "title", "date", "known"):
            try:
                self.found[pk] = Event(slug, parse_edtf(written), known, citation=cited.get(pk), title=title)
            except CountingError as error:
                self._bad[pk] = f"event {slug}: {error}"

    def check(self, pk: int) -> None:
        """Raise CountingError for an event whose date cannot be read."""
        if pk in self._bad:
            raise CountingError(self._bad[pk])

    def add(self, pk: int, effect: Effect) -> None:
        self._effects[pk].append(effect)

    def by_slug(self) -> dict[str, Event]:
        return {
            event.id: Event(
                event.id,
                event.date,
                event.known_from,
                tuple(self._effects.get(pk, ())),
                event.citation,
                event.title,
            )
            for pk, event in self.found.items()
        }


def _citations(events: Collection[int], statuses: Collection[str]) -> dict[int, str]:
    """The first citation of each event as people cite it: "Federal Register: Title, sec. 2(a)"."""
    rows = models.Citation.objects.filter(event_id__in=events, source__publication_status__in=statuses).order_by(
        "position", "pk"
    )
    cited: dict[int, str] = {}
    for event, publisher, title, locator in rows.values_list(
        "event_id", "source__publisher", "source__title", "locator"
    ):
        cited.setdefault(event, f"{publisher}: {title}, {locator}" if locator else f"{publisher}: {title}")
    return cited
