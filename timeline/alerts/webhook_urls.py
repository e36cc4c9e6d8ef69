"""Which addresses a subscriber may give for a webhook. Where a name leads is looked at when something is sent."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 500
PORTS = (443, 8443)
"""Over which a webhook may be sent, so that nobody has us knock at other services."""

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def checked_url(text: str) -> str:
    """The address in its plain form: scheme and host in lower case, a path, no port where it is the usual one.

    Raises ValueError with a sentence for one that is not allowed.
    """
    text = text.strip()
    if not text:
        raise ValueError(_("Give the address that messages are sent to, such as https://example.org/webhooks."))
    if len(text) > LONGEST:
        raise ValueError(
            _("The address has %(length)d characters; %(most)d are allowed.") % {"length": len(text), "most": LONGEST}
        )
    if not _PRINTABLE.fullmatch(text) or "\\" in text:
        raise ValueError(
            _("The address has a character that none may have; write others percent-encoded, and a name as xn--….")
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(_("This is no address; one such as https://example.org/webhooks is allowed.")) from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(_("This is no address of a web server; one that begins with https:// is allowed."))
    if "@" in parts.netloc:
        raise ValueError(
            _("The address has a user name or a password in it; leave them out: the signature says who sends.")
        )
    if "#" in text:
        raise ValueError(_("The address has a fragment (#…), which is never sent; leave it out."))
    host = parts.hostname.rstrip(".")
    if settings.ALERTS_WEBHOOKS_LOOPBACK and is_loopback_host(host):
        return _plain(parts, host, port)
    if parts.scheme != "https":
        raise ValueError(_("The address begins with http://; only https:// is allowed."))
    if not _is_public_name(host):
        raise ValueError(
            _("“%(host)s” is no name on the internet; a name such as example.org is allowed, a number is not.")
            % {"host": host}
        )
    if port is not None and port not in PORTS:
        raise ValueError(
            _("Port %(port)d was given; %(allowed)s is allowed.")
            % {"port": port, "allowed": _(" or ").join(str(each) for each in PORTS)}
        )
    return _plain(parts, host, port)


def is_loopback_host(host: str) -> bool:
    """Whether a host is written as this machine itself."""
    if host == "localhost":
        return True
    for kind in (IPv4Address, IPv6Address):
        try:
            return kind(host).is_loopback
        except AddressValueError:
            continue
    return False


def _is_public_name(host: str) -> bool:
    """Whether it is a host name of two labels or more; what ends in a number is read as an IPv4 address by some."""
    labels = host.split(".")
    last = labels[-1]
    return (
        len(host) <= 253
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not last.isdigit()
        and not last.startswith("0x")
    )


def _plain(parts: SplitResult, host: str, port: int | None) -> str:
    host = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    netloc = host if port in {None, usual} else f"{host}:{port}"
    return parts._replace(netloc=netloc, path=parts.path or "/").geturl()
