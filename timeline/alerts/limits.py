"""How often one may ask for a confirmation mail, so that nobody can have us flood a mailbox."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from timeline.models import Confirmation, DeliveryState, Subscriber

WINDOW = timedelta(hours=1)
PER_ADDRESS = 5
PER_CLIENT = 30
SAME_AGAIN = timedelta(minutes=5)
"""For so long the mail that was just asked for is still on its way, and asking again sends no second one."""


def client_key(address: str) -> str:
    """A keyed hash of a network address; an IPv6 client is its /64, which is what one subscriber is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        address = str(mapped) if mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
    return salted_hmac("timeline.alerts.limits", address, algorithm="sha256").hexdigest()


def client_has_asked_enough(client: str, now: datetime) -> bool:
    """Whether a client has used up its hour."""
    if not client:
        return False
    return Confirmation.objects.filter(client=client, asked_at__gt=now - WINDOW).count() >= PER_CLIENT


def address_has_had_enough(subscriber: Subscriber, now: datetime) -> bool:
    """Whether a mailbox has been sent as many confirmation mails as it should get in an hour."""
    asked = Confirmation.objects.filter(subscription__subscriber=subscriber, asked_at__gt=now - WINDOW)
    return asked.exclude(state=DeliveryState.SUPERSEDED).count() >= PER_ADDRESS
