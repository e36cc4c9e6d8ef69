"""What digests need to become mails: their deliveries are read anew for each try, and share its fate."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Q, QuerySet

from timeline.models import FOLLOWED_RECORDS, Delivery, DeliveryState, Digest, Subscriber

from .digest_mail import Entry, digest_mail, draft_entry
from .letters import Letters
from .outbox import Obstacle
from .standing import ALERT_RECORDS, obstacle_to_delivery
from .wire import Wire

logger = logging.getLogger(__name__)

_WITH_IT = (DeliveryState.INFLIGHT, DeliveryState.GATHERED, DeliveryState.PARKED)
"""States of a delivery of which the mark of its digest is the mark."""

_RELATED = (
    "subscriber",
    *(f"subscription__{target}" for target in FOLLOWED_RECORDS),
    *(f"alert__{record}" for record in ALERT_RECORDS),
)


class DigestLetters(Letters[Digest]):
    """Mails of digests.

    The fence reads the deliveries again, under the lock on their digest: where it finds others than the mail tells of, the
    digest goes back to be written anew. From the fence to the mark its deliveries are in flight with it, so that nobody
    calls back what may be on its way; `digest_rows.follow_ended_digests` brings back those of a worker that died.
    """

    model = Digest
    related = ("subscriber",)

    def __init__(self) -> None:
        self._entries: dict[tuple[int, str], Entry | Exception] = {}
        self._told: dict[int, list[int]] = {}
        # As a method it would be one of the protocol's, which has none.
        self.along = self._mark_deliveries

    def clear(self, now: datetime) -> Q:
        # Each is asked about by itself: what it tells is in other rows.
        return Q(pk__in=())

    def compose(self, row: Digest, now: datetime) -> Wire:
        # Those of an earlier try that did not come to its end.
        Delivery.objects.filter(digest=row, state=DeliveryState.INFLIGHT).update(state=DeliveryState.GATHERED)
        told = []
        for delivery in _gathered(row):
            if _falls(delivery, now):
                continue
            entry = self._entry(delivery, row.language, now)
            if isinstance(entry, Exception):
                reason = f"The mail could not be written: {type(entry).__name__}: {entry}"
                _end(delivery, DeliveryState.FAILED, reason)
            else:
                told.append((delivery, entry))
        self._told[row.pk] = [delivery.pk for delivery, _entry in told]
        if not told:
            # The fence finds the same and lets nothing through.
            return Wire("", "", row.subscriber.email, b"")
        return digest_mail(row, told, now)

    def obstacle(self, row: Digest, now: datetime) -> Obstacle | None:
        if row.subscriber.suppressed_at is not None:
            return Obstacle(DeliveryState.SUPPRESSED, row.subscriber.suppression_reason or "The address is suppressed.")
        # Without waiting: who has one of them locked is about to change it.
        locked = _gathered(row).select_for_update(of=("self",), skip_locked=True)
        standing = [delivery.pk for delivery in locked if not _falls(delivery, now)]
        if standing != self._told[row.pk]:
            return Obstacle(DeliveryState.PENDING, "What it tells changed while it was written.")
        if not standing:
            return Obstacle(DeliveryState.SUPERSEDED, "Nothing was left to tell.")
        Delivery.objects.filter(pk__in=standing).update(state=DeliveryState.INFLIGHT)
        return None

    def subscriber(self, row: Digest) -> Subscriber:
        return row.subscriber

    def _mark_deliveries(self, key: int, now: datetime) -> None:
        told = Delivery.objects.filter(pk__in=self._told[key], digest=key, state__in=_WITH_IT)
        told.update(state=DeliveryState.SENT, sent_at=now, last_error="")

    def _entry(self, delivery: Delivery, language: str, now: datetime) -> Entry | Exception:
        """The entry, or why there is none: an alert that cannot be written keeps no other from going."""
        key = (delivery.alert_id, language)
        if key not in self._entries:
            try:
                self._entries[key] = draft_entry(delivery.alert, language, now)
            except Exception as error:
                logger.exception("The alert %s cannot be written in %s", delivery.alert_id, language)
                self._entries[key] = error
        return self._entries[key]


def _gathered(row: Digest) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(digest=row, state=DeliveryState.GATHERED)
    return rows.select_related(*_RELATED).order_by("pk")


def _falls(delivery: Delivery, now: datetime) -> bool:
    """Whether it must not be told any more; it is then ended as such."""
    found = obstacle_to_delivery(delivery, now)
    if found is not None:
        _end(delivery, found.state, found.reason)
    return found is not None


def _end(delivery: Delivery, state: DeliveryState, reason: str) -> None:
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.GATHERED)
    waiting.update(state=state, last_error=reason[:500])
