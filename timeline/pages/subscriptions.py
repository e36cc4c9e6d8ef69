"""Subscribe, confirm, manage, unsubscribe. A GET changes nothing; a signed link stands in for a login."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from timeline.alerts.leads import Lead
from timeline.alerts.limits import client_key
from timeline.alerts.links import BadLink, LinkKind, read_token
from timeline.alerts.subscribe import (
    LinkUsedUp,
    TooManyRequests,
    confirm,
    end_all,
    end_digest,
    end_subscription,
    subscribe,
)
from timeline.alerts.wishes import DEFAULT_KINDS
from timeline.alerts.wording import lead_time_in_words, target_in_words, target_words
from timeline.deadlines.queries import published_timelines
from timeline.models import Cadence, Deadline, Digest, Subscription, SubscriptionKind, Target

from .follow import read_target, subscribe_url
from .refusals import BadValue, NotShown
from .subscription_forms import SubscribeForm
from .subscription_links import manage_address, refused, safe_and_post, subscriptions
from .words import language

ANSWER_AFTER = 0.1
"""Seconds, more than it takes to store whatever there is to store about an address."""


@safe_and_post
@never_cache
def subscribe_page(request: HttpRequest) -> HttpResponse:
    """The form to follow one thing; what it answers never depends on whether the address is known."""
    try:
        target = read_target(request.GET)
    except BadValue as refusal:
        return render(request, "400.html", {"sentence": refusal.sentence}, status=400)
    except NotShown as refusal:
        return render(request, "404.html", {"sentence": refusal.sentence}, status=404)
    if target is None:
        return render(request, "pages/subscriptions/choose.html", {"timelines": published_timelines()})
    context = {"what": target_words(target), "here": subscribe_url(target), "languages": settings.LANGUAGES}
    if request.method != "POST":
        if "sent" in request.GET:
            return render(request, "pages/subscriptions/sent.html", context)
        return render(request, "pages/subscriptions/subscribe.html", {**context, "form": _empty_form(target)})
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render(request, "pages/subscriptions/subscribe.html", {**context, "form": form}, status=400)
    begun = time.monotonic()
    if not form.cleaned_data["website"]:
        try:
            subscribe(
                form.cleaned_data["email"],
                target,
                form.cleaned_data["lead_days"],
                kinds=form.cleaned_data["kinds"],
                cadence=form.cleaned_data["cadence"] or Cadence.AT_ONCE,
                language=form.cleaned_data["language"] or language(),
                now=timezone.now(),
                client=client_key(_client_address(request)),
            )
        except TooManyRequests:
            form.add_error(None, _("Too many addresses were given from here in the last hour; try again in an hour."))
            return render(request, "pages/subscriptions/subscribe.html", {**context, "form": form}, status=429)
    # How long it took says nothing, either.
    time.sleep(max(begun + ANSWER_AFTER - time.monotonic(), 0))
    return HttpResponseRedirect(f"{context['here']}&sent=1")


@safe_and_post
@never_cache
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a confirmation mail links to: a button, and the act behind it."""
    now = timezone.now()
    try:
        key = read_token(LinkKind.CONFIRM, token, now)
    except BadLink as error:
        return refused(request, error, LinkKind.CONFIRM)
    subscription = subscriptions().filter(pk=key, ended_at=None).first()
    if subscription is None:
        return refused(request, LinkUsedUp(), LinkKind.CONFIRM)
    if request.method == "POST":
        try:
            subscriber = confirm(key, now).subscriber
        except LinkUsedUp as error:
            return refused(request, error, LinkKind.CONFIRM)
        return HttpResponseRedirect(f"{manage_address(subscriber)}?done=confirmed")
    context = {
        "what": target_in_words(subscription),
        "email": subscription.subscriber.email,
        "lead_times": _lead_times(subscription) if subscription.reminders else [],
        "cadence": subscription.cadence,
        "confirmed": subscription.confirmed_at is not None,
    }
    return render(request, "pages/subscriptions/confirm.html", context)


@csrf_exempt  # RFC 8058: a mail program posts without cookies; the signed token is the authority.
@safe_and_post
@never_cache
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """What every mail links to: a page with a button, and the one-click POST of RFC 8058, answered without redirect."""
    now = timezone.now()
    try:
        key = read_token(LinkKind.UNSUBSCRIBE, token, now)
    except BadLink as error:
        return refused(request, error, LinkKind.UNSUBSCRIBE)
    subscription = subscriptions().filter(pk=key).first()
    if subscription is None:
        # Erased since: there is nothing left that could be sent.
        return render(request, "pages/subscriptions/unsubscribe.html", {"ended": True})
    everything = request.method == "POST" and request.POST.get("scope") == "all"
    if request.method == "POST":
        if everything:
            end_all(subscription.subscriber, now)
        else:
            end_subscription(subscription, now)
        subscription.ended_at = subscription.ended_at or now
    remaining = Subscription.objects.filter(
        subscriber=subscription.subscriber_id, confirmed_at__isnull=False, ended_at=None
    ).exclude(pk=key)
    context = {
        "what": target_in_words(subscription),
        "email": subscription.subscriber.email,
        "ended": subscription.ended_at is not None,
        "others": remaining.count(),
    }
    return render(request, "pages/subscriptions/unsubscribe.html", context)


@csrf_exempt  # RFC 8058, as above.
@safe_and_post
@never_cache
def unsubscribe_digest_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a digest of several subscriptions links to: a page with a button that ends them, and the one-click POST."""
    now = timezone.now()
    try:
        key = read_token(LinkKind.DIGEST, token, now)
    except BadLink as error:
        return refused(request, error, LinkKind.DIGEST)
    digest = Digest.objects.select_related("subscriber").filter(pk=key).first()
    if digest is None:
        # Erased since: there is nothing left that could be sent.
        return render(request, "pages/subscriptions/unsubscribe.html", {"ended": True})
    if request.method == "POST":
        if request.POST.get("scope") == "all":
            end_all(digest.subscriber, now)
        else:
            end_digest(digest, now)
    told = subscriptions().filter(deliveries__digest=digest).distinct().order_by("pk")
    active = Subscription.objects.filter(subscriber=digest.subscriber_id, confirmed_at__isnull=False, ended_at=None)
    context = {
        "list": [target_in_words(each) for each in told],
        "email": digest.subscriber.email,
        "ended": not told.filter(ended_at=None).exists(),
        "others": active.exclude(pk__in=told.order_by().values("pk")).count(),
    }
    return render(request, "pages/subscriptions/unsubscribe.html", context)


def _empty_form(target: Target) -> SubscribeForm:
    """The form as it is offered: whoever follows more than one deadline is likely to want to hear of new events."""
    kinds = DEFAULT_KINDS if isinstance(target, Deadline) else SubscriptionKind.values
    return SubscribeForm(initial={"kinds": kinds, "language": language()})


def _lead_times(subscription: Subscription) -> list[str]:
    return [lead_time_in_words(Lead(each.days, each.unit), each.time) for each in subscription.lead_times.all()]


def _client_address(request: HttpRequest) -> str:
    """The network address of the client; behind a proxy that is trusted, the one the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if client_key(forwarded):
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
