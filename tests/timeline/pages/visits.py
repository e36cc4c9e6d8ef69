"""What a visitor of the pages of subscriptions sends and reads."""

from __future__ import annotations

from datetime import datetime

from bs4 import BeautifulSoup
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


def everything() -> list[object]:
    """All that a page about subscriptions could change."""
    return [list(model.objects.order_by("pk").values()) for model in (Subscriber, Subscription, LeadTime, Confirmation)]
