"""What the sweep does for webhooks beside mail."""

from __future__ import annotations

from datetime import datetime

from timeline.models import WebhookNotice, WebhookTest

from .outbox import recover
from .webhook_deliver import webhooks_waiting
from .webhook_endpoints import forget_old_attempts


def sweep_webhooks(now: datetime) -> bool:
    """Free what dead workers held, and forget old attempts; answers whether a message waits to be sent.

    Deliveries are freed with those of mail.
    """
    # Nobody minds a second test message.
    recover(WebhookTest, now=now, may_park=False)
    recover(WebhookNotice, now=now)
    forget_old_attempts(now)
    return webhooks_waiting(now)
