from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories import ActorFactory, CitationFactory, EventFactory, WebhookSubscriptionFactory
from tests.services.http_sink import HttpSink
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline
from timeline.alerts import webhook_payload
from timeline.alerts.fanout import fire_due
from timeline.alerts.new_events import plan_new_events
from timeline.alerts.webhook_deliver import deliver_webhooks
from timeline.alerts.webhook_payload import TYPES
from timeline.models import AlertKind, Delivery, Subscription

from .hooks import followed_by, said
from .waiting import MORNING, clock

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"


def sent(sink: HttpSink) -> dict[str, Any]:
    """What the last message says, without what is different every time."""
    message = said(sink.posted[-1])
    link = message["data"]["subscription"].pop("unsubscribe_url")
    assert link.startswith("https://longstop.example/subscriptions/unsubscribe/")
    return message


def test_a_notice_says_the_old_and_the_new_date_and_who_moved_it(hooks: HttpSink) -> None:
    deadline = enter_deadline(title="The pause ends", slug="pause")
    CitationFactory.create(event=None, deadline=deadline, quote="75 days", source__title="The order")
    followed_by(hooks, deadline=deadline)
    Subscription.objects.update(confirmed_at=NOW)
    actor = ActorFactory.create(name="The President")
    order = act(deadline, "extend", at(3, 6, 9), until=date(2025, 6, 19), title="The pause is extended", slug="order")
    order.actors.add(actor)
    fire_due(at(3, 6, 9))

    deliver_webhooks(clock=clock)

    message = sent(hooks)
    explanation = message["data"].pop("explanation")
    [citation] = message["data"].pop("citations")
    assert message == {
        "type": "deadline.moved",
        "timestamp": "2025-03-06T09:00:00Z",
        "data": {
            "deadline": {
                "id": "pause",
                "title": "The pause ends",
                "policy": None,
                "url": "https://longstop.example/deadlines/pause/",
            },
            "now": {
                "state": "pending",
                "due": "2025-06-19",
                "due_at": "2025-06-20T00:00:00Z",
                "due_earliest": "2025-06-19",
                "due_latest": "2025-06-19",
                "due_in_words": "19 June 2025",
                "revision": 2,
            },
            "before": {
                "state": "pending",
                "due": "2025-04-05",
                "due_at": "2025-04-06T00:00:00Z",
                "due_earliest": "2025-04-05",
                "due_latest": "2025-04-05",
                "due_in_words": "5 April 2025",
            },
            "days_left": 105,
            "lead_time": None,
            "event": {
                "id": "order",
                "title": "The pause is extended",
                "date": "2025-03-06",
                "date_in_words": "6 March 2025",
                "actors": ["The President"],
                "url": "https://longstop.example/events/order/",
                "citations": [],
            },
            "replaced_by": None,
            "discrepancy": None,
            "language": "en",
            "subscription": {"follows": "the deadline “The pause ends”"},
        },
    }
    assert any("19 June 2025" in sentence for sentence in explanation)
    assert (citation["title"], citation["quote"]) == ("The order", "75 days")


def test_a_reminder_says_how_long_before(hooks: HttpSink) -> None:
    followed_by(hooks)
    fire_due(MORNING)

    deliver_webhooks(clock=clock)

    message = sent(hooks)
    assert (message["type"], message["data"]["before"], message["data"]["days_left"]) == ("deadline.reminder", None, 30)
    assert message["data"]["lead_time"] == {"number": 30, "unit": "days"}


def test_a_new_event_is_told_as_one(hooks: HttpSink) -> None:
    event = EventFactory.create(date="2025-03-05", title="An order is signed", slug="order", summary="At noon.")
    [subscription] = followed_by(hooks, deadline=enter_deadline())
    subscription.deadline, subscription.everything, subscription.new_events = None, True, True
    subscription.save()
    plan_new_events(MORNING)
    fire_due(MORNING)

    deliver_webhooks(clock=clock)

    found = {said(posted)["type"]: said(posted) for posted in hooks.posted}
    assert found["event.new"]["data"]["event"] == {
        "id": event.slug,
        "title": "An order is signed",
        "date": "2025-03-05",
        "date_in_words": "5 March 2025",
        "summary": "At noon.",
        "policy": None,
        "url": "https://longstop.example/events/order/",
    }


def test_every_kind_of_alert_has_a_type() -> None:
    assert set(TYPES) == set(AlertKind)


def test_a_message_that_is_too_long_fails_visibly_and_the_others_go(
    hooks: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_payload, "BODY_BYTES", 5_000)
    poisoned = enter_deadline(title="Long")
    followed_by(hooks, deadline=poisoned)
    for _each in range(20):
        CitationFactory.create(event=None, deadline=poisoned, quote="long " * 50)
    sound = enter_deadline(title="Sound")
    endpoint = Subscription.objects.get(channel="webhook").endpoint
    other: Subscription = WebhookSubscriptionFactory.create(deadline=sound, endpoint=endpoint)
    other.lead_times.create(days=30)
    fire_due(MORNING)

    deliver_webhooks(clock=clock)

    assert [said(posted)["data"]["deadline"]["title"] for posted in hooks.posted] == ["Sound"]
    [reason] = Delivery.objects.filter(state="failed").values_list("last_error", flat=True)
    assert re.fullmatch(
        r"The message could not be written: ValueError: The message has [\d,]+ bytes; 5,000 are allowed\.", reason
    )


def test_the_document_describes_the_message_that_is_sent(hooks: HttpSink) -> None:
    deadline = enter_deadline(title="The pause ends")
    CitationFactory.create(event=None, deadline=deadline)
    followed_by(hooks, deadline=deadline)
    Subscription.objects.update(confirmed_at=NOW)
    order = act(deadline, "extend", at(3, 6, 9), until=date(2025, 6, 19))
    CitationFactory.create(event=order)
    order.actors.add(ActorFactory.create())
    fire_due(at(3, 6, 9))
    deliver_webhooks(clock=clock)

    examples = [json.loads(each) for each in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)]

    assert names(examples[0]) == names(said(hooks.posted[-1]))


def names(value: Any) -> Any:
    """The names in a JSON value, whatever their values: of a list those of its first entry."""
    if isinstance(value, dict):
        return {name: names(each) for name, each in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [names(value[0])]
    return None
