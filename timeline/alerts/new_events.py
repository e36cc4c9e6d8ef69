"""Telling of events that readers could not know before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from timeline.models import Alert, AlertKind, AlertState, Event

RECENT = timedelta(days=3)
"""How long after the day it became known an event is still news; older ones are history, however late they are entered."""

_BATCH = 1000


def plan_new_events(now: datetime) -> int:
    """Plan an alert for each published event that became known lately and was not told yet; answers how many it planned.

    Found from the rows alone, whichever way an event was entered: by an editor, from a file, or long ago with a later day
    from which it is known. One that was retracted before anybody was told and published again is told after all.
    """
    today = now.astimezone(UTC).date()
    news = Event.objects.published().filter(known__gt=today - RECENT, known__lte=today).order_by("pk")
    untold = list(news.filter(alerts=None).values_list("pk", flat=True)[:_BATCH])
    Alert.objects.bulk_create(
        (Alert(kind=AlertKind.NEW_EVENT, event_id=key, fire_at=now) for key in untold),
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    back = Alert.objects.filter(event__in=news, state__in=(AlertState.CANCELLED, AlertState.SUPERSEDED))
    return len(untold) + back.update(state=AlertState.PLANNED, fire_at=now)
