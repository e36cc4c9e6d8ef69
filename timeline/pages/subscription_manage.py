"""The page on which a subscriber sees and changes all of what they follow. A signed link stands in for a login."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from timeline.alerts.changing import FollowedAlready, change_clock, change_language, change_wishes
from timeline.alerts.moments import Clock
from timeline.alerts.own_data import erase, export_data
from timeline.alerts.pausing import pause, resume
from timeline.alerts.subscribe import end_all, end_subscription
from timeline.alerts.wording import target_in_words
from timeline.models import Subscriber, Subscription

from .subscription_forms import ClockForm, LanguageForm
from .subscription_links import (
    Act,
    behind_link,
    manage_address,
    subscriptions,
    webhooks_address,
)
from .subscription_wishes import WishesForm


@behind_link
def manage_page(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    """Everything a subscriber follows, and the ways to change it."""
    if request.method != "POST":
        return _page(request, subscriber)
    act = _ACTS.get(request.POST.get("action", ""), _on_one)
    return act(request, subscriber, now)


def _page(request: HttpRequest, subscriber: Subscriber, wrong: dict[int, WishesForm] | None = None) -> HttpResponse:
    """The page; `wrong` are forms that were filled in wrongly, by subscription."""
    wrong = wrong or {}
    active = subscriptions().filter(subscriber=subscriber, confirmed_at__isnull=False, ended_at=None).order_by("pk")
    context = {
        "subscriber": subscriber,
        "languages": settings.LANGUAGES,
        "language_form": LanguageForm(initial={"mail_language": subscriber.language}),
        "clock": ClockForm(initial={"timezone": subscriber.timezone, "hour": subscriber.hour}),
        "done": request.GET.get("done", ""),
        "webhooks_address": webhooks_address(subscriber),
        "rows": [
            {
                "subscription": subscription,
                "what": target_in_words(subscription),
                "form": wrong.get(subscription.pk) or WishesForm(subscription),
            }
            for subscription in active.select_related("endpoint").prefetch_related("lead_times")
        ],
    }
    return render(request, "pages/subscriptions/manage.html", context, status=400 if wrong else 200)


def _end_all(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    end_all(subscriber, now)
    return _done(subscriber, "ended")


def _language(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _bad_request(request, _("This language is not on offer."))
    change_language(subscriber, form.cleaned_data["mail_language"], now)
    return _done(subscriber, "saved")


def _clock(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    form = ClockForm(request.POST)
    if not form.is_valid():
        return _bad_request(request, _("This time zone or hour is not on offer."))
    change_clock(subscriber, Clock(form.cleaned_data["timezone"], form.cleaned_data["hour"]), now)
    return _done(subscriber, "saved")


def _pause(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    pause(subscriber, now)
    return _done(subscriber, "paused")


def _resume(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    resume(subscriber, now)
    return _done(subscriber, "resumed")


def _export(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    attached = {"Content-Disposition": 'attachment; filename="subscriptions.json"'}
    return JsonResponse(export_data(subscriber), headers=attached)


def _erase(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return _bad_request(request, _("Nothing was erased: please tick the box that says you are sure."))
    erase(subscriber)
    return render(request, "pages/subscriptions/erased.html")


def _on_one(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    """What a button of one subscription asks."""
    action, named = request.POST.get("action", ""), request.POST.get("subscription", "")
    if not (named.isascii() and named.isdigit() and len(named) < 19):
        return _bad_request(request, _("The form does not say which subscription is meant."))
    subscription = subscriptions().filter(pk=int(named), subscriber=subscriber, ended_at=None).first()
    if subscription is None:
        # Ended on another page meanwhile.
        return HttpResponseRedirect(manage_address(subscriber))
    if action == "end":
        end_subscription(subscription, now)
        return _done(subscriber, "ended")
    if action == "save":
        return _save(request, subscription, now)
    return _bad_request(request, _("The form does not say what to do."))


def _save(request: HttpRequest, subscription: Subscription, now: datetime) -> HttpResponse:
    form = WishesForm(subscription, request.POST)
    if form.is_valid():
        try:
            change_wishes(subscription, form.wishes(), now)
        except FollowedAlready:
            form.add_error("channel", _("You follow this in that way already."))
        else:
            return _done(subscription.subscriber, "saved")
    return _page(request, subscription.subscriber, {subscription.pk: form})


def _done(subscriber: Subscriber, what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{manage_address(subscriber)}?done={what}")


def _bad_request(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "400.html", {"sentence": sentence}, status=400)


_ACTS: dict[str, Act] = {
    "end-all": _end_all,
    "language": _language,
    "clock": _clock,
    "pause": _pause,
    "resume": _resume,
    "export": _export,
    "erase": _erase,
}
