"""Subscribe, confirm, manage, unsubscribe. A GET changes nothing; a signed link stands in for a login."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from timeline.alerts.limits import client_key
from timeline.alerts.links import BadLink, ExpiredLink, LinkKind, make_token, read_token
from timeline.alerts.moments import Clock
from timeline.alerts.own_data import erase, export_data
from timeline.alerts.pausing import pause, resume
from timeline.alerts.subscribe import (
    DEFAULT_KINDS,
    LinkUsedUp,
    TooManyRequests,
    change_clock,
    change_kinds,
    change_lead_days,
    confirm,
    end_all,
    end_subscription,
    subscribe,
)
from timeline.alerts.wording import is_shown, target_in_words, target_words
from timeline.deadlines.queries import published_timelines
from timeline.models import FOLLOWED_RECORDS, Deadline, Subscriber, Subscription, SubscriptionKind, Target

from .follow import read_target, subscribe_url
from .refusals import BadValue, NotShown
from .subscription_forms import ClockForm, SubscribeForm, WishesForm, lead_days_in_words
from .words import language

View = Callable[..., HttpResponse]

_SAFE_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@_SAFE_AND_POST
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
    context = {"what": target_words(target), "here": subscribe_url(target)}
    if request.method != "POST":
        if "sent" in request.GET:
            return render(request, "pages/subscriptions/sent.html", context)
        return render(request, "pages/subscriptions/subscribe.html", {**context, "form": _empty_form(target)})
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render(request, "pages/subscriptions/subscribe.html", {**context, "form": form}, status=400)
    if not form.cleaned_data["website"]:
        try:
            subscribe(
                form.cleaned_data["email"],
                target,
                form.cleaned_data["lead_days"],
                kinds=form.cleaned_data["kinds"],
                language=language(),
                now=timezone.now(),
                client=client_key(_client_address(request)),
            )
        except TooManyRequests:
            form.add_error(None, _("Too many addresses were given from here in the last hour; try again in an hour."))
            return render(request, "pages/subscriptions/subscribe.html", {**context, "form": form}, status=429)
    return HttpResponseRedirect(f"{context['here']}&sent=1")


@_SAFE_AND_POST
@never_cache
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a confirmation mail links to: a button, and the act behind it."""
    now = timezone.now()
    try:
        key = read_token(LinkKind.CONFIRM, token, now)
    except BadLink as error:
        return _refused(request, error, LinkKind.CONFIRM)
    subscription = _subscriptions().filter(pk=key, ended_at=None).first()
    if subscription is None:
        return _refused(request, LinkUsedUp(), LinkKind.CONFIRM)
    if request.method == "POST":
        try:
            subscriber = confirm(key, now).subscriber
        except LinkUsedUp as error:
            return _refused(request, error, LinkKind.CONFIRM)
        return HttpResponseRedirect(f"{_manage_url(subscriber)}?done=confirmed")
    context = {
        "what": target_in_words(subscription),
        "email": subscription.subscriber.email,
        "lead_days": lead_days_in_words(_lead_days(subscription)) if subscription.reminders else "",
        "confirmed": subscription.confirmed_at is not None,
    }
    return render(request, "pages/subscriptions/confirm.html", context)


@_SAFE_AND_POST
@never_cache
def manage_page(request: HttpRequest, token: str) -> HttpResponse:
    """Everything a subscriber follows, and the ways to change it."""
    try:
        key = read_token(LinkKind.MANAGE, token, timezone.now())
    except BadLink as error:
        return _refused(request, error, LinkKind.MANAGE)
    subscriber = Subscriber.objects.filter(pk=key).first()
    if subscriber is None:
        return _refused(request, LinkUsedUp(), LinkKind.MANAGE)
    forms: dict[int, WishesForm] = {}
    if request.method == "POST":
        answer = _manage(request, subscriber, forms)
        if answer is not None:
            return answer
    active = _subscriptions().filter(subscriber=subscriber, confirmed_at__isnull=False, ended_at=None).order_by("pk")
    context = {
        "subscriber": subscriber,
        "languages": settings.LANGUAGES,
        "clock": ClockForm(initial={"timezone": subscriber.timezone, "hour": subscriber.hour}),
        "done": request.GET.get("done", ""),
        "rows": [
            {
                "subscription": subscription,
                "what": target_in_words(subscription),
                "form": forms.get(subscription.pk) or _wishes_form(subscription),
            }
            for subscription in active
        ],
    }
    return render(request, "pages/subscriptions/manage.html", context, status=400 if forms else 200)


@csrf_exempt  # RFC 8058: a mail program posts without cookies; the signed token is the authority.
@_SAFE_AND_POST
@never_cache
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """What every mail links to: a page with a button, and the one-click POST of RFC 8058, answered without redirect."""
    now = timezone.now()
    try:
        key = read_token(LinkKind.UNSUBSCRIBE, token, now)
    except BadLink as error:
        return _refused(request, error, LinkKind.UNSUBSCRIBE)
    subscription = _subscriptions().filter(pk=key).first()
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


def _manage(request: HttpRequest, subscriber: Subscriber, forms: dict[int, WishesForm]) -> HttpResponse | None:
    """Do what a button of the page asks, or put the form that was filled in wrongly into `forms`."""
    now = timezone.now()
    action = request.POST.get("action", "")
    here = _manage_url(subscriber)
    if action == "end-all":
        end_all(subscriber, now)
        return HttpResponseRedirect(f"{here}?done=ended")
    if action == "language":
        chosen = request.POST.get("language", "")
        if chosen not in dict(settings.LANGUAGES):
            return _bad_request(request, _("This language is not on offer."))
        Subscriber.objects.filter(pk=subscriber.pk).update(language=chosen)
        return HttpResponseRedirect(f"{here}?done=saved")
    if action == "export":
        return JsonResponse(
            export_data(subscriber), headers={"Content-Disposition": 'attachment; filename="subscriptions.json"'}
        )
    if action in {"pause", "resume"}:
        (pause if action == "pause" else resume)(subscriber, now)
        return HttpResponseRedirect(f"{here}?done={action}d")
    if action == "erase":
        if request.POST.get("sure") != "yes":
            return _bad_request(request, _("Nothing was erased: please tick the box that says you are sure."))
        erase(subscriber)
        return render(request, "pages/subscriptions/erased.html")
    if action == "clock":
        clock = ClockForm(request.POST)
        if not clock.is_valid():
            return _bad_request(request, _("This time zone or hour is not on offer."))
        change_clock(subscriber, Clock(clock.cleaned_data["timezone"], clock.cleaned_data["hour"]), now)
        return HttpResponseRedirect(f"{here}?done=saved")
    named = request.POST.get("subscription", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return _bad_request(request, _("The form does not say which subscription is meant."))
    subscription = _subscriptions().filter(pk=int(named), subscriber=subscriber, ended_at=None).first()
    if subscription is None:
        # Ended on another page meanwhile.
        return HttpResponseRedirect(here)
    if action == "end":
        end_subscription(subscription, now)
        return HttpResponseRedirect(f"{here}?done=ended")
    if action != "save":
        return _bad_request(request, _("The form does not say what to do."))
    form = WishesForm(request.POST, prefix=f"s{subscription.pk}")
    if not form.is_valid():
        forms[subscription.pk] = form
        return None
    with transaction.atomic():
        change_kinds(subscription, form.cleaned_data["kinds"], now)
        change_lead_days(subscription, form.cleaned_data["lead_days"], now)
    return HttpResponseRedirect(f"{here}?done=saved")


def _empty_form(target: Target) -> SubscribeForm:
    """The form as it is offered: whoever follows more than one deadline is likely to want to hear of new events."""
    kinds = DEFAULT_KINDS if isinstance(target, Deadline) else SubscriptionKind.values
    return SubscribeForm(initial={"kinds": kinds})


def _subscriptions() -> Any:
    return Subscription.objects.select_related("subscriber", *FOLLOWED_RECORDS)


def _lead_days(subscription: Subscription) -> list[int]:
    return list(subscription.lead_times.values_list("days", flat=True))


def _wishes_form(subscription: Subscription) -> WishesForm:
    return WishesForm(
        prefix=f"s{subscription.pk}",
        initial={
            "lead_days": lead_days_in_words(_lead_days(subscription)),
            "kinds": [kind for kind in SubscriptionKind.values if getattr(subscription, kind)],
        },
    )


def _manage_url(subscriber: Subscriber) -> str:
    return reverse("pages:manage", args=[make_token(LinkKind.MANAGE, subscriber.pk, timezone.now())])


def _bad_request(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "400.html", {"sentence": sentence}, status=400)


def _refused(request: HttpRequest, error: Exception, kind: LinkKind) -> HttpResponse:
    """A page that says why a link does nothing, and how to come by one that does."""
    context: dict[str, Any] = {"kind": kind.value, "expired": isinstance(error, ExpiredLink)}
    if isinstance(error, ExpiredLink) and kind is not LinkKind.MANAGE:
        subscription = _subscriptions().filter(pk=error.key).first()
        if subscription is not None and is_shown(subscription):
            context |= {"what": target_in_words(subscription), "again": subscribe_url(subscription.target)}
    gone = isinstance(error, (ExpiredLink, LinkUsedUp))
    return render(request, "pages/subscriptions/refused.html", context, status=410 if gone else 400)


def _client_address(request: HttpRequest) -> str:
    """The network address of the client; behind a proxy that is trusted, the one the proxy saw."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
