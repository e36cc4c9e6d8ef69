"""Recompute: the stored outcomes of published deadlines follow the records.

A chunk is one transaction: its deadlines are locked, their requests read, the records evaluated, changed outcomes
appended, and the requests that were read deleted. Requests are read before records, so that an edit that comes too late
to be seen has a request that stays.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Max

from timeline.models import Deadline, DeadlineState, Event, Outcome, OutcomeCause, RecomputeRequest

from .computed import Computed, Values, compute
from .doorbell import outcomes_changed

logger = logging.getLogger(__name__)

CHUNK = 1000
"""Deadlines in one transaction."""

# What one deadline's data can provoke, here or where outcomes_changed is heard; a database that is down is none of it.
_POISON = (
    ArithmeticError,
    AttributeError,
    DataError,
    IntegrityError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Change:
    """An outcome that was appended, with the one it follows (null: it is the first). The deadline has the new values."""

    deadline: Deadline
    before: Outcome | None
    after: Outcome


def recompute(pks: Iterable[int], *, now: datetime) -> int:
    """Recompute deadlines by key, as of `now` (aware), and answer how many outcomes were appended.

    In chunks of one transaction each; `outcomes_changed` is sent inside it. Deadlines that are not published only lose
    their requests. A deadline that cannot be written is logged, keeps its requests and stops no other. Safe to run
    any number of times at once.
    """
    keys = iter(sorted(set(pks)))
    appended = 0
    while chunk := list(islice(keys, CHUNK)):
        appended += _each_alone_if_need_be(chunk, now)
    return appended


def recompute_all(*, now: datetime, progress: Callable[[int], object] = lambda done: None) -> int:
    """Recompute every published deadline and answer how many outcomes were appended.

    In constant memory; reads without locks and locks only what differs. `progress` is called with the number of deadlines
    done since the last call.
    """
    appended = 0
    most_differ = False
    for chunk in published_chunks():
        # Where most of the last chunk differed, looking first would mean to evaluate twice.
        differing = chunk if most_differ else _differing(_stored(chunk), compute(chunk, now=now))
        if differing:
            count = _each_alone_if_need_be(differing, now)
            appended += count
            most_differ = 2 * count > len(chunk)
        progress(len(chunk))
    return appended


def published_chunks() -> Iterator[list[int]]:
    """The keys of all published deadlines, ascending, in lists of at most CHUNK."""
    rows = Deadline.objects.published().order_by("pk").values_list("pk", flat=True)
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1])[:CHUNK])


def _each_alone_if_need_be(pks: list[int], now: datetime) -> int:
    try:
        return _recompute_chunk(pks, now)
    except _POISON:
        if len(pks) == 1:
            logger.exception("Deadline %s cannot be recomputed; what asked for it stays.", pks[0])
            return 0
    half = len(pks) // 2
    return _each_alone_if_need_be(pks[:half], now) + _each_alone_if_need_be(pks[half:], now)


def _recompute_chunk(pks: list[int], now: datetime) -> int:
    with transaction.atomic():
        stored = _stored(pks, lock=True)
        requests = list(RecomputeRequest.objects.filter(deadline_id__in=pks).order_by("pk"))
        computed = compute(list(stored), now=now)
        differing = _differing(stored, computed)
        appended = _write(differing, computed, requests, now) if differing else 0
        if requests:
            RecomputeRequest.objects.filter(pk__in=[request.pk for request in requests]).delete()
        return appended


class _Stored(NamedTuple):
    revision: int
    review_at: datetime | None
    values: Values


def _stored(pks: list[int], *, lock: bool = False) -> dict[int, _Stored]:
    """What the published deadlines among `pks` hold."""
    rows = Deadline.objects.published().filter(pk__in=pks).order_by("pk")
    if lock:
        # Not the key: editors go on making rows that refer to these deadlines.
        rows = rows.select_for_update(no_key=True)
    found = rows.values_list("pk", "revision", "review_at", *Values._fields)
    return {pk: _Stored(revision, review_at, Values(*values)) for pk, revision, review_at, *values in found}


def _differing(stored: Mapping[int, _Stored], computed: Mapping[int, Computed]) -> list[int]:
    return [
        pk
        for pk, (values, review_at, *_) in computed.items()
        if pk in stored
        and (not stored[pk].revision or stored[pk].values != values or stored[pk].review_at != review_at)
    ]


def _write(
    differing: Collection[int],
    computed: Mapping[int, Computed],
    requests: Sequence[RecomputeRequest],
    now: datetime,
) -> int:
    """Append outcomes, bring the deadlines in line with their newest, tell who listens; answers how many were appended."""
    newest = _newest(differing)
    changed = [pk for pk in differing if pk not in newest or _values_of(newest[pk]) != computed[pk].values]
    causes = _causes(changed, computed, newest, requests)
    outcomes = [
        Outcome(
            deadline_id=pk,
            revision=newest[pk].revision + 1 if pk in newest else 1,
            known_on=computed[pk].known_on,
            computed_at=now,
            **causes[pk]._asdict(),
            **computed[pk].values._asdict(),
        )
        for pk in changed
    ]
    Outcome.objects.bulk_create(outcomes)
    current = newest | {outcome.deadline_id: outcome for outcome in outcomes}
    _align([(pk, current[pk].pk, computed[pk].review_at) for pk in differing])
    if outcomes:
        deadlines = Deadline.objects.in_bulk(changed)
        changes = []
        for outcome in outcomes:
            outcome.deadline = deadlines[outcome.deadline_id]
            changes.append(Change(outcome.deadline, newest.get(outcome.deadline_id), outcome))
        outcomes_changed.send(sender=Outcome, changes=changes)
    return len(outcomes)


def _newest(pks: Collection[int]) -> dict[int, Outcome]:
    """The newest outcome of each deadline that has one."""
    rows = Outcome.objects.filter(deadline_id__in=pks).order_by().values("deadline_id").annotate(newest=Max("pk"))
    return {
        outcome.deadline_id: outcome
        for outcome in Outcome.objects.filter(pk__in=[row["newest"] for row in rows]).order_by()
    }


def _values_of(outcome: Outcome) -> Values:
    return Values(*(getattr(outcome, name) for name in Values._fields))


def _align(rows: Sequence[tuple[int, int, datetime | None]]) -> None:
    """Give each deadline the values of an outcome and its next review: rows of deadline, outcome, instant."""
    # In one statement; SQLite has no type for instants and would take the cast for one to a number.
    instant = "CAST(new.review_at AS timestamptz)" if connection.vendor == "postgresql" else "new.review_at"
    columns = ", ".join(f"{name} = o.{name}" for name in ("revision", *Values._fields))
    sql = f"""
        WITH new(deadline, outcome, review_at) AS (VALUES {", ".join(["(%s, %s, %s)"] * len(rows))})
        UPDATE {Deadline._meta.db_table} SET {columns}, review_at = {instant}
        FROM new JOIN {Outcome._meta.db_table} o ON o.id = new.outcome
        WHERE {Deadline._meta.db_table}.id = new.deadline
    """
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for pk, outcome, at in rows for value in (pk, outcome, at and adapt(at))])


class _Cause(NamedTuple):
    cause: OutcomeCause
    event_id: int | None = None
    editor_id: Any = None


def _causes(
    changed: Collection[int],
    computed: Mapping[int, Computed],
    newest: Mapping[int, Outcome],
    requests: Iterable[RecomputeRequest],
) -> dict[int, _Cause]:
    """Who or what brought each change: of several requests the last one for the event the outcome rests on, else the last.

    Without a request it was the passing of time, with the event whose day has come, where it did more than pass.
    """
    asked: defaultdict[int, list[RecomputeRequest]] = defaultdict(list)
    for request in requests:
        asked[request.deadline_id].append(request)
    slugs = {computed[pk].caused_by for pk in changed if len(asked[pk]) != 1 and computed[pk].caused_by is not None}
    events = dict(Event.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    causes: dict[int, _Cause] = {}
    for pk in changed:
        event_id = events.get(computed[pk].caused_by or "")
        if asked[pk]:
            chosen = next((each for each in reversed(asked[pk]) if each.event_id == event_id), asked[pk][-1])
            causes[pk] = _Cause(OutcomeCause(chosen.cause), chosen.event_id, chosen.editor_id)
        else:
            passed = pk in newest and _values_of(newest[pk])._replace(state=DeadlineState.PASSED) == computed[pk].values
            causes[pk] = _Cause(OutcomeCause.TIME, None if passed or pk not in newest else event_id)
    return causes
