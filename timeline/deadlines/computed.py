"""What the stored values of deadlines should be at an instant, and when time alone may next change them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from timeline.counting import DeadlineOutcome
from timeline.models import Outcome

from .docket import Load, load_deadlines
from .reading import outcomes_of


class Values(NamedTuple):
    """The outcome values, alike on a deadline and on its outcomes."""

    state: str
    due: date | None
    due_at: datetime | None
    due_earliest: date | None
    due_latest: date | None
    remaining: str
    discrepancy: str
    error: str


class Computed(NamedTuple):
    """Values as of a day in the deadline's own zone.

    `review_at` is the next instant (UTC) at which they may change without an edit; `event` the key of the event that last
    changed them.
    """

    values: Values
    review_at: datetime | None
    known_on: date
    event: int | None


LENGTHS = {field.name: field.max_length for field in Outcome._meta.concrete_fields}


def compute(pks: Collection[int], *, now: datetime) -> dict[int, Computed]:
    """The values of published deadlines by key, each as of `now` (aware) on the day it is in its own zone.

    The number of queries is the same for any number of deadlines.
    """
    # A day may have begun somewhere and not yet elsewhere.
    load = load_deadlines(pks, citations=False, after=(now - timedelta(days=1)).date())
    todays = {zone: today_in(zone, now) for zone in set(load.zones.values())}
    groups: defaultdict[date, list[int]] = defaultdict(list)
    for pk in pks:
        if pk in load.slugs:
            groups[todays[load.zones[load.slugs[pk]]]].append(pk)
    computed: dict[int, Computed] = {}
    for today, members in groups.items():
        outcomes = outcomes_of(load, known_on=today, now=now, only={load.slugs[pk] for pk in members})
        for pk in members:
            slug = load.slugs[pk]
            outcome = outcomes[slug]
            again = review_at(outcome.due_at, _days_to_come(load, slug), today, load.zones[slug], now)
            computed[pk] = Computed(_values(outcome), again, today, load.event_keys.get(outcome.caused_by or ""))
    return computed


def today_in(zone: str, now: datetime) -> date:
    """The day it is in a zone; a zone that is none is no reason to fail, because the outcome's error names it."""
    return now.astimezone(_zone(zone)).date()


def _values(outcome: DeadlineOutcome) -> Values:
    return Values(
        outcome.state,
        outcome.due,
        outcome.due_at,
        outcome.due_earliest,
        outcome.due_latest,
        (outcome.remaining or "")[: LENGTHS["remaining"]],
        (outcome.discrepancy or "")[: LENGTHS["discrepancy"]],
        (outcome.error or "")[: LENGTHS["error"]],
    )


def _days_to_come(load: Load, slug: str) -> set[date]:
    """The days that bear on a deadline or on any deadline its outcome follows."""
    found = load.days.get(slug, set())
    links = load.links.get(slug)
    if not links:
        return found
    seen = {slug}
    waiting = list(links)
    while waiting:
        link = waiting.pop()
        if link not in seen:
            seen.add(link)
            found = found | load.days.get(link, set())
            waiting.extend(load.links.get(link, ()))
    return found


def review_at(
    due_at: datetime | None, days: Collection[date], today: date, zone: str, now: datetime
) -> datetime | None:
    """The first instant after `now` at which the deadline is due or one of the days begins where it is."""
    instants = [due_at] if due_at is not None and due_at > now else []
    coming = [day for day in days if day > today]
    if coming:
        instants.append(datetime.combine(min(coming), time(), tzinfo=_zone(zone)).astimezone(UTC))
    return min(instants, default=None)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
