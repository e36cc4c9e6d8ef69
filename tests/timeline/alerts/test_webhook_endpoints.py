from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    DeadlineFactory,
    DeliveryFactory,
    SubscriberFactory,
    SubscriptionFactory,
    WebhookEndpointFactory,
    WebhookSubscriptionFactory,
)
from tests.factories.webhooks import SECRET
from tests.services.http_sink import HttpSink, answer
from tests.services.smtp import SmtpSink
from timeline.alerts.deliver import deliver
from timeline.alerts.own_data import erase, export_data
from timeline.alerts.sweep import sweep
from timeline.alerts.webhook_deliver import deliver_webhooks
from timeline.alerts.webhook_endpoints import (
    MAX_ENDPOINTS,
    add_endpoint,
    ask_for_test,
    disable,
    enable,
    forget_old_attempts,
    rotate_secret,
    send_here_too,
)
from timeline.alerts.webhook_sweep import sweep_webhooks
from timeline.models import Delivery, Subscription, WebhookAttempt, WebhookEndpoint, WebhookNotice, WebhookTest

from .hooks import due_at, followed_by
from .waiting import MORNING, clock

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.org/x"


def test_an_endpoint_has_a_secret_of_its_own() -> None:
    subscriber = SubscriberFactory.create()

    one, other = (add_endpoint(subscriber, f"{URL}{number}", MORNING) for number in range(2))

    assert one.secret != other.secret


def test_an_address_is_there_once_and_there_is_an_end_to_them() -> None:
    subscriber = SubscriberFactory.create()
    add_endpoint(subscriber, URL, MORNING)

    with pytest.raises(ValueError, match=r"^This address is there already\.$"):
        add_endpoint(subscriber, URL.upper().replace("/X", "/x"), MORNING)
    for number in range(MAX_ENDPOINTS - 1):
        add_endpoint(subscriber, f"{URL}{number}", MORNING)
    with pytest.raises(ValueError, match=r"^There are 5 webhooks already, which is the most; remove one first\.$"):
        add_endpoint(subscriber, f"{URL}/more", MORNING)


def test_a_rotation_keeps_the_secret_before() -> None:
    endpoint = WebhookEndpointFactory.create()

    rotate_secret(endpoint, MORNING)

    endpoint.refresh_from_db()
    assert (endpoint.previous_secret, endpoint.rotated_at, endpoint.secret == SECRET) == (SECRET, MORNING, False)


def test_test_messages_are_limited() -> None:
    endpoint = WebhookEndpointFactory.create()
    for _each in range(10):
        ask_for_test(endpoint, MORNING)
        WebhookTest.objects.update(state="sent")

    with pytest.raises(ValueError, match=r"^There were 10 test messages in the last hour, which is the most\.$"):
        ask_for_test(endpoint, MORNING)
    ask_for_test(endpoint, MORNING + timedelta(hours=1))


def test_disabling_twice_is_disabling_once() -> None:
    endpoint = WebhookEndpointFactory.create()

    assert disable(endpoint.pk, "410 Gone.", MORNING)
    assert not disable(endpoint.pk, "Another reason.", MORNING)

    endpoint.refresh_from_db()
    assert (endpoint.disabled_reason, WebhookNotice.objects.count()) == ("410 Gone.", 1)


def test_the_owner_is_told_once_by_a_mail_that_says_why(post: SmtpSink) -> None:
    endpoint = WebhookEndpointFactory.create(url=URL, subscriber__email="me@readers.example")
    disable(endpoint.pk, "410 Gone.", MORNING)

    deliver(clock=clock)
    deliver(clock=clock)

    [received] = post.messages
    assert (received.recipients, received.message["Subject"]) == (
        ("me@readers.example",),
        f"Your webhook was disabled: {URL}",
    )
    for kind in ("plain", "html"):
        words = received.part(kind)
        assert "410 Gone." in words
        assert "/webhooks/" in words
    assert WebhookNotice.objects.get().state == "sent"


def test_an_owner_who_enabled_it_again_is_not_told(post: SmtpSink) -> None:
    endpoint = WebhookEndpointFactory.create()
    disable(endpoint.pk, "410 Gone.", MORNING)
    enable(endpoint, MORNING)

    deliver(clock=clock)

    assert post.messages == []
    assert WebhookNotice.objects.get().state == "superseded"


def test_enabling_sends_what_was_missed_lately_and_still_holds(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    old = DeliveryFactory.create(channel="webhook", endpoint=delivery.endpoint, subscriber=delivery.subscriber)
    disable(delivery.endpoint_id or 0, "It is repaired.", MORNING)
    Delivery.objects.filter(pk=old.pk).update(created_at=MORNING - timedelta(days=8))
    Delivery.objects.filter(pk=delivery.pk).update(created_at=MORNING - timedelta(days=6))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"suppressed"}

    enable(WebhookEndpoint.objects.get(), MORNING)
    deliver_webhooks(clock=clock)

    assert [posted.headers["webhook-id"] for posted in hooks.posted] == [str(delivery.key)]
    assert Delivery.objects.get(pk=old.pk).state == "suppressed"


def test_an_endpoint_whose_address_is_not_allowed_any_more_stays_disabled() -> None:
    endpoint = WebhookEndpointFactory.create(url="http://localhost/x", disabled_at=MORNING)

    with pytest.raises(ValueError, match="only https:// is allowed"):
        enable(endpoint, MORNING)

    assert WebhookEndpoint.objects.get().disabled_at == MORNING


def test_attempts_are_kept_for_thirty_days(hooks: HttpSink) -> None:
    due_at(hooks)
    hooks.usually = answer(500)
    deliver_webhooks(clock=clock)

    forget_old_attempts(MORNING + timedelta(days=30))
    assert WebhookAttempt.objects.count() == 1
    forget_old_attempts(MORNING + timedelta(days=30, seconds=1))
    assert WebhookAttempt.objects.count() == 0


def test_the_sweep_frees_what_a_dead_worker_held_and_says_that_something_waits(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    message = ask_for_test(delivery.endpoint, MORNING)  # type: ignore[arg-type]
    for rows in (Delivery.objects.filter(pk=delivery.pk), WebhookTest.objects.filter(pk=message.pk)):
        rows.update(state="inflight", lease_until=MORNING, attempts=1)
    assert not sweep_webhooks(MORNING - timedelta(seconds=1))

    sweep(MORNING)
    assert sweep_webhooks(MORNING)

    deliver_webhooks(clock=clock)
    assert sorted(posted.headers["webhook-id"] for posted in hooks.posted) == sorted(
        [str(delivery.key), str(message.key)]
    )


def test_what_is_handed_out_of_webhooks_is_everything_but_the_secret(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    hooks.then(answer(500))
    deliver_webhooks(clock=clock)

    found = export_data(delivery.subscriber)["webhooks"]

    endpoint = WebhookEndpoint.objects.get()
    assert found == [
        {
            "url": hooks.url,
            "created_at": endpoint.created_at,
            "secret_rotated_at": None,
            "failing_since": MORNING,
            "disabled_at": None,
            "disabled_reason": None,
            "attempts": [{"at": MORNING, "status": 500, "error": "The endpoint answered 500.", "answer": None}],
            "notices": [],
            "tests": [],
        }
    ]


def test_erasing_a_subscriber_leaves_nothing_of_their_webhooks(hooks: HttpSink) -> None:
    [subscription] = followed_by(hooks)
    ask_for_test(subscription.endpoint, MORNING)  # type: ignore[arg-type]
    deliver_webhooks(clock=clock)
    assert WebhookAttempt.objects.count() == 1

    erase(subscription.subscriber)

    left = [model._default_manager.count() for model in (WebhookEndpoint, WebhookAttempt, WebhookTest, WebhookNotice)]
    assert left == [0, 0, 0, 0]


def test_each_endpoint_can_be_told_of_the_same_and_each_once() -> None:
    first = WebhookEndpointFactory.create()
    second = WebhookEndpointFactory.create(subscriber=first.subscriber)
    mine = SubscriptionFactory.create(subscriber=first.subscriber)

    send_here_too(mine, first, MORNING)
    send_here_too(mine, second, MORNING)
    with pytest.raises(ValueError, match="This webhook is told of it already"):
        send_here_too(mine, second, MORNING)

    told = Subscription.objects.filter(deadline=mine.deadline).order_by("pk")
    assert [each.endpoint for each in told] == [None, first, second]


@pytest.mark.parametrize("target", ["deadline", "everything", "search"])
def test_the_database_keeps_an_endpoint_from_being_told_of_the_same_twice(target: str) -> None:
    endpoint = WebhookEndpointFactory.create()
    of: dict[str, dict[str, Any]] = {
        "everything": {"deadline": None, "everything": True},
        "search": {"deadline": None, "search": {"q": "a"}},
    }
    same = of.get(target) or {"deadline": DeadlineFactory.create()}
    WebhookSubscriptionFactory.create(endpoint=endpoint, **same)

    WebhookSubscriptionFactory.create(endpoint__subscriber=endpoint.subscriber, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookSubscriptionFactory.create(endpoint=endpoint, **same)
