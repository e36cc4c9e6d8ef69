from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    SubscriptionFactory,
)
from timeline.alerts.links import LinkKind
from timeline.models import Subscription

from .visits import everything, link, text

pytestmark = pytest.mark.django_db


def test_opening_an_unsubscribe_link_changes_nothing(client: Client) -> None:
    mine = SubscriptionFactory.create(deadline__title="The pause")
    before = everything()

    page = client.get(link(LinkKind.UNSUBSCRIBE, mine.pk))
    client.head(link(LinkKind.UNSUBSCRIBE, mine.pk))

    assert "Stop following the deadline “The pause”?" in text(page.content)
    assert everything() == before


def test_one_click_ends_the_subscription_without_cookie_redirect_or_login() -> None:
    strict = Client(enforce_csrf_checks=True)
    mine = SubscriptionFactory.create()
    other = SubscriptionFactory.create(subscriber=mine.subscriber)

    answer = strict.post(
        link(LinkKind.UNSUBSCRIBE, mine.pk),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "You are unsubscribed" in text(answer.content)
    assert list(Subscription.objects.filter(ended_at=None)) == [other]


def test_one_click_as_a_multipart_form_works_as_well() -> None:
    mine = SubscriptionFactory.create()

    answer = Client(enforce_csrf_checks=True).post(
        link(LinkKind.UNSUBSCRIBE, mine.pk), {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at is not None


def test_unsubscribing_twice_is_unsubscribing_once(client: Client) -> None:
    mine = SubscriptionFactory.create()
    client.post(link(LinkKind.UNSUBSCRIBE, mine.pk))
    mine.refresh_from_db()
    ended = mine.ended_at

    again = client.post(link(LinkKind.UNSUBSCRIBE, mine.pk))

    assert again.status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at == ended


def test_the_page_offers_to_end_everything(client: Client) -> None:
    mine = SubscriptionFactory.create()
    SubscriptionFactory.create(subscriber=mine.subscriber)
    foreign = SubscriptionFactory.create()

    assert "This address follows 1 other thing." in text(client.get(link(LinkKind.UNSUBSCRIBE, mine.pk)).content)
    client.post(link(LinkKind.UNSUBSCRIBE, mine.pk), {"scope": "all"})

    assert list(Subscription.objects.filter(ended_at=None)) == [foreign]


def test_unsubscribing_from_what_was_erased_succeeds(client: Client) -> None:
    mine = SubscriptionFactory.create()
    address = link(LinkKind.UNSUBSCRIBE, mine.pk)
    mine.subscriber.delete()

    answer = client.post(address)

    assert answer.status_code == 200
    assert "You are unsubscribed" in text(answer.content)


def test_an_unsubscribe_link_works_for_years(client: Client) -> None:
    mine = SubscriptionFactory.create()

    assert client.post(link(LinkKind.UNSUBSCRIBE, mine.pk, timezone.now() - timedelta(days=1500))).status_code == 200
    mine.refresh_from_db()
    assert mine.ended_at is not None
