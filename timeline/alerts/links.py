"""Signed, expiring links: whoever holds one may act for the mailbox it was sent to, without an account.

A link carries the key of a record and the moment until which it holds; the salt keeps one kind from standing in for another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language


class LinkKind(StrEnum):
    """What a link lets its holder do; confirm and unsubscribe name a subscription, manage a subscriber, digest a digest."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"
    DIGEST = "digest"


LIFETIMES = {
    LinkKind.CONFIRM: timedelta(days=7),
    LinkKind.MANAGE: timedelta(days=180),
    # A mail read years later must still be a way out.
    LinkKind.UNSUBSCRIBE: timedelta(days=5 * 365),
    LinkKind.DIGEST: timedelta(days=5 * 365),
}


class BadLink(ValueError):
    """The link was not made here, or not for this."""


class ExpiredLink(BadLink):
    """The link was made here and holds no longer; `key` is the record it was for."""

    def __init__(self, sentence: str, key: int) -> None:
        super().__init__(sentence)
        self.key = key


def make_token(kind: LinkKind, key: int, now: datetime) -> str:
    """The signed part of a link to the record `key`, good for LIFETIMES[kind] from `now`."""
    until = int((now + LIFETIMES[kind]).timestamp())
    return _signer(kind).sign_object([key, until])


def read_token(kind: LinkKind, token: str, now: datetime) -> int:
    """The key inside a token. Raises BadLink for a token that is not one of ours, ExpiredLink for one out of time."""
    try:
        key, until = _signer(kind).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink(f"This is no {kind} link of this service.") from error
    if now.timestamp() > until:
        raise ExpiredLink(f"This {kind} link has expired.", int(key))
    return int(key)


def confirm_url(subscription: int, now: datetime) -> str:
    return _with_token("pages:confirm", make_token(LinkKind.CONFIRM, subscription, now))


def manage_url(subscriber: int, now: datetime) -> str:
    return _with_token("pages:manage", make_token(LinkKind.MANAGE, subscriber, now))


def unsubscribe_url(subscription: int, now: datetime) -> str:
    return _with_token("pages:unsubscribe", make_token(LinkKind.UNSUBSCRIBE, subscription, now))


def unsubscribe_digest_url(digest: int, now: datetime) -> str:
    return _with_token("pages:unsubscribe-digest", make_token(LinkKind.DIGEST, digest, now))


def webhooks_url(subscriber: int, now: datetime) -> str:
    return _with_token("pages:webhooks", make_token(LinkKind.MANAGE, subscriber, now))


def page_url(name: str, slug: str) -> str:
    """The public address of the page of a timeline, policy, event or deadline."""
    return _absolute(f"pages:{name}", slug=slug)


def site_host() -> str:
    """The host name of this service, for the headers that name it."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _absolute(name: str, **kwargs: str) -> str:
    """The address of a page in the language that is active: that of the letter which has the link."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=kwargs)}"


def _with_token(name: str, token: str) -> str:
    before, after = _around_token(name, get_language(), settings.LANGUAGE_CODE, get_urlconf(), get_script_prefix())
    return f"{settings.SITE_URL}{before}{token}{after}"


@lru_cache(maxsize=64)
def _around_token(name: str, *_state: str | None) -> tuple[str, str]:
    """What stands around the token in the path of a page; finding that out takes longer than signing."""
    before, _, after = reverse(name, kwargs={"token": _PLACE}).partition(_PLACE)
    return before, after


_PLACE = "-the-token-"


def _signer(kind: LinkKind) -> signing.Signer:
    return signing.Signer(salt=f"timeline.alerts.{kind}")
