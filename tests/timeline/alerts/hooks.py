"""Webhook messages that wait to be sent, and what a receiver makes of them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.factories import LeadTimeFactory, WebhookEndpointFactory, WebhookSubscriptionFactory
from tests.services.http_sink import HttpSink, Posted
from tests.timeline.alerts.acts import enter_deadline
from timeline.alerts.fanout import fire_due
from timeline.models import Deadline, Delivery, Subscription, WebhookAttempt

from .waiting import MORNING


def followed_by(*sinks: HttpSink, deadline: Deadline | None = None, days: int = 30) -> list[Subscription]:
    """A webhook subscription for each of the servers, with one lead time."""
    deadline = deadline or enter_deadline(title="The pause ends")
    found = []
    for sink in sinks:
        endpoint = WebhookEndpointFactory.create(url=sink.url)
        subscription: Subscription = WebhookSubscriptionFactory.create(deadline=deadline, endpoint=endpoint)
        LeadTimeFactory.create(subscription=subscription, days=days)
        found.append(subscription)
    return found


def due_at(*sinks: HttpSink, now: datetime = MORNING) -> list[Delivery]:
    """A reminder that waits to be sent to each of the servers."""
    followed_by(*sinks)
    fire_due(now)
    return list(Delivery.objects.filter(channel="webhook").order_by("pk"))


def said(posted: Posted) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(posted.body)
    return found


def attempts() -> list[tuple[int | None, str]]:
    """Status and reason of each try, oldest first."""
    return list(WebhookAttempt.objects.order_by("pk").values_list("status", "error"))
