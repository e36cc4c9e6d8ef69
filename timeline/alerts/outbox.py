"""The two phases of an outbox row: claimed under a lease, then fenced, sent and marked one at a time.

A claimed row was certainly not sent, so after its lease it simply goes again. A row in flight may have been sent by a worker
that died before it could say so; it goes again with the same Message-ID.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery

from timeline.models import DeliveryState, OutboxRow

from .prepared import PreparedPair, PreparedUpdate, Values, Write

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


def claim(model: type[Row], *, now: datetime, limit: int, lease: timedelta = LEASE, among: Q | None = None) -> Claim:
    """Take up to `limit` rows that are due, the oldest first; no other worker gets them until the lease is over.

    Only rows of which `among` holds, where it is given.
    """
    token = uuid.uuid4()
    rows = model._default_manager.all()
    with transaction.atomic():
        due = rows.filter(among or Q(), state=DeliveryState.PENDING, due_at__lte=now).order_by("due_at", "pk")
        # PostgreSQL passes over rows that another worker is taking. SQLite has one writer at a time.
        keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        taken = rows.filter(pk__in=keys, state=DeliveryState.PENDING)
        if taken.update(state=DeliveryState.CLAIMED, token=token, lease_until=now + lease) != len(keys):
            keys = list(rows.filter(pk__in=keys, token=token).order_by("due_at", "pk").values_list("pk", flat=True))
    return Claim(token, keys)


class Statements(Generic[Row]):
    """What the marks of mails run, written once: the fence, `sent`, and both for two mails.

    `clear` is a condition, at a moment, under which nothing certainly stands in the way.
    """

    def __init__(self, model: type[Row], clear: Callable[[datetime], Q]) -> None:
        def through(values: Values) -> tuple[QuerySet[Row], dict[str, Any]]:
            mine = claimed(model, values.key, values.token, values.now)
            # One that another transaction holds counts as not clear: who also marks another row must not wait here,
            # for that transaction may be waiting for the other row. PostgreSQL looks at the row again when it locks it.
            locked = mine.filter(clear(values.now)).order_by().select_for_update(skip_locked=True).values("pk")
            return model._default_manager.filter(pk=Subquery(locked)), _through(values.until)

        self.sent = PreparedUpdate(_sent_of(model))
        self.through = PreparedUpdate(through) if _can_hold(model, clear) else None
        self.both = PreparedPair(self.sent, self.through) if self.through is not None else None


def claimed(model: type[Row], key: int, token: uuid.UUID, now: datetime) -> QuerySet[Row]:
    """A row as long as a worker holds it and has not fenced it."""
    rows = model._default_manager.all()
    return rows.filter(pk=key, token=token, state=DeliveryState.CLAIMED, lease_until__gt=now)


class Marks(Generic[Row]):
    """The two marks that each mail takes: the fence before it, `sent` after it.

    `clear` is a condition, at a moment, under which nothing certainly stands in the way, so that most rows take one
    statement; `statements` are those written for it before. Where it does not hold, `obstacle` is asked about the locked
    row, loaded with `related`.
    """

    def __init__(
        self,
        model: type[Row],
        token: uuid.UUID,
        *,
        clear: Callable[[datetime], Q],
        related: tuple[str, ...],
        obstacle: Callable[[Row, datetime], Obstacle | None],
        along: Callable[[int, datetime], None] | None = None,
        lease: timedelta = LEASE,
        statements: Statements[Row] | None = None,
    ) -> None:
        self._model = model
        self._token = token
        self._related = related
        self._obstacle = obstacle
        self._along = along
        self._lease = lease
        self._statements = statements or Statements(model, clear)

    def fence(self, key: int, *, now: datetime) -> bool:
        """Commit that this row is about to be sent: claimed → in flight. False means: do not send.

        It holds only while the token and its lease are valid and nothing stands in the way. A row with an obstacle ends in
        the obstacle's state.
        """
        through = self._statements.through
        if through is not None and through.run(self._values(key, now)):
            return True
        rows = self._model._default_manager.all()
        with transaction.atomic():
            mine = claimed(self._model, key, self._token, now)
            row = mine.select_related(*self._related).select_for_update(of=("self",)).first()
            if row is None:
                return False
            found = self._obstacle(row, now)
            if found is None:
                rows.filter(pk=key).update(**_through(now + self._lease))
            else:
                rows.filter(pk=key).update(
                    state=found.state, last_error=found.reason[:_ERROR_LENGTH], token=None, lease_until=None
                )
            return found is None

    def sent(self, key: int, *, now: datetime) -> bool:
        """Record that the mail server accepted the mail; false if the row is no longer this worker's.

        What `along` writes about what went in the mail is committed with it.
        """
        if self._along is None:
            return self._statements.sent.run(self._values(key, now))
        with transaction.atomic():
            marked = self._statements.sent.run(self._values(key, now))
            if marked:
                self._along(key, now)
            return marked

    def sent_and_through(self, key: int, following: int, *, now: datetime) -> tuple[bool, bool]:
        """`sent` of one row and the fence of the following in one commit; whether each was done.

        Where the second was not, `fence` knows more.
        """
        both = self._statements.both
        if both is None or self._along is not None:
            return self.sent(key, now=now), False
        return both.run(self._values(key, now), self._values(following, now))

    def _values(self, key: int, now: datetime) -> Values:
        return Values(key, self._token, now, now + self._lease)


def _can_hold(model: type[OutboxRow], clear: Callable[[datetime], Q]) -> bool:
    """Whether a condition is one that rows can meet; one that none can has no statement."""
    try:
        str(model._default_manager.filter(clear(datetime.now(UTC))).values("pk").query)
    except EmptyResultSet:
        return False
    return True


def _through(until: datetime) -> dict[str, Any]:
    return {"state": DeliveryState.INFLIGHT, "attempts": F("attempts") + 1, "lease_until": until}


def _sent_of(model: type[Row]) -> Write:
    def sent(values: Values) -> tuple[QuerySet[Row], dict[str, Any]]:
        # A worker that was only thought to be gone still knows what became of the mail that was parked for it.
        may_be_sent = (DeliveryState.INFLIGHT, DeliveryState.PARKED)
        mine = model._default_manager.filter(pk=values.key, token=values.token, state__in=may_be_sent)
        return mine, {
            "state": DeliveryState.SENT,
            "sent_at": values.now,
            "last_error": "",
            "token": None,
            "lease_until": None,
        }

    return sent


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


def put_off(model: type[Row], keys: list[int], token: uuid.UUID, *, until: datetime, reason: str = "") -> None:
    """Return rows this worker claimed and did not come to, for later; no try is counted."""
    mine = model._default_manager.filter(pk__in=keys, token=token, state=DeliveryState.CLAIMED)
    why = {"last_error": reason[:_ERROR_LENGTH]} if reason else {}
    mine.update(state=DeliveryState.PENDING, due_at=until, token=None, lease_until=None, **why)


def recover(model: type[Row], *, now: datetime, may_park: bool = True) -> int:
    """Free the rows whose lease has lapsed; answers how many. One that died in flight too often has failed.

    With ALERTS_STRICT one that died in flight at all is parked for a person, who alone can tell whether it arrived, unless
    not `may_park`.
    """
    lapsed = model._default_manager.filter(lease_until__lte=now)
    inflight = lapsed.filter(state=DeliveryState.INFLIGHT)
    gone = "The worker vanished while sending; what it sent may have been accepted."
    parked = 0
    if settings.ALERTS_STRICT and may_park:
        parked = inflight.update(state=DeliveryState.PARKED, last_error=gone, lease_until=None)
    spent = inflight.filter(attempts__gte=MAX_ATTEMPTS)
    ended = spent.update(state=DeliveryState.FAILED, last_error=gone, token=None, lease_until=None)
    again = inflight.update(state=DeliveryState.PENDING, last_error=gone, token=None, lease_until=None)
    freed = lapsed.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.PENDING, token=None, lease_until=None)
    return parked + ended + again + freed


def has_due(model: type[Row], *, now: datetime, among: Q | None = None) -> bool:
    """Whether anything waits to be sent, of the rows of which `among` holds."""
    return model._default_manager.filter(among or Q(), state=DeliveryState.PENDING, due_at__lte=now).exists()


def count_due(model: type[Row], *, now: datetime, among: Q | None = None) -> int:
    """How many rows wait to be sent, of those of which `among` holds."""
    return model._default_manager.filter(among or Q(), state=DeliveryState.PENDING, due_at__lte=now).count()


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: doubling from half a minute to six hours, half of it chance."""
    longest: timedelta = min(_FIRST_DELAY * 2 ** min(attempts, 20), _LONGEST_DELAY)
    # Chance keeps a thousand mails that failed together from knocking together again.
    return longest * random.uniform(0.5, 1)


_HELD = (DeliveryState.CLAIMED, DeliveryState.INFLIGHT)
