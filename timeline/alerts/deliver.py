"""Sending what the outbox holds, one claimed batch after another, each mail on its own."""

from __future__ import annotations

import logging
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.utils import timezone

from timeline.models import (
    OWN_MAIL_SERVER,
    Confirmation,
    Delivery,
    DeliveryState,
    Digest,
    OutboxRow,
    WebhookNotice,
)

from . import outbox
from .courier import Courier, Fault, NotSent, Unreachable
from .digest_letters import DigestLetters
from .domains import Closed, Gate, domain_of, is_server_closed
from .letters import AlertLetters, ConfirmationLetters, Letters
from .persistence import persist
from .refusals import without_addresses
from .suppression import suppress
from .webhook_letters import WebhookNoticeLetters
from .wire import Wire

logger = logging.getLogger(__name__)

BATCH = 250
BUDGET = timedelta(seconds=5)
"""How long one call sends: a worker asked to stop finishes its call first, and a deploy commonly kills after ten seconds."""

AHEAD = 25
"""So many mails are written before the first of them is sent: between two mails there is one commit and nothing else."""

Clock = Callable[[], datetime]
Row = TypeVar("Row", bound=OutboxRow)
Answer = TypeVar("Answer")


def deliver(*, clock: Clock = timezone.now, budget: timedelta = BUDGET, lease: timedelta | None = None) -> bool:
    """Send what is due, confirmations first; answers whether something due is left that can be sent.

    Any number of callers may work at once. The clock is read again for each mail: a lease is measured against the moment
    of sending, not of starting.
    """
    end = clock() + budget
    while (left := end - clock()) > timedelta(0) and deliver_confirmations(clock=clock, budget=left, lease=lease):
        pass
    while (left := end - clock()) > timedelta(0) and deliver_webhook_notices(clock=clock, budget=left, lease=lease):
        pass
    while (left := end - clock()) > timedelta(0) and deliver_digests(clock=clock, budget=left, lease=lease):
        pass
    letters = AlertLetters()
    while (left := end - clock()) > timedelta(0) and deliver_alerts(
        clock=clock, budget=left, lease=lease, letters=letters
    ):
        pass
    now = clock()
    if is_server_closed(now):
        # The sweep finds it when the pause is over.
        return False
    waiting = outbox.has_due(Confirmation, now=now) or outbox.has_due(WebhookNotice, now=now)
    waiting = waiting or outbox.has_due(Digest, now=now)
    return waiting or outbox.has_due(Delivery, now=now, among=AlertLetters.among)


def deliver_confirmations(
    *, clock: Clock = timezone.now, limit: int = BATCH, budget: timedelta = BUDGET, lease: timedelta | None = None
) -> int:
    """Claim and send one batch of confirmation mails; answers how many it claimed."""
    return _Batch(ConfirmationLetters(), clock, lease).run(limit, budget)


def deliver_webhook_notices(
    *, clock: Clock = timezone.now, limit: int = BATCH, budget: timedelta = BUDGET, lease: timedelta | None = None
) -> int:
    """Claim and send one batch of notices of disabled webhook endpoints; answers how many it claimed."""
    return _Batch(WebhookNoticeLetters(), clock, lease).run(limit, budget)


def deliver_digests(
    *, clock: Clock = timezone.now, limit: int = BATCH, budget: timedelta = BUDGET, lease: timedelta | None = None
) -> int:
    """Claim and send one batch of digests; answers how many it claimed."""
    return _Batch(DigestLetters(), clock, lease).run(limit, budget)


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
        self._gate = Gate()
        self._waiting: deque[Row] = deque()
        self._written: deque[tuple[Row, Wire]] = deque()
        self._accepted: Row | None = None
        """The server took its mail, and that is not recorded yet. It is before anything else is handed over."""

    def run(self, limit: int, budget: timedelta) -> int:
        end = self._clock() + budget
        if is_server_closed(self._clock()):
            return 0
        self._token, keys = outbox.claim(
            self._model, now=self._clock(), limit=limit, lease=self._lease, among=self._letters.among
        )
        if not keys:
            return 0
        if not self._gate.may_connect(self._clock()):
            outbox.give_back(self._model, keys, self._token)
            return 0
        self._marks = outbox.Marks(
            self._model,
            self._token,
            clear=self._letters.clear,
            related=self._letters.related,
            obstacle=self._letters.obstacle,
            along=self._letters.along,
            lease=self._lease,
            statements=self._letters.statements,
        )
        self._waiting.extend(self._admitted(self._letters.rows(keys)))
        with Courier() as courier:
            begun = False
            while self._write_ahead(end):
                if begun and self._clock() >= end:
                    # A slow mail server: others may have better luck with the rest.
                    self._record()
                    self._gate.give_back(self._domain(row) for row in self._left())
                    outbox.give_back(self._model, [row.pk for row in self._left()], self._token)
                    break
                begun = True
                try:
                    courier.open()
                except Unreachable as unreachable:
                    # Nothing more can be sent now; each of them tries again on its own.
                    keys_left, reason = [row.pk for row in self._left()], str(unreachable)
                    outbox.back_off(self._model, keys_left, self._token, reason=reason, now=self._clock())
                    self._gate.unreachable(reason, self._clock())
                    logger.warning("%s", unreachable)
                    break
                self._gate.connected()
                closed = self._send(*self._written.popleft(), courier)
                if closed is not None:
                    self._leave_alone(closed)
            self._record()
        return len(keys)

    def _admitted(self, rows: Sequence[Row]) -> list[Row]:
        """Those that their domain takes now; the others are put off without counting a try."""
        put_off: set[int] = set()
        for held in self._gate.admit({row.pk: self._domain(row) for row in rows}, self._clock()):
            outbox.put_off(self._model, held.keys, self._token, until=held.until, reason=held.reason)
            put_off.update(held.keys)
        return [row for row in rows if row.pk not in put_off]

    def _leave_alone(self, closed: Closed) -> None:
        """Put off what this batch has left for a domain, or for any, that takes no more for now."""
        for_all = closed.domain == OWN_MAIL_SERVER
        keys = [row.pk for row in self._left() if for_all or self._domain(row) == closed.domain]
        outbox.put_off(self._model, keys, self._token, until=closed.until, reason=closed.reason)
        gone = set(keys)
        self._waiting = deque(row for row in self._waiting if row.pk not in gone)
        self._written = deque((row, mail) for row, mail in self._written if row.pk not in gone)
        logger.warning("%s", closed.reason)

    def _domain(self, row: Row) -> str:
        return domain_of(self._letters.subscriber(row).email)

    def _left(self) -> list[Row]:
        """The rows this batch has not come to."""
        return [*(row for row, _ in self._written), *self._waiting]

    def _write_ahead(self, end: datetime) -> bool:
        """Write some mails if none is written, as many as time allows but at least one; whether there is one to send."""
        if self._waiting and not self._written:
            self._record()
        while self._waiting and len(self._written) < AHEAD and not (self._written and self._clock() >= end):
            row = self._waiting.popleft()
            try:
                self._written.append((row, self._letters.compose(row, self._clock())))
            except Exception as error:
                # It fails alone and visibly, the others go.
                logger.exception("The mail %s could not be written", row.key)
                self._end(row, DeliveryState.FAILED, f"The mail could not be written: {type(error).__name__}: {error}")
        return bool(self._written)

    def _send(self, row: Row, mail: Wire, courier: Courier) -> Closed | None:
        """Send one mail if nothing is in its way; answers the domain that wants no more for now."""
        if not self._may_send(row):
            return None
        try:
            courier.send(mail)
        except NotSent as failure:
            self._not_sent(row, failure)
            domain, now = self._domain(row), self._clock()
            return self._gate.refused(domain, str(failure), closing=failure.closing, now=now)
        except ValueError as error:
            # An address or a header that the mail library refuses.
            self._end(row, DeliveryState.FAILED, f"{type(error).__name__}: {error}")
        except Exception as error:
            logger.exception("The mail %s could not be handed over", row.key)
            reason = f"{type(error).__name__}: {error}"
            outbox.back_off(self._model, [row.pk], self._token, reason=reason, now=self._clock())
        else:
            self._accepted = row
            self._gate.accepted(self._domain(row))
        return None

    def _may_send(self, row: Row) -> bool:
        """Record the mail before this one, if it was accepted, and put up this one's fence: mostly in one commit."""
        before, self._accepted = self._accepted, None
        if before is not None:
            was_ours, through = self._persist(
                lambda: self._marks.sent_and_through(before.pk, row.pk, now=self._clock())
            )
            self._warn_unless(was_ours, before)
            if through:
                return True
        return self._persist(lambda: self._marks.fence(row.pk, now=self._clock()))

    def _record(self) -> None:
        """Record the mail that was accepted last."""
        before, self._accepted = self._accepted, None
        if before is not None:
            self._warn_unless(self._persist(lambda: self._marks.sent(before.pk, now=self._clock())), before)

    def _warn_unless(self, was_ours: bool, row: Row) -> None:
        if not was_ours:
            logger.warning("The mail %s was sent after its lease had lapsed; it may go out again", row.key)

    def _persist(self, write: Callable[[], Answer]) -> Answer:
        return persist(write, self._lease)

    def _not_sent(self, row: Row, failure: NotSent) -> None:
        if failure.fault is Fault.PASSING:
            outbox.back_off(self._model, [row.pk], self._token, reason=str(failure), now=self._clock())
        elif failure.fault is Fault.MAIL:
            self._end(row, DeliveryState.FAILED, str(failure))
        else:
            self._end(row, DeliveryState.SUPPRESSED, str(failure))
            suppress(self._letters.subscriber(row).pk, str(failure), self._clock())
        logger.info("The mail %s was not sent: %s", row.key, without_addresses(str(failure)))

    def _end(self, row: Row, state: DeliveryState, reason: str) -> None:
        outbox.end(self._model, row.pk, self._token, state=state, reason=reason)
