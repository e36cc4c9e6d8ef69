"""What the pages behind signed links share: which subscription is meant, and what is said when a link does nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timeline.alerts.links import BadLink, ExpiredLink, LinkKind, make_token, read_token
from timeline.alerts.subscribe import LinkUsedUp
from timeline.alerts.wording import is_shown, target_in_words
from timeline.models import FOLLOWED_RECORDS, Subscriber, Subscription

from .follow import subscribe_url

safe_and_post = require_http_methods(["GET", "HEAD", "POST"])


Act = Callable[[HttpRequest, Subscriber, datetime], HttpResponse]


def behind_link(act: Act) -> Callable[[HttpRequest, str], HttpResponse]:
    """Make a view of what a subscriber does behind the signed link to the page on which they manage what they follow."""

    @safe_and_post
    @never_cache
    @wraps(act)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        try:
            key = read_token(LinkKind.MANAGE, token, now)
        except BadLink as error:
            return refused(request, error, LinkKind.MANAGE)
        subscriber = Subscriber.objects.filter(pk=key).first()
        if subscriber is None:
            return refused(request, LinkUsedUp(), LinkKind.MANAGE)
        return act(request, subscriber, now)

    return view


def subscriptions() -> Any:
    """All subscriptions, each with its subscriber and what it follows."""
    return Subscription.objects.select_related("subscriber", *FOLLOWED_RECORDS)


def manage_address(subscriber: Subscriber) -> str:
    """A fresh address of the page on which a subscriber manages what they follow."""
    return reverse("pages:manage", args=[make_token(LinkKind.MANAGE, subscriber.pk, timezone.now())])


def webhooks_address(subscriber: Subscriber) -> str:
    """A fresh address of the page of a subscriber's webhooks."""
    return reverse("pages:webhooks", args=[make_token(LinkKind.MANAGE, subscriber.pk, timezone.now())])


def refused(request: HttpRequest, error: Exception, kind: LinkKind) -> HttpResponse:
    """A page that says why a link does nothing, and how to come by one that does."""
    context: dict[str, Any] = {"kind": kind.value, "expired": isinstance(error, ExpiredLink)}
    if isinstance(error, ExpiredLink) and kind in (LinkKind.CONFIRM, LinkKind.UNSUBSCRIBE):
        subscription = subscriptions().filter(pk=error.key).first()
        if subscription is not None and is_shown(subscription):
            context |= {"what": target_in_words(subscription), "again": subscribe_url(subscription.target)}
    gone = isinstance(error, (ExpiredLink, LinkUsedUp))
    return render(request, "pages/subscriptions/refused.html", context, status=410 if gone else 400)
