"""What a mail provider reports of its own accord, as django-anymail's tracking events: bounces and complaints."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.utils import timezone

from timeline.models import BounceKind, Subscriber

from .bounces import Mailing, Said, key_of_message_id, mailing_of, take
from .refusals import judge, says_anything

logger = logging.getLogger(__name__)

_RETURNED = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED, EventType.DEFERRED})
_UNWANTED = frozenset({EventType.COMPLAINED, EventType.UNSUBSCRIBED})
_GONE = frozenset({RejectReason.INVALID, RejectReason.BOUNCED})
_SOFT = re.compile(r"soft|transient|temporary|undetermined|blocked|deferred", re.IGNORECASE)
_KINDS = ("Type", "type", "event", "bounceType", "severity")
"""Where providers say in their own words what kind of bounce it was."""


def connect() -> None:
    """Listen to what providers report."""
    tracking.connect(hear, dispatch_uid="mail-events")


def hear(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Take one event of a provider. What it says of mail that is not ours, or of nothing that went wrong, is passed over."""
    kind = _kind(event)
    if kind is None:
        return
    mailing = _mailing(event)
    if mailing is None:
        logger.info("%s reports %s of a mail that is not known here", esp_name, event.event_type)
        return
    now = timezone.now()
    at: datetime = event.timestamp if isinstance(event.timestamp, datetime) else now
    take(mailing, Said(kind, _event_key(event, esp_name), _words(event), at), now)


def _kind(event: Any) -> BounceKind | None:
    if event.event_type in _UNWANTED or event.reject_reason in (RejectReason.SPAM, RejectReason.UNSUBSCRIBED):
        return BounceKind.COMPLAINT
    if event.event_type not in _RETURNED:
        return None
    if event.event_type in (EventType.DEFERRED, EventType.FAILED):
        return BounceKind.TEMPORARY
    said = _words(event)
    if says_anything(said):
        return judge("", said)
    if event.reject_reason in _GONE and not _SOFT.search(_own_words(event.esp_event)):
        return BounceKind.PERMANENT
    return BounceKind.TEMPORARY


def _own_words(raw: Any) -> str:
    if not isinstance(raw, Mapping):
        return ""
    nested = raw.get("bounce")
    every = [raw, *([nested] if isinstance(nested, Mapping) else [])]
    return " ".join(str(fields.get(name, "")) for fields in every for name in _KINDS)


def _words(event: Any) -> str:
    said = [str(each) for each in (event.mta_response, event.description) if each]
    return " ".join(" – ".join(dict.fromkeys(said)).split())


def _mailing(event: Any) -> Mailing | None:
    """The mail by its Message-ID, or else the subscriber by the address: whoever reports has shown the secret."""
    key = key_of_message_id(str(event.message_id or ""))
    if key is not None and (mailing := mailing_of(key)) is not None:
        return mailing
    subscriber = Subscriber.objects.filter(email__iexact=event.recipient or "").first()
    return None if subscriber is None else Mailing(subscriber)


def _event_key(event: Any, esp_name: str) -> str:
    own = event.event_id or f"{event.event_type} {event.message_id} {event.recipient} {event.timestamp}"
    return f"{esp_name}:{own}"
