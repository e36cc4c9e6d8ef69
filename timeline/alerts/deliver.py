"""Sending what the outbox holds, one claimed batch after another, each mail on its own."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from timeline.models import Confirmation, Delivery, DeliveryState, OutboxRow, Subscriber

from . import outbox
from .courier import Courier, Fault, NotSent, Unreachable
from .letters import AlertLetters, ConfirmationLetters, Letters

logger = logging.getLogger(__name__)

BATCH = 250
BUDGET = timedelta(seconds=5)
"""How long one call sends: a worker asked to stop finishes its call first, and a deploy commonly kills after ten seconds."""

PAUSE = timedelta(seconds=30)
"""How long the rest of a batch waits after the mail server said that it takes no more for now (421)."""

_BEFORE_ASKING_AGAIN = 0.3
"""Seconds."""

Clock = Callable[[], datetime]
Row = TypeVar("Row", bound=OutboxRow)
Answer = TypeVar("Answer")


def deliver(*, clock: Clock = timezone.now, budget: timedelta = BUDGET, lease: timedelta | None = None) -> bool:
    """Send what is due, confirmations first; answers whether something due is left.

    Any number of callers may work at once. The clock is read again for each mail: a lease is measured against the moment
    of sending, not of starting.
    """
    end = clock() + budget
    while (left := end - clock()) > timedelta(0) and deliver_confirmations(clock=clock, budget=left, lease=lease):
        pass
    letters = AlertLetters()
    while (left := end - clock()) > timedelta(0) and deliver_alerts(
        clock=clock, budget=left, lease=lease, letters=letters
    ):
        pass
    now = clock()
    return outbox.has_due(Confirmation, now=now) or outbox.has_due(Delivery, now=now, among=AlertLetters.among)


def deliver_confirmations(
    *, clock: Clock = timezone.now, limit: int = BATCH, budget: timedelta = BUDGET, lease: timedelta | None = None
) -> int:
    """Claim and send one batch of confirmation mails; answers how many it claimed."""
    return _Batch(ConfirmationLetters(), clock, lease).run(limit, budget)


def deliver_alerts(
    *,
    clock: Clock = timezone.now,
    limit: int = BATCH,
    budget: timedelta = BUDGET,
    lease: timedelta | None = None,
    letters: AlertLetters | None = None,
) -> int:
    """Claim and send one batch of alerts; answers how many deliveries it claimed. `letters` are those of earlier batches."""
    return _Batch(letters or AlertLetters(), clock, lease).run(limit, budget)


class _Batch(Generic[Row]):
    """The rows of one claim, sent over one connection."""

    def __init__(self, letters: Letters[Row], clock: Clock, lease: timedelta | None) -> None:
        self._letters = letters
        self._model = letters.model
        self._clock = clock
        self._lease = lease or outbox.lease_length()
        self._token = uuid.UUID(int=0)

    def run(self, limit: int, budget: timedelta) -> int:
        end = self._clock() + budget
        self._token, keys = outbox.claim(
            self._model, now=self._clock(), limit=limit, lease=self._lease, among=self._letters.among
        )
        if not keys:
            return 0
        self._marks = outbox.Marks(
            self._model,
            self._token,
            clear=self._letters.clear,
            related=self._letters.related,
            obstacle=self._letters.obstacle,
            lease=self._lease,
        )
        rows = self._model._default_manager.filter(pk__in=keys).select_related(*self._letters.related)
        by_key = rows.in_bulk()
        with Courier() as courier:
            for place, key in enumerate(keys):
                if self._clock() >= end:
                    # A slow mail server: others may have better luck with the rest.
                    outbox.give_back(self._model, keys[place:], self._token)
                    break
                try:
                    courier.open()
                except Unreachable as unreachable:
                    # Nothing more can be sent now; each of them tries again on its own.
                    outbox.back_off(self._model, keys[place:], self._token, reason=str(unreachable), now=self._clock())
                    logger.warning("%s", unreachable)
                    break
                if key in by_key and self._send(by_key[key], courier):
                    # The server wants to be left alone: the next batch finds out whether it still does.
                    outbox.put_off(self._model, keys[place + 1 :], self._token, until=self._clock() + PAUSE)
                    break
        return len(keys)

    def _send(self, row: Row, courier: Courier) -> bool:
        """Send one mail if nothing is in its way; whether the server wants no more for now."""
        try:
            mail = self._letters.compose(row, self._clock())
        except Exception as error:
            # It fails alone and visibly, the others go.
            logger.exception("The mail %s could not be written", row.key)
            self._end(row, DeliveryState.FAILED, f"The mail could not be written: {type(error).__name__}: {error}")
            return False
        if not self._persist(lambda: self._marks.fence(row.pk, now=self._clock())):
            return False
        try:
            courier.send(mail)
        except NotSent as failure:
            self._not_sent(row, failure)
            return failure.closing
        except ValueError as error:
            # An address or a header that the mail library refuses.
            self._end(row, DeliveryState.FAILED, f"{type(error).__name__}: {error}")
        except Exception as error:
            logger.exception("The mail %s could not be handed over", row.key)
            reason = f"{type(error).__name__}: {error}"
            outbox.back_off(self._model, [row.pk], self._token, reason=reason, now=self._clock())
        else:
            if not self._persist(lambda: self._marks.sent(row.pk, now=self._clock())):
                logger.warning("The mail %s was sent after its lease had lapsed; it may go out again", row.key)
        return False

    def _persist(self, write: Callable[[], Answer]) -> Answer:
        """Write, and where the database restarts or its disk is full write again, for as long as the lease may hold.

        What is written names the token and the state before, so that writing it twice is writing it once.
        """
        end = time.monotonic() + self._lease.total_seconds()
        while True:
            try:
                return write()
            except (OperationalError, InterfaceError) as error:
                if connection.in_atomic_block or time.monotonic() >= end:
                    raise
                logger.warning("The database did not take it, so it is asked again: %s", error)
                connection.close()
                time.sleep(_BEFORE_ASKING_AGAIN)

    def _not_sent(self, row: Row, failure: NotSent) -> None:
        if failure.fault is Fault.PASSING:
            outbox.back_off(self._model, [row.pk], self._token, reason=str(failure), now=self._clock())
        elif failure.fault is Fault.MAIL:
            self._end(row, DeliveryState.FAILED, str(failure))
        else:
            self._end(row, DeliveryState.SUPPRESSED, str(failure))
            subscriber = Subscriber.objects.filter(pk=self._letters.subscriber(row).pk, suppressed_at=None)
            subscriber.update(suppressed_at=self._clock(), suppression_reason=str(failure)[:500])
        logger.info("The mail %s was not sent: %s", row.key, failure)

    def _end(self, row: Row, state: DeliveryState, reason: str) -> None:
        outbox.end(self._model, row.pk, self._token, state=state, reason=reason)
