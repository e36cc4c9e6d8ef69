"""The sweep: what makes outcomes follow the records and the clock even where every message was lost."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Q

from timeline.models import Deadline, RecomputeRequest

from .recompute import CHUNK, recompute


def sweep(now: datetime) -> int:
    """Recompute what was asked for and what time has come for, as of `now` (aware); how many outcomes were appended.

    Time comes for a deadline when it is due, and when a day begins on which an event it follows becomes known, happens,
    takes effect or ends (`Deadline.review_at`). Each chunk commits alone, so a sweep that is ended has lost nothing.
    """
    return _requested(now) + _reviewed(now)


def _requested(now: datetime) -> int:
    newest = RecomputeRequest.objects.aggregate(newest=Max("pk"))["newest"]
    if newest is None:
        return 0
    appended = 0
    rows = RecomputeRequest.objects.filter(pk__lte=newest).order_by("pk").values_list("pk", "deadline_id")
    chunk = list(rows[:CHUNK])
    while chunk:
        appended += recompute((deadline for _, deadline in chunk), now=now)
        chunk = list(rows.filter(pk__gt=chunk[-1][0])[:CHUNK])
    return appended


def _reviewed(now: datetime) -> int:
    appended = 0
    rows = (
        Deadline.objects.published()
        .filter(review_at__lte=now)
        .order_by("review_at", "pk")
        .values_list("review_at", "pk")
    )
    chunk = list(rows[:CHUNK])
    while chunk:
        appended += recompute((pk for _, pk in chunk), now=now)
        review_at, pk = chunk[-1]
        after = Q(review_at__gte=review_at) & (Q(review_at__gt=review_at) | Q(pk__gt=pk))
        chunk = list(rows.filter(after)[:CHUNK])
    return appended
