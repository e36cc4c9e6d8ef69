"""The digests that deliveries wait for: found or made, and what becomes of the deliveries when one has ended without them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from timeline.models import Delivery, DeliveryState, Digest, Subscriber

_BATCH = 1000


class DigestKey(NamedTuple):
    """What makes a digest one: whose, how often, in which language, and when it is due."""

    subscriber: int
    cadence: str
    language: str
    moment: datetime


def open_digests(keys: Collection[DigestKey]) -> dict[DigestKey, int]:
    """The keys of the digests, made where there are none yet."""
    if not keys:
        return {}
    Digest.objects.bulk_create(
        (Digest(subscriber_id=key.subscriber, due_at=key.moment, **_fields(key)) for key in sorted(keys)),
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    found = Digest.objects.filter(
        subscriber__in={key.subscriber for key in keys}, moment__in={key.moment for key in keys}
    )
    rows = found.order_by().values_list("subscriber_id", "cadence", "language", "moment", "pk")
    by_key = {DigestKey(whose, cadence, language, moment): pk for whose, cadence, language, moment, pk in rows}
    return {key: by_key[key] for key in keys}


def let_go(subscriber: Subscriber) -> None:
    """Take what is gathered for a subscriber out of its digests; an emptied digest is not sent."""
    gathered = Delivery.objects.filter(subscriber=subscriber, state=DeliveryState.GATHERED)
    gathered.update(digest=None)


def follow_ended_digests() -> None:
    """Let deliveries share what became of their digest: try again with it, be parked with it, or end as it did."""
    held = Delivery.objects.filter(state__in=(DeliveryState.GATHERED, DeliveryState.INFLIGHT), digest__isnull=False)
    waits_again = held.filter(state=DeliveryState.INFLIGHT, digest__state=DeliveryState.PENDING)
    waits_again.update(state=DeliveryState.GATHERED)
    for state in (DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.PARKED):
        for digest in Digest.objects.filter(state=state, pk__in=held.values("digest")).order_by("pk"):
            held.filter(digest=digest).update(state=state, last_error=digest.last_error)


def left_behind() -> list[int]:
    """Keys of gathered deliveries that no digest will carry: theirs has gone, or they never had one."""
    gathered = Delivery.objects.filter(state=DeliveryState.GATHERED, subscriber__paused_at=None)
    gone = (DeliveryState.SENT, DeliveryState.SUPERSEDED)
    ended = gathered.filter(digest__state__in=gone).order_by().values_list("pk", flat=True)
    without = gathered.filter(digest=None).order_by().values_list("pk", flat=True)
    return sorted({*ended, *without})


def _fields(key: DigestKey) -> dict[str, object]:
    return {"cadence": key.cadence, "language": key.language, "moment": key.moment}
