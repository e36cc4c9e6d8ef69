"""What is said about a mail after it was accepted: that it came back, or that its reader complained."""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from timeline.models import Bounce, BounceKind, Confirmation, Delivery, Digest, Subscriber, WebhookNotice

from .suppression import suppress

logger = logging.getLogger(__name__)

_DESCRIPTION_LENGTH = 500
_KEY_LENGTH = 255
_MESSAGE_ID = re.compile(r"<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)

_REASONS = {
    BounceKind.PERMANENT: "Mail came back for good",
    BounceKind.TEMPORARY: "Mail came back for now",
    BounceKind.COMPLAINT: "The reader complained",
}


class Mailing(NamedTuple):
    """Whose mail it was, and which delivery, where it was one."""

    subscriber: Subscriber
    delivery: Delivery | None = None


class Said(NamedTuple):
    """One thing said about a mail. `event_key` is the same whenever the same is said again."""

    kind: BounceKind
    event_key: str
    description: str
    at: datetime


def mailing_of(key: uuid.UUID) -> Mailing | None:
    """The mail with this key in its Message-ID and its return path."""
    if (delivery := Delivery.objects.select_related("subscriber").filter(key=key).first()) is not None:
        return Mailing(delivery.subscriber, delivery)
    if (digest := Digest.objects.select_related("subscriber").filter(key=key).first()) is not None:
        return Mailing(digest.subscriber)
    asked = Confirmation.objects.select_related("subscription__subscriber").filter(key=key).first()
    if asked is not None:
        return Mailing(asked.subscription.subscriber)
    notice = WebhookNotice.objects.select_related("endpoint__subscriber").filter(key=key).first()
    return None if notice is None else Mailing(notice.endpoint.subscriber)


def key_of_message_id(text: str) -> uuid.UUID | None:
    """The key in a Message-ID of ours, wherever it stands in `text`."""
    found = _MESSAGE_ID.search(text)
    return uuid.UUID(found[1]) if found else None


def take(mailing: Mailing, said: Said, now: datetime) -> bool:
    """Record it, once, and write no more to an address that is gone or complained; false where it is known already.

    What came back for now is recorded and has no other consequence: who asked to be told is not given up for a full mailbox.
    """
    event_key = said.event_key
    if len(event_key) > _KEY_LENGTH:
        event_key = hashlib.sha256(event_key.encode()).hexdigest()
    with transaction.atomic():
        _bounce, is_new = Bounce.objects.get_or_create(
            event_key=event_key,
            defaults={
                "kind": said.kind,
                "subscriber": mailing.subscriber,
                "delivery": mailing.delivery,
                "description": said.description[:_DESCRIPTION_LENGTH],
                "at": min(said.at, now),
            },
        )
        if is_new and said.kind != BounceKind.TEMPORARY:
            reason = f"{_REASONS[said.kind]}: {said.description}" if said.description else _REASONS[said.kind]
            suppress(mailing.subscriber.pk, reason, now)
    return is_new
