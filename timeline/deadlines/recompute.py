"""Recompute: the stored outcomes of published deadlines follow the records.

A chunk is one transaction: its deadlines are locked, their requests read, the records evaluated, changed outcomes
appended, and the requests that were read deleted. Requests are read before records, so that an edit that comes too late
to be seen has a request that stays.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError, transaction

from timeline.models import Deadline, Outcome, OutcomeCause, RecomputeRequest

from .bulk import Bulk
from .changes import Change, Changes
from .computed import Computed
from .doorbell import outcomes_changed
from .editions import new_edition
from .keys import Keys
from .outcome_rows import Cause, write_outcomes
from .overlap import overlapping

__all__ = ["CHUNK", "Change", "Changes", "published_chunks", "recompute", "recompute_all"]

logger = logging.getLogger(__name__)

CHUNK = 10_000
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


def recompute(pks: Iterable[int], *, now: datetime) -> int:
    """Recompute deadlines by key, as of `now` (aware), and answer how many outcomes were appended.

    In chunks of one transaction each; `outcomes_changed` is sent inside it. Deadlines that are not published only lose
    their requests. A deadline that cannot be written is logged, keeps its requests and stops no other. Safe to run
    any number of times at once.
    """
    keys = iter(sorted(set(pks)))
    bulk = Bulk(now)
    appended = 0
    while chunk := list(islice(keys, CHUNK)):
        appended += _each_alone_if_need_be(Keys(chunk), bulk)
    return appended


def recompute_all(*, now: datetime, progress: Callable[[int], object] = lambda done: None) -> int:
    """Recompute every published deadline and answer how many outcomes were appended.

    In constant memory; reads without locks and locks only what differs. `progress` is called with the number of deadlines
    done since the last call.
    """
    appended = 0
    for size, changed in overlapping(published_chunks(), lambda: _ChunkByChunk(now).recompute):
        appended += changed
        progress(size)
    return appended


class _ChunkByChunk:
    """Recomputes chunks one after the other, each as the one before suggests."""

    def __init__(self, now: datetime) -> None:
        self._bulk = Bulk(now)
        self._most_differ = False

    def recompute(self, chunk: Keys) -> tuple[int, int]:
        """The size of a chunk, and how many outcomes were appended."""
        # Where most of the last chunk differed, looking first would mean to evaluate twice.
        differing = chunk if self._most_differ else Keys(sorted(self._bulk.differing(chunk)))
        appended = _each_alone_if_need_be(differing, self._bulk) if differing else 0
        self._most_differ = 2 * appended > len(chunk)
        return len(chunk), appended


def published_chunks() -> Iterator[Keys]:
    """The keys of all published deadlines, ascending, at most CHUNK at a time."""
    rows = Deadline.objects.published().order_by("pk").values_list("pk", flat=True)
    chunk = list(rows[:CHUNK])
    while chunk:
        yield Keys(chunk, unbroken=True)
        chunk = list(rows.filter(pk__gt=chunk[-1])[:CHUNK])


def _each_alone_if_need_be(keys: Keys, bulk: Bulk) -> int:
    try:
        return _recompute_chunk(keys, bulk)
    except _POISON:
        if len(keys) == 1:
            logger.exception("Deadline %s cannot be recomputed; what asked for it stays.", keys.pks[0])
            return 0
    return sum(_each_alone_if_need_be(half, bulk) for half in keys.halves())


def _recompute_chunk(keys: Keys, bulk: Bulk) -> int:
    with transaction.atomic():
        # Not the key: editors go on making rows that refer to these deadlines.
        published = Deadline.objects.published().filter(**keys.where()).order_by("pk").select_for_update(no_key=True)
        locked = list(published.values_list("pk", flat=True))
        requests = list(RecomputeRequest.objects.filter(**keys.where("deadline_id")).order_by("pk"))
        differing = bulk.differing(keys, locked) if locked else {}
        appended = write_outcomes(differing, _causes(requests, differing), bulk.now) if differing else []
        if differing:
            new_edition()
        if appended:
            within = keys if keys.unbroken else None
            outcomes_changed.send(sender=Outcome, changes=Changes(Keys(appended), within))
        if requests:
            RecomputeRequest.objects.filter(**Keys([request.pk for request in requests]).where()).delete()
        return len(appended)


def _causes(requests: Iterable[RecomputeRequest], differing: Mapping[int, Computed]) -> dict[int, Cause]:
    """Who or what asked: of several requests the last one for the event the outcome rests on, else the last."""
    asked: defaultdict[int, list[RecomputeRequest]] = defaultdict(list)
    for request in requests:
        asked[request.deadline_id].append(request)
    causes = {}
    for pk, found in asked.items():
        if pk not in differing:
            continue
        event = differing[pk].event
        chosen = next((each for each in reversed(found) if each.event_id == event), found[-1])
        causes[pk] = Cause(OutcomeCause(chosen.cause), chosen.event_id, chosen.editor_id)
    return causes
