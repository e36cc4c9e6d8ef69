"""What a visitor of the pages of subscriptions sends and reads."""

from __future__ import annotations

from datetime import datetime

from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from timeline.alerts.links import LinkKind, make_token
from timeline.models import Confirmation, LeadTime, Subscriber, Subscription

FORM = {"email": "reader@readers.example", "kinds": ["reminders", "changes"], "lead_days": "30, 7, 1"}


def text(page: bytes) -> str:
    main = BeautifulSoup(page, "html.parser").main
    assert main is not None
    return " ".join(main.text.split())


def link(kind: LinkKind, key: int, now: datetime | None = None) -> str:
    token = make_token(kind, key, now or timezone.now())
    return f"/subscriptions/{'' if kind is LinkKind.MANAGE else f'{kind}/'}{token}/"


def wishes(client: Client, subscription: Subscription, **changes: object) -> dict[str, object]:
    """The form of a subscription as its owner's page has it, with `changes` by the names of the fields behind their prefix."""
    page = BeautifulSoup(client.get(link(LinkKind.MANAGE, subscription.subscriber.pk)).content, "html.parser")
    form = page.select_one(f"section[aria-labelledby=subscription-{subscription.pk}] form")
    assert form is not None
    filled: dict[str, object] = {"action": "save"}
    for field in form.select("input[name]"):
        name, value = str(field["name"]), str(field.get("value", ""))
        if field.get("type") != "checkbox":
            filled[name] = value
        elif field.has_attr("checked"):
            filled.setdefault(name, [])
            filled[name].append(value)  # type: ignore[attr-defined]
    for choice in form.select("select[name]"):
        chosen = choice.select_one("option[selected]")
        filled[str(choice["name"])] = str(chosen["value"]) if chosen is not None else ""
    filled.pop("csrfmiddlewaretoken", None)
    return {**filled, **{f"s{subscription.pk}-{name}": value for name, value in changes.items()}}


def everything() -> list[object]:
    """All that a page about subscriptions could change."""
    return [list(model.objects.order_by("pk").values()) for model in (Subscriber, Subscription, LeadTime, Confirmation)]
