from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.factories import (
    SubscriptionFactory,
)
from timeline.alerts.links import LIFETIMES, LinkKind, make_token
from timeline.models import Deadline

from .visits import everything, link, text

pytestmark = pytest.mark.django_db


# Confirming --------------------------------------------------------------------------------------


def test_opening_a_confirmation_changes_nothing_and_its_button_confirms(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None, deadline__title="The pause")
    address = link(LinkKind.CONFIRM, subscription.pk)
    before = everything()

    page = client.get(address)
    client.head(address)
    assert everything() == before
    assert "Follow the deadline “The pause”" in text(page.content)

    answer = client.post(address)

    subscription.refresh_from_db()
    assert subscription.confirmed_at is not None
    assert answer.status_code == 302
    managed = client.get(answer["Location"])
    assert "Confirmed. You will be told." in text(managed.content)


def test_confirming_twice_is_confirming_once(client: Client) -> None:
    subscription = SubscriptionFactory.create()
    before = subscription.confirmed_at

    page = client.get(link(LinkKind.CONFIRM, subscription.pk))
    answer = client.post(link(LinkKind.CONFIRM, subscription.pk))

    assert "follows this already" in text(page.content)
    assert answer.status_code == 302
    subscription.refresh_from_db()
    assert subscription.confirmed_at == before


def test_an_old_confirmation_says_so_and_leads_to_a_new_one(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None)
    old = timezone.now() - LIFETIMES[LinkKind.CONFIRM] - timedelta(minutes=1)
    address = link(LinkKind.CONFIRM, subscription.pk, old)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 410
        assert "This link has expired" in text(answer.content)
        again = BeautifulSoup(answer.content, "html.parser").select_one("main a.button")
        assert again is not None
        assert again["href"] == f"/subscribe/?deadline={subscription.deadline and subscription.deadline.slug}"
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None


def test_a_confirmation_of_what_ended_is_used_up(client: Client) -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None, ended_at=timezone.now())

    for answer in (
        client.get(link(LinkKind.CONFIRM, subscription.pk)),
        client.post(link(LinkKind.CONFIRM, subscription.pk)),
    ):
        assert answer.status_code == 410
        assert "This link does nothing" in text(answer.content)


@pytest.mark.parametrize("place", ["confirm/", "", "unsubscribe/"])
@pytest.mark.parametrize("token", ["x", "W10:abc", "a" * 3000, "%00", "%C3%A9", "..%2e", "WzEsMl0:x"])
def test_a_link_that_was_not_made_here_is_refused_with_a_sentence(client: Client, place: str, token: str) -> None:
    for answer in (client.get(f"/subscriptions/{place}{token}/"), client.post(f"/subscriptions/{place}{token}/")):
        assert answer.status_code == 400
        assert "This link does nothing" in text(answer.content)


def test_a_link_of_one_kind_opens_no_other_page(client: Client) -> None:
    subscription = SubscriptionFactory.create()
    token = make_token(LinkKind.UNSUBSCRIBE, subscription.pk, timezone.now())

    assert client.get(f"/subscriptions/{token}/").status_code == 400
    assert client.get(f"/subscriptions/confirm/{token}/").status_code == 400


# All of them -------------------------------------------------------------------------------------


def test_pages_of_one_subscriber_are_kept_by_no_cache_and_no_search_engine(client: Client) -> None:
    mine = SubscriptionFactory.create(confirmed_at=None)

    for address in (
        f"/subscribe/?deadline={mine.deadline and mine.deadline.slug}",
        link(LinkKind.CONFIRM, mine.pk),
        link(LinkKind.MANAGE, mine.subscriber_id),
        link(LinkKind.UNSUBSCRIBE, mine.pk),
    ):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        robots = BeautifulSoup(answer.content, "html.parser").find("meta", attrs={"name": "robots"})
        assert robots is not None
        assert robots["content"] == "noindex"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    mine = SubscriptionFactory.create()

    for address in ("/subscribe/", link(LinkKind.CONFIRM, mine.pk), link(LinkKind.MANAGE, mine.subscriber_id)):
        assert getattr(client, method)(address).status_code == 405


def test_what_is_typed_is_escaped(client: Client) -> None:
    mine = SubscriptionFactory.create(deadline__title="<script>alert(1)</script>")

    for address in (
        f"/subscribe/?deadline={mine.deadline and mine.deadline.slug}",
        link(LinkKind.MANAGE, mine.subscriber_id),
        link(LinkKind.UNSUBSCRIBE, mine.pk),
    ):
        assert b"<script>alert" not in client.get(address).content
    assert Deadline.objects.count() == 1
