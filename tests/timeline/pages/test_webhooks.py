from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.factories import LeadTimeFactory, SubscriptionFactory
from tests.factories.webhooks import SECRET, WebhookEndpointFactory, WebhookSubscriptionFactory
from timeline.alerts.links import LinkKind, make_token
from timeline.models import Subscriber, Subscription, WebhookEndpoint, WebhookTest

from .visits import everything, text

pytestmark = pytest.mark.django_db


def address(subscriber: Subscriber, kind: LinkKind = LinkKind.MANAGE) -> str:
    return f"/subscriptions/{make_token(kind, subscriber.pk, timezone.now())}/webhooks/"


def press(client: Client, subscriber: Subscriber, **form: object) -> tuple[int, str]:
    """Press a button of the page; the status and what the page then says."""
    answer = client.post(address(subscriber), form)
    if answer.status_code == 302:
        return 302, text(client.get(answer["Location"]).content)
    return answer.status_code, text(answer.content)


def test_the_page_shows_ones_own_webhooks_without_their_secrets_and_changes_nothing(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    mine = WebhookSubscriptionFactory.create(deadline__title="The pause", endpoint=endpoint)
    other = WebhookEndpointFactory.create()
    before = everything()

    page = client.get(address(mine.subscriber))

    words = text(page.content)
    assert (endpoint.url in words, "the deadline “The pause”" in words, other.url in words) == (True, True, False)
    assert SECRET not in page.content.decode()
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert everything() == before


def test_the_page_of_what_one_follows_leads_there(client: Client) -> None:
    mine = SubscriptionFactory.create()

    page = client.get(address(mine.subscriber).removesuffix("webhooks/"))
    links = [str(link["href"]) for link in BeautifulSoup(page.content, "html.parser").select("a[href$='/webhooks/']")]

    assert len(links) == 1
    assert client.get(links[0]).status_code == 200


def test_a_link_for_something_else_does_nothing(client: Client) -> None:
    mine = WebhookSubscriptionFactory.create()

    assert client.get(address(mine.subscriber, LinkKind.UNSUBSCRIBE)).status_code == 400
    assert client.get("/subscriptions/nonsense/webhooks/").status_code == 400


def test_a_webhook_is_added(client: Client) -> None:
    mine = SubscriptionFactory.create()

    status, words = press(client, mine.subscriber, action="add", url="https://Hooks.example.org/x")

    assert (status, "Added." in words) == (302, True)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.subscriber, endpoint.url) == (mine.subscriber, "https://hooks.example.org/x")
    assert endpoint.secret.startswith("whsec_")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Give the address that messages are sent to"),
        ("http://hooks.example.org/", "only https:// is allowed"),
        ("https://10.0.0.1/", "is no name on the internet"),
        ("<script>", "This is no address of a web server"),
        ("https://example.org/" + "x" * 6000, "at most 5000 characters"),
    ],
)
def test_an_address_that_is_not_allowed_is_refused_on_the_page(client: Client, url: str, sentence: str) -> None:
    mine = SubscriptionFactory.create()

    status, words = press(client, mine.subscriber, action="add", url=url)

    assert (status, sentence in words) == (400, True)
    assert WebhookEndpoint.objects.count() == 0


def test_the_secret_is_shown_when_asked_for_and_rotated(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()

    shown = client.post(address(endpoint.subscriber), {"action": "show", "endpoint": endpoint.pk})
    field = BeautifulSoup(shown.content, "html.parser").find(id=f"secret-{endpoint.pk}")
    assert field is not None
    assert field["value"] == SECRET

    status, words = press(client, endpoint.subscriber, action="rotate", endpoint=endpoint.pk)
    endpoint.refresh_from_db()
    assert (status, "The secret before it signs as well until" in words) == (302, True)
    assert (endpoint.previous_secret, endpoint.secret == SECRET) == (SECRET, False)


def test_a_test_message_is_asked_for_once_at_a_time(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()

    status, words = press(client, endpoint.subscriber, action="test", endpoint=endpoint.pk)
    assert (status, "A test message is on its way." in words) == (302, True)

    status, words = press(client, endpoint.subscriber, action="test", endpoint=endpoint.pk)
    assert (status, "A test message is on its way already." in words) == (400, True)
    assert WebhookTest.objects.count() == 1


def test_a_disabled_webhook_says_why_and_is_enabled_again(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create(disabled_at=timezone.now(), disabled_reason="410 Gone.")
    assert "Nothing is sent to it, because: 410 Gone." in text(client.get(address(endpoint.subscriber)).content)

    status, words = press(client, endpoint.subscriber, action="enable", endpoint=endpoint.pk)

    endpoint.refresh_from_db()
    assert (status, "Enabled." in words) == (302, True)
    assert (endpoint.disabled_at, endpoint.disabled_reason) == (None, "")


def test_a_webhook_is_told_too_what_comes_by_mail_with_the_same_lead_times(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    mine = SubscriptionFactory.create(subscriber=endpoint.subscriber, changes=False)
    LeadTimeFactory.create(subscription=mine, days=14)
    foreign = SubscriptionFactory.create()

    status, words = press(client, mine.subscriber, action="also", endpoint=endpoint.pk, subscription=foreign.pk)
    assert (status, "Choose one of the things you follow." in words) == (400, True)

    status, words = press(client, mine.subscriber, action="also", endpoint=endpoint.pk, subscription=mine.pk)
    assert (status, "Saved." in words) == (302, True)
    told = Subscription.objects.get(channel="webhook")
    assert (told.endpoint, told.deadline, told.reminders, told.changes) == (endpoint, mine.deadline, True, False)
    assert [lead.days for lead in told.lead_times.all()] == [14]

    status, words = press(client, mine.subscriber, action="also", endpoint=endpoint.pk, subscription=mine.pk)
    assert (status, "This webhook is told of it already." in words) == (400, True)


def test_a_webhook_is_removed_by_who_is_sure(client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    mine = WebhookSubscriptionFactory.create(endpoint=endpoint)

    status, words = press(client, mine.subscriber, action="remove", endpoint=endpoint.pk)
    assert (status, "Nothing was removed" in words, WebhookEndpoint.objects.count()) == (400, True, 1)

    status, words = press(client, mine.subscriber, action="remove", endpoint=endpoint.pk, sure="yes")
    assert (status, "You have no webhook." in words) == (302, True)
    assert (WebhookEndpoint.objects.count(), Subscription.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"action": "rotate"}, 400),
        ({"action": "rotate", "endpoint": "²"}, 400),
        ({"action": "rotate", "endpoint": "9" * 30}, 400),
        ({"action": "dance", "endpoint": "mine"}, 400),
        ({"action": "rotate", "endpoint": "other"}, 302),
    ],
)
def test_what_the_page_does_not_offer_does_nothing(client: Client, form: dict[str, str], status: int) -> None:
    mine, other = WebhookEndpointFactory.create(), WebhookEndpointFactory.create()
    keys = {"mine": str(mine.pk), "other": str(other.pk)}
    before = everything()

    sent = {name: keys.get(value, value) for name, value in form.items()}

    assert client.post(address(mine.subscriber), sent).status_code == status
    assert everything() == before
