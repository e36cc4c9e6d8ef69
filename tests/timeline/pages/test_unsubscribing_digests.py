from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories import DeliveryFactory, SubscriptionFactory
from timeline.alerts.links import LinkKind
from timeline.models import Digest, Subscription

from .visits import everything, link, text

pytestmark = pytest.mark.django_db

MOMENT = datetime(2025, 3, 29, 8, tzinfo=UTC)


def digest_of(*subscriptions: Subscription) -> Digest:
    """A digest that tells of these subscriptions."""
    made = Digest.objects.create(
        subscriber=subscriptions[0].subscriber, cadence="daily", language="en", moment=MOMENT, due_at=MOMENT
    )
    for each in subscriptions:
        DeliveryFactory.create(
            subscription=each, alert__deadline=each.deadline, alert__outcome__deadline=each.deadline, digest=made
        )
    return made


def followed() -> tuple[Subscription, Subscription, Subscription]:
    first = SubscriptionFactory.create(deadline__title="The first", subscriber__email="me@readers.example")
    second = SubscriptionFactory.create(deadline__title="The second", subscriber=first.subscriber)
    return first, second, SubscriptionFactory.create(deadline__title="The third", subscriber=first.subscriber)


def ended() -> list[str]:
    return list(Subscription.objects.exclude(ended_at=None).order_by("pk").values_list("deadline__title", flat=True))


def test_the_link_shows_what_would_end_and_changes_nothing(client: Client) -> None:
    first, second, _third = followed()
    address = link(LinkKind.DIGEST, digest_of(first, second).pk)
    before = everything()

    words = text(client.get(address).content)

    assert "Stop following what this mail tells of?" in words
    assert ("The first" in words, "The second" in words, "The third" in words) == (True, True, False)
    assert everything() == before


def test_one_click_ends_what_the_mail_tells_of_without_cookie_or_redirect() -> None:
    first, second, _third = followed()
    address = link(LinkKind.DIGEST, digest_of(first, second).pk)

    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, ended()) == (200, ["The first", "The second"])
    assert "This address follows 1 other thing." in text(answer.content)


def test_everything_else_can_end_with_it(client: Client) -> None:
    first, second, _third = followed()

    client.post(link(LinkKind.DIGEST, digest_of(first, second).pk), {"scope": "all"})

    assert ended() == ["The first", "The second", "The third"]


def test_a_digest_that_was_erased_leaves_nothing_to_end(client: Client) -> None:
    first, second, _third = followed()
    address = link(LinkKind.DIGEST, digest_of(first, second).pk)
    first.subscriber.delete()

    answer = client.post(address)

    assert (answer.status_code, "You are unsubscribed" in text(answer.content)) == (200, True)


def test_a_link_to_a_subscription_is_none_to_a_digest(client: Client) -> None:
    first, second, _third = followed()
    digest = digest_of(first, second)
    address = link(LinkKind.UNSUBSCRIBE, digest.pk).replace("unsubscribe", "digest")

    assert (client.post(address).status_code, ended()) == (400, [])
