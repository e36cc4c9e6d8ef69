"""Addresses that get nothing more, and how they get mail again."""

from __future__ import annotations

from datetime import datetime

from timeline.models import Subscriber

_REASON_LENGTH = 500


def suppress(subscriber: int, reason: str, now: datetime) -> bool:
    """Send nothing more to a subscriber, by key; false where that is so already, and the first reason stays."""
    standing = Subscriber.objects.filter(pk=subscriber, suppressed_at=None)
    return bool(standing.update(suppressed_at=now, suppression_reason=reason[:_REASON_LENGTH]))


def lift(subscriber: int) -> bool:
    """Let a subscriber, by key, have mail again; false where nothing held it. What was not sent meanwhile stays unsent."""
    suppressed = Subscriber.objects.filter(pk=subscriber, suppressed_at__isnull=False)
    return bool(suppressed.update(suppressed_at=None, suppression_reason=""))
