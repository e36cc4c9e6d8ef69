"""Signing messages by Standard Webhooks 1.0: whoever holds the endpoint's secret can tell that it was us."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from timeline.models import WebhookEndpoint

PREVIOUS_SECRET_FOR = timedelta(days=1)
"""How long after a rotation messages are signed with both secrets, so that a receiver can change over at leisure."""

_PREFIX = "whsec_"
_BYTES = 32


def make_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def secrets_of(endpoint: WebhookEndpoint, now: datetime) -> list[str]:
    """The secrets to sign with: the endpoint's, and for a while after a rotation the one before."""
    signing = [endpoint.secret]
    if endpoint.previous_secret and endpoint.rotated_at and now < endpoint.rotated_at + PREVIOUS_SECRET_FOR:
        signing.append(endpoint.previous_secret)
    return signing


def signed_headers(signing: list[str], message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers `webhook-id`, `webhook-timestamp` (seconds of the try) and `webhook-signature` (one `v1,…` a secret).

    `message_id` has no full stop in it and is the same for every try, so that a repeated message is recognisable.
    """
    timestamp = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in signing),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
