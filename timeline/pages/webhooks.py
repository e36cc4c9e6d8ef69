"""The page of a subscriber's webhooks: added, tried, their secret shown and rotated, enabled again, removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.alerts.webhook_endpoints import (
    add_endpoint,
    ask_for_test,
    enable,
    remove,
    rotate_secret,
    send_here_too,
)
from timeline.alerts.webhook_signing import PREVIOUS_SECRET_FOR
from timeline.alerts.webhook_urls import LONGEST
from timeline.alerts.wording import target_in_words
from timeline.models import FOLLOWED_RECORDS, DeliveryState, Subscriber, Subscription, WebhookEndpoint

from .subscription_links import behind_link, manage_address, subscriptions, webhooks_address

_SHOWN_ATTEMPTS = 5


class EndpointForm(forms.Form):
    """The address of a new webhook; what is allowed is said by `webhook_urls`."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        # A little more, so that the sentence about the length is the one of the address itself.
        max_length=10 * LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://example.org/webhooks"}
        ),
        help_text=gettext_lazy("Where a program of yours takes POST requests; https:// only."),
    )


@behind_link
def webhooks_page(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    """A subscriber's webhooks, and what can be done to them."""
    if request.method != "POST":
        return _page(request, subscriber, now)
    if request.POST.get("action") == "add":
        return _add(request, subscriber, now)
    return _on_one(request, subscriber, now)


def _page(
    request: HttpRequest,
    subscriber: Subscriber,
    now: datetime,
    *,
    form: EndpointForm | None = None,
    shown: int | None = None,
    wrong: dict[int, str] | None = None,
) -> HttpResponse:
    """The page; `shown` is the endpoint whose secret is, `wrong` are sentences by endpoint."""
    wrong = wrong or {}
    followed = subscriptions().filter(subscriber=subscriber, confirmed_at__isnull=False, ended_at=None).order_by("pk")
    told: dict[int | None, list[Subscription]] = defaultdict(list)
    for each in followed:
        told[each.endpoint_id].append(each)
    context = {
        "subscriber": subscriber,
        "manage_address": manage_address(subscriber),
        "form": form or EndpointForm(),
        "done": request.GET.get("done", ""),
        "rows": [
            {
                "endpoint": endpoint,
                "secret": endpoint.secret if endpoint.pk == shown else "",
                "previous_until": _previous_until(endpoint, now),
                "wrong": wrong.get(endpoint.pk, ""),
                "told": [target_in_words(each) for each in told[endpoint.pk]],
                "choices": [(each.pk, target_in_words(each)) for each in _untold(told[None], told[endpoint.pk])],
                "attempts": endpoint.attempts.order_by("-at", "-pk")[:_SHOWN_ATTEMPTS],
                "is_testing": endpoint.tests.filter(state__in=_UNDER_WAY).exists(),
            }
            for endpoint in subscriber.endpoints.order_by("pk")
        ],
    }
    status = 400 if wrong or (form is not None and form.errors) else 200
    return render(request, "pages/subscriptions/webhooks.html", context, status=status)


_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.INFLIGHT)


def _untold(by_mail: list[Subscription], told: list[Subscription]) -> list[Subscription]:
    """Those of which a webhook is not told yet."""
    taken = [_followed(each) for each in told]
    return [each for each in by_mail if _followed(each) not in taken]


def _followed(subscription: Subscription) -> tuple[Any, ...]:
    """What is followed, to be compared."""
    return tuple(getattr(subscription, name) for name in (*FOLLOWED_RECORDS, "everything", "search"))


def _previous_until(endpoint: WebhookEndpoint, now: datetime) -> datetime | None:
    """Until when the secret before the last rotation signs as well; None where it does not."""
    until = endpoint.rotated_at + PREVIOUS_SECRET_FOR if endpoint.rotated_at else None
    return until if until is not None and until > now else None


def _add(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            add_endpoint(subscriber, form.cleaned_data["url"], now)
        except ValueError as error:
            form.add_error("url", str(error))
        else:
            return _done(subscriber, "added")
    return _page(request, subscriber, now, form=form)


def _on_one(request: HttpRequest, subscriber: Subscriber, now: datetime) -> HttpResponse:
    """What a button of one endpoint asks."""
    action, named = request.POST.get("action", ""), request.POST.get("endpoint", "")
    if not _is_key(named):
        return _bad_request(request, _("The form does not say which webhook is meant."))
    endpoint = subscriber.endpoints.filter(pk=int(named)).first()
    if endpoint is None:
        # Removed on another page meanwhile.
        return HttpResponseRedirect(webhooks_address(subscriber))
    if action == "show":
        return _page(request, subscriber, now, shown=endpoint.pk)
    act = _ACTS.get(action)
    if act is None:
        return _bad_request(request, _("The form does not say what to do."))
    try:
        done = act(request.POST, endpoint, now)
    except ValueError as error:
        return _page(request, subscriber, now, wrong={endpoint.pk: str(error)})
    return _done(subscriber, done)


def _rotate(values: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    rotate_secret(endpoint, now)
    return "rotated"


def _test(values: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    ask_for_test(endpoint, now)
    return "tested"


def _enable(values: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    enable(endpoint, now)
    return "enabled"


def _remove(values: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    if values.get("sure") != "yes":
        raise ValueError(_("Nothing was removed: please tick the box that says you are sure."))
    remove(endpoint)
    return "removed"


def _also(values: Any, endpoint: WebhookEndpoint, now: datetime) -> str:
    named = values.get("subscription", "")
    chosen = None
    if _is_key(named):
        mine = subscriptions().filter(subscriber=endpoint.subscriber_id, confirmed_at__isnull=False, ended_at=None)
        chosen = mine.filter(pk=int(named)).first()
    if chosen is None:
        raise ValueError(_("Choose one of the things you follow."))
    send_here_too(chosen, endpoint, now)
    return "saved"


_ACTS: dict[str, Callable[[Any, WebhookEndpoint, datetime], str]] = {
    "rotate": _rotate,
    "test": _test,
    "enable": _enable,
    "remove": _remove,
    "also": _also,
}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _done(subscriber: Subscriber, what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{webhooks_address(subscriber)}?done={what}")


def _bad_request(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "400.html", {"sentence": sentence}, status=400)
