from __future__ import annotations

import pytest

from tests.factories import LeadTimeFactory, TopicFactory, WebhookEndpointFactory, WebhookSubscriptionFactory
from tests.timeline.alerts.acts import NOW, at, enter_deadline, follow
from timeline.alerts.catching_up import catch_up
from timeline.alerts.fanout import fire_due
from timeline.alerts.pausing import pause, resume
from timeline.models import Deadline, Delivery, Subscription, WebhookEndpoint

from .waiting import MORNING

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, int | None]]:
    """Channel, address and lead time of each delivery."""
    rows = Delivery.objects.order_by("channel", "endpoint__url", "subscriber__email").select_related("endpoint")
    return [
        (row.channel, row.endpoint.url if row.endpoint else row.subscriber.email, row.alert.lead_days) for row in rows
    ]


def hook(deadline: Deadline, endpoint: WebhookEndpoint, *days: int) -> Subscription:
    made: Subscription = WebhookSubscriptionFactory.create(deadline=deadline, endpoint=endpoint)
    for day in days:
        LeadTimeFactory.create(subscription=made, days=day)
    return made


def test_who_follows_by_mail_and_by_webhook_is_told_over_both() -> None:
    deadline = enter_deadline()
    mail = follow(deadline, 30)
    endpoint = WebhookEndpointFactory.create(subscriber=mail.subscriber)
    hook(deadline, endpoint, 30)

    fire_due(MORNING)

    assert told() == [("email", mail.subscriber.email, 30), ("webhook", endpoint.url, 30)]


def test_a_shorter_lead_time_of_ones_mail_does_not_take_the_webhooks_reminder() -> None:
    deadline = enter_deadline()
    mail = follow(deadline, 7)
    endpoint = WebhookEndpointFactory.create(subscriber=mail.subscriber)
    hook(deadline, endpoint, 30)
    late = at(3, 30)

    fire_due(late)

    assert told() == [("email", mail.subscriber.email, 7), ("webhook", endpoint.url, 30)]


def test_each_of_ones_endpoints_is_told_and_each_once() -> None:
    deadline = enter_deadline(policy=None)
    one = WebhookEndpointFactory.create(url="https://a.example.org/")
    other = WebhookEndpointFactory.create(url="https://b.example.org/", subscriber=one.subscriber)
    hook(deadline, one, 30)
    topic = TopicFactory.create()
    deadline.topics.set([topic])
    for followed in ({"everything": True}, {"topic": topic}):
        subscription = WebhookSubscriptionFactory.create(deadline=None, endpoint=other, **followed)
        LeadTimeFactory.create(subscription=subscription, days=30)

    fire_due(MORNING)
    fire_due(MORNING)

    assert told() == [("webhook", "https://a.example.org/", 30), ("webhook", "https://b.example.org/", 30)]


def test_a_new_webhook_is_caught_up_with_although_the_mail_was_told() -> None:
    deadline = enter_deadline()
    mail = follow(deadline, 30)
    fire_due(MORNING)
    endpoint = WebhookEndpointFactory.create(subscriber=mail.subscriber)

    catch_up(hook(deadline, endpoint, 30), at(3, 7))

    assert told() == [("email", mail.subscriber.email, 30), ("webhook", endpoint.url, 30)]


def test_a_pause_holds_webhooks_too_and_afterwards_both_are_told() -> None:
    deadline = enter_deadline()
    mail = follow(deadline, 30)
    endpoint = WebhookEndpointFactory.create(subscriber=mail.subscriber)
    hook(deadline, endpoint, 30)
    pause(mail.subscriber, NOW)
    fire_due(MORNING)
    assert set(Delivery.objects.values_list("due_at__year", flat=True)) == {9999}

    resume(mail.subscriber, at(3, 8))

    assert list(Delivery.objects.values_list("state", "due_at")) == [("pending", at(3, 8))] * 2
