"""What an operator decides: sweeping, metrics, how fast domains are written to, and who may report bounces."""

import os
import re
from email.utils import parseaddr
from typing import Any

from tracker.env import Environment, SettingError

_env = Environment(os.environ)
_LEAST_SECRET = 16

# How often beat asks for each sweep.
SWEEP_SECONDS = _env.number("SWEEP_SECONDS", 60, least=1, most=600)

# Who reads /metrics shows it; where it is empty there is no such page.
METRICS_TOKEN = _env.secret("METRICS_TOKEN")
if METRICS_TOKEN and (len(METRICS_TOKEN) < _LEAST_SECRET or not METRICS_TOKEN.isascii() or " " in METRICS_TOKEN):
    raise SettingError(
        f"METRICS_TOKEN is short or odd; {_LEAST_SECRET} or more ASCII characters without spaces are allowed."
    )

# Mails a minute to one recipient domain, and how many of them at once after a rest; 0: no limit, and a minute's worth.
ALERTS_DOMAIN_RATE = _env.number("ALERTS_DOMAIN_RATE", 0, most=10_000_000)
ALERTS_DOMAIN_BURST = _env.number("ALERTS_DOMAIN_BURST", 0, most=10_000_000)


def _limits(parts: list[str]) -> dict[str, tuple[int, int]]:
    found = {}
    for part in parts:
        wanted = re.fullmatch(r"([^\s=@]+)=([1-9]\d{0,6})(?::([1-9]\d{0,6}))?", part, re.ASCII)
        if wanted is None:
            raise SettingError(f"ALERTS_DOMAIN_LIMITS has {part!r}; DOMAIN=RATE or DOMAIN=RATE:BURST is allowed.")
        found[wanted[1].lower()] = (int(wanted[2]), int(wanted[3] or 0))
    return found


# The same for single domains.
ALERTS_DOMAIN_LIMITS = _limits(_env.names("ALERTS_DOMAIN_LIMITS"))


def _return_path(value: str) -> str:
    if not value:
        return ""
    local, at, domain = value.rpartition("@")
    if (
        parseaddr(value)[1] != value
        or not at
        or not re.fullmatch(r"[A-Za-z0-9._-]{1,18}", local)
        or not domain.isascii()
    ):
        raise SettingError(
            f"RETURN_PATH is {value!r}; an address such as bounces@longstop.example is allowed, with at most 18 letters,"
            " digits, dots, hyphens and underscores before the @."
        )
    return value


# Where undeliverable mail comes back to; each mail's own address is made of it.
RETURN_PATH = _return_path(_env.text("RETURN_PATH"))


def _anymail() -> dict[str, Any]:
    """What django-anymail is told: who may report events, and the keys with which some providers sign them."""
    login = _env.secret("ANYMAIL_WEBHOOK_SECRET")
    if not login:
        return {}
    user, colon, password = login.partition(":")
    if not user or not colon or len(password) < _LEAST_SECRET:
        raise SettingError(
            f"ANYMAIL_WEBHOOK_SECRET is no login; user:password is allowed, with {_LEAST_SECRET} or more characters as password."
        )
    keys = (
        "MAILGUN_WEBHOOK_SIGNING_KEY",
        "MANDRILL_WEBHOOK_KEY",
        "MANDRILL_WEBHOOK_URL",
        "POSTAL_WEBHOOK_KEY",
        "RESEND_SIGNING_SECRET",
        "MAILERSEND_SIGNING_SECRET",
        "UNISENDER_GO_API_KEY",
    )
    found: dict[str, Any] = {key: _env.secret(f"ANYMAIL_{key}") for key in keys if _env.has(f"ANYMAIL_{key}")}
    return {**found, "WEBHOOK_SECRET": [login]}


# Empty: there is no address for a mail provider's events.
ANYMAIL = _anymail()
