from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DeliveryFactory, OutcomeFactory, WebhookEndpointFactory, WebhookSubscriptionFactory
from tests.factories.webhooks import SECRET
from timeline.models import Delivery, Subscriber, WebhookAttempt, WebhookEndpoint, WebhookNotice, WebhookTest

from .conftest import SignIn

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 29, 9, tzinfo=UTC)
LISTS = ("webhookendpoint", "webhookattempt", "webhooktest", "webhooknotice")


def told(state: str = "failed") -> WebhookAttempt:
    """A try to tell an endpoint that a deadline of the far future moved, whose delivery is in this state now."""
    endpoint = WebhookEndpointFactory.create()
    outcome = OutcomeFactory.create(revision=1, deadline__revision=1)
    subscription = WebhookSubscriptionFactory.create(deadline=outcome.deadline, endpoint=endpoint)
    delivery = DeliveryFactory.create(
        alert__outcome=outcome,
        alert__kind="moved",
        alert__lead_days=None,
        alert__state="fired",
        subscription=subscription,
        channel="webhook",
        endpoint=endpoint,
        state=state,
        attempts=10,
        last_error="The endpoint answered 500.",
    )
    WebhookTest.objects.create(endpoint=endpoint, due_at=NOW)
    WebhookNotice.objects.create(endpoint=endpoint, due_at=NOW)
    return WebhookAttempt.objects.create(
        endpoint=endpoint, delivery=delivery, at=NOW, milliseconds=12, status=500, error="The endpoint answered 500."
    )


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_as_many_queries_for_five_records_as_for_two(administrator: Client, name: str) -> None:
    address = reverse(f"admin:timeline_{name}_changelist")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert administrator.get(address, {"q": "hooks"}).status_code == 200
        return len(captured)

    told()
    told()
    cost()
    for_two = cost()
    for _each in range(3):
        told()

    assert cost() == for_two


def test_an_endpoint_is_shown_without_its_secret(administrator: Client) -> None:
    endpoint = told().endpoint
    WebhookEndpoint.objects.update(previous_secret="whsec_older")

    page = administrator.get(reverse("admin:timeline_webhookendpoint_change", args=[endpoint.pk])).content.decode()

    assert endpoint.url in page
    assert [secret for secret in (SECRET, "whsec_older") if secret in page] == []


@pytest.mark.parametrize("state", ["failed", "sent"])
def test_a_message_is_replayed_by_a_post_of_who_may(administrator: Client, state: str) -> None:
    attempt = told(state)
    address = reverse("admin:timeline_webhookattempt_replay", args=[attempt.pk])

    assert "Send the message to" in administrator.get(address).content.decode()
    assert Delivery.objects.get().state == state

    answer = administrator.post(address, {"post": "yes"}, follow=True)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error, delivery.sent_at) == ("pending", 0, "", None)
    assert delivery.key == attempt.delivery.key  # type: ignore[union-attr]
    assert "It is sent as soon as a worker comes to it." in answer.content.decode()


def test_what_does_not_hold_any_more_is_not_replayed(administrator: Client) -> None:
    attempt = told("sent")
    attempt.delivery.alert.told_deadline.__class__.objects.update(publication_status="retracted")  # type: ignore[union-attr]

    answer = administrator.post(
        reverse("admin:timeline_webhookattempt_replay", args=[attempt.pk]), {"post": "yes"}, follow=True
    )

    assert "It is not sent: The deadline is retracted." in answer.content.decode()
    assert Delivery.objects.get().state == "sent"


def test_who_may_only_read_replays_and_disables_nothing(sign_in: SignIn) -> None:
    attempt = told()
    publisher = sign_in("Publisher")

    for address in (
        reverse("admin:timeline_webhookattempt_replay", args=[attempt.pk]),
        reverse("admin:timeline_webhookendpoint_disable", args=[attempt.endpoint.pk]),
        reverse("admin:timeline_webhookendpoint_enable", args=[attempt.endpoint.pk]),
    ):
        assert publisher.post(address, {"post": "yes"}).status_code == 403
    assert (Delivery.objects.get().state, WebhookEndpoint.objects.get().disabled_at) == ("failed", None)


def test_an_endpoint_is_disabled_with_a_notice_and_enabled_again(administrator: Client) -> None:
    endpoint = told("pending").endpoint
    WebhookNotice.objects.all().delete()

    administrator.post(reverse("admin:timeline_webhookendpoint_disable", args=[endpoint.pk]), {"post": "yes"})

    endpoint.refresh_from_db()
    assert (endpoint.disabled_at is None, endpoint.disabled_reason) == (False, "An administrator disabled it.")
    assert (Delivery.objects.get().state, WebhookNotice.objects.count()) == ("suppressed", 1)

    administrator.post(reverse("admin:timeline_webhookendpoint_enable", args=[endpoint.pk]), {"post": "yes"})

    endpoint.refresh_from_db()
    assert (endpoint.disabled_at, endpoint.disabled_reason) == (None, "")
    assert Delivery.objects.get().state == "pending"


def test_a_person_is_forgotten_with_their_webhooks(administrator: Client) -> None:
    subscriber = told().endpoint.subscriber

    address = reverse("admin:timeline_subscriber_delete", args=[subscriber.pk])
    assert administrator.post(address, {"post": "yes"}).status_code == 302

    left = [model._default_manager.count() for model in (Subscriber, WebhookEndpoint, WebhookAttempt, WebhookTest)]
    assert left == [0, 0, 0, 0]
