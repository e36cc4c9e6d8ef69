"""The sweep: what makes outcomes follow the records and the clock even where every message was lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max, Q

from timeline.models import CalendarClosure, CalendarYear, Deadline, OutcomeCause, RecomputeRequest

from .reach_calendars import reached_by_closure, reached_by_year
from .recompute import CHUNK, recompute
from .requests import request_recompute

_LOOKED_BACK = timedelta(days=7)


def sweep(now: datetime) -> int:
    """Recompute what was asked for and what time has come for, as of `now` (aware); how many outcomes were appended.

    Time comes for a deadline when it is due, and when a day begins on which an event it follows becomes known, happens,
    takes effect or ends (`Deadline.review_at`). Each chunk commits alone, so a sweep that is ended has lost nothing.
    """
    _ask_for_calendars(now)
    return _requested(now) + _reviewed(now)


def _ask_for_calendars(now: datetime) -> None:
    """Ask for what a calendar's declaration reaches that was published ahead and becomes known now, so that it is the cause.

    The review would find those deadlines as well, and say that it was the passing of time.
    """
    known = Q(known_from__range=((now - _LOOKED_BACK).date(), (now + timedelta(days=1)).date()))
    ahead = known & Q(updated_at__date__lt=F("known_from"))
    reached: set[int] = set()
    for calendar, day in CalendarClosure.objects.published().filter(ahead).values_list("calendar", "date"):
        reached.update(reached_by_closure(calendar, day, now=None))
    for calendar, year in CalendarYear.objects.published().filter(ahead).values_list("calendar", "year"):
        reached.update(reached_by_year(calendar, year, now=None))
    if reached:
        due = Deadline.objects.published().filter(review_at__lte=now).values_list("pk", flat=True)
        request_recompute(sorted(reached.intersection(due)), cause=OutcomeCause.CALENDAR)


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
