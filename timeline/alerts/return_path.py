"""Where a mail comes back to: an address of its own for each, made of RETURN_PATH, so that what comes back names its mail."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SIGNATURE = 12
"""Hexadecimal digits. With the key, which nobody can guess either, the local part stays within the 64 that RFC 5321 allows."""
_SIGNED = re.compile(rf"\+([0-9a-f]{{32}})([0-9a-f]{{{_SIGNATURE}}})@", re.IGNORECASE)


def return_path(key: uuid.UUID) -> str:
    """The envelope sender of the mail with this key; empty where RETURN_PATH is not set.

    Letters of both cases are one, because mail servers on the way may change them.
    """
    local, _, domain = settings.RETURN_PATH.rpartition("@")
    return f"{local}+{key.hex}{_signature(key)}@{domain}" if local else ""


def key_in(address: str) -> uuid.UUID | None:
    """The key of the mail that an address was made for; None for one that was not made here."""
    for found in _SIGNED.finditer(address):
        key = uuid.UUID(found[1])
        if constant_time_compare(found[2].lower(), _signature(key)):
            return key
    return None


def _signature(key: uuid.UUID) -> str:
    return salted_hmac("timeline.alerts.return_path", key.hex, algorithm="sha256").hexdigest()[:_SIGNATURE]
