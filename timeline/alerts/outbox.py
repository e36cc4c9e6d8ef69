"""The two phases of an outbox row: claimed under a lease, then fenced, sent and marked one at a time.

A claimed row was certainly not sent, so after its lease it simply goes again. A row in flight may have been sent by a worker
that died before it could say so; it goes again with the same Message-ID.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from timeline.models import DeliveryState, OutboxRow

Row = TypeVar("Row", bound=OutboxRow)

LEASE = timedelta(minutes=5)
"""Longer than a worker may spend on a task, so that a lease that lapsed belongs to a worker that is gone."""

MAX_ATTEMPTS = 12
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=6)
_ERROR_LENGTH = 500


def lease_length() -> timedelta:
    """How long this installation lets a worker hold a row."""
    return timedelta(seconds=settings.ALERTS_LEASE_SECONDS)


class Claim(NamedTuple):
    """Rows taken for one worker: their keys, and the token that marks them as its own."""

    token: uuid.UUID
    keys: list[int]


class Obstacle(NamedTuple):
    """Why a row is not sent after all, and the state it ends in."""

    state: DeliveryState
    reason: str


def claim(model: type[Row], *, now: datetime, limit: int, lease: timedelta = LEASE) -> Claim:
    """Take up to `limit` rows that are due, the oldest first; no other worker gets them until the lease is over."""
    token = uuid.uuid4()
    rows = model._default_manager.all()
    with transaction.atomic():
        due = rows.filter(state=DeliveryState.PENDING, due_at__lte=now).order_by("due_at", "pk")
        # PostgreSQL passes over rows that another worker is taking. SQLite has one writer at a time.
        keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        taken = rows.filter(pk__in=keys, state=DeliveryState.PENDING)
        if taken.update(state=DeliveryState.CLAIMED, token=token, lease_until=now + lease) != len(keys):
            keys = list(rows.filter(pk__in=keys, token=token).order_by("due_at", "pk").values_list("pk", flat=True))
    return Claim(token, keys)


def fence(
    model: type[Row],
    key: int,
    token: uuid.UUID,
    *,
    now: datetime,
    clear: Q,
    related: tuple[str, ...],
    obstacle: Callable[[Row, datetime], Obstacle | None],
    lease: timedelta = LEASE,
) -> bool:
    """Commit that this row is about to be sent: claimed → in flight. False means: do not send.

    It holds only while the token and its lease are valid and nothing stands in the way. `clear` is a condition under which
    that is certain, so that most rows take one statement; it joins nothing, so that PostgreSQL looks at the row again when
    another transaction has just changed it. Where it does not hold, `obstacle` is asked about the locked row, loaded with
    `related`; a row with an obstacle ends in the obstacle's state.
    """
    rows = model._default_manager.all()
    mine = rows.filter(pk=key, token=token, state=DeliveryState.CLAIMED, lease_until__gt=now)
    through = {"state": DeliveryState.INFLIGHT, "attempts": F("attempts") + 1, "lease_until": now + lease}
    if mine.filter(clear).update(**through):
        return True
    with transaction.atomic():
        row = mine.select_related(*related).select_for_update(of=("self",)).first()
        if row is None:
            return False
        found = obstacle(row, now)
        if found is None:
            rows.filter(pk=key).update(**through)
        else:
            rows.filter(pk=key).update(
                state=found.state, last_error=found.reason[:_ERROR_LENGTH], token=None, lease_until=None
            )
        return found is None


def mark_sent(model: type[Row], key: int, token: uuid.UUID, *, now: datetime) -> bool:
    """Record that the mail server accepted the mail; false if the row is no longer this worker's."""
    mine = model._default_manager.filter(pk=key, token=token, state=DeliveryState.INFLIGHT)
    return bool(
        mine.update(state=DeliveryState.SENT, sent_at=now, last_error="", token=None, lease_until=None),
    )


def end(model: type[Row], key: int, token: uuid.UUID, *, state: DeliveryState, reason: str) -> bool:
    """End a row this worker holds, without a further try; false if it is no longer this worker's."""
    mine = model._default_manager.filter(pk=key, token=token, state__in=_HELD)
    return bool(mine.update(state=state, last_error=reason[:_ERROR_LENGTH], token=None, lease_until=None))


def back_off(model: type[Row], keys: list[int], token: uuid.UUID, *, reason: str, now: datetime) -> None:
    """Put rows this worker holds back for a later try, or end them as failed when they had their last.

    A row that had not been fenced counts this try now: a mail server that cannot be reached for days is a failure too.
    """
    rows = model._default_manager.filter(pk__in=keys, token=token, state__in=_HELD)
    for row in rows.only("pk", "state", "attempts"):
        attempts = row.attempts + (row.state == DeliveryState.CLAIMED)
        last = attempts >= MAX_ATTEMPTS
        model._default_manager.filter(pk=row.pk, token=token, state=row.state).update(
            state=DeliveryState.FAILED if last else DeliveryState.PENDING,
            attempts=attempts,
            due_at=now + delay_after(attempts),
            last_error=reason[:_ERROR_LENGTH],
            token=None,
            lease_until=None,
        )


def give_back(model: type[Row], keys: list[int], token: uuid.UUID) -> None:
    """Return rows this worker claimed and did not come to; another takes them at once."""
    mine = model._default_manager.filter(pk__in=keys, token=token, state=DeliveryState.CLAIMED)
    mine.update(state=DeliveryState.PENDING, token=None, lease_until=None)


def recover(model: type[Row], *, now: datetime) -> int:
    """Free the rows whose lease has lapsed; answers how many. One that died in flight too often has failed."""
    lapsed = model._default_manager.filter(lease_until__lte=now)
    inflight = lapsed.filter(state=DeliveryState.INFLIGHT)
    gone = "The worker vanished while sending; the mail may have been accepted."
    ended = inflight.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=DeliveryState.FAILED, last_error=gone, token=None, lease_until=None
    )
    again = inflight.update(state=DeliveryState.PENDING, last_error=gone, token=None, lease_until=None)
    freed = lapsed.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.PENDING, token=None, lease_until=None)
    return ended + again + freed


def has_due(model: type[Row], *, now: datetime) -> bool:
    """Whether anything waits to be sent."""
    return model._default_manager.filter(state=DeliveryState.PENDING, due_at__lte=now).exists()


def count_due(model: type[Row], *, now: datetime) -> int:
    """How many rows wait to be sent."""
    return model._default_manager.filter(state=DeliveryState.PENDING, due_at__lte=now).count()


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: doubling from half a minute to six hours, half of it chance."""
    longest: timedelta = min(_FIRST_DELAY * 2 ** min(attempts, 20), _LONGEST_DELAY)
    # Chance keeps a thousand mails that failed together from knocking together again.
    return longest * random.uniform(0.5, 1)


_HELD = (DeliveryState.CLAIMED, DeliveryState.INFLIGHT)
