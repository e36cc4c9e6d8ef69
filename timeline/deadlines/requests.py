"""Asking for a recompute: rows in the transaction of the edit, and one ring of the bell after it."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary, WeakSet

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from timeline.models import Event, OutcomeCause, RecomputeRequest

from .doorbell import recompute_requested

_BATCH = 1000


def request_recompute(
    pks: Iterable[int], *, cause: OutcomeCause, event: Event | None = None, editor: AbstractBaseUser | None = None
) -> None:
    """Ask for a recompute of deadlines: one row each, now; `recompute_requested` after commit.

    The signal is sent once for all that a transaction asked, however many edits it made.
    """
    keys = list(pks)
    if not keys:
        return
    event_id = None if event is None else event.pk
    editor_id = None if editor is None else editor.pk
    RecomputeRequest.objects.bulk_create(
        (RecomputeRequest(deadline_id=pk, cause=cause, event_id=event_id, editor_id=editor_id) for pk in keys),
        batch_size=_BATCH,
    )
    # Robust: whoever listens cannot make a committed edit look like a failed one.
    transaction.on_commit(_Ring(keys).ring, robust=True)


class _Ring:
    """What one request does after commit. The first ring of a transaction rings for all of them, the others stay silent.

    Those of a savepoint that was rolled back are gone by then: only the connection's list of callbacks keeps them.
    """

    waiting: WeakKeyDictionary[BaseDatabaseWrapper, WeakSet[_Ring]] = WeakKeyDictionary()

    def __init__(self, pks: list[int]) -> None:
        self.pks = pks
        self._together = self.waiting.setdefault(connections[DEFAULT_DB_ALIAS], WeakSet())
        self._together.add(self)

    def ring(self) -> None:
        if self not in self._together:
            return
        pks = sorted({pk for ring in self._together for pk in ring.pks})
        self._together.clear()
        recompute_requested.send(sender=type(self), pks=pks)
