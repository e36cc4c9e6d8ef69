"""The addresses at which mail providers report."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.test import Client
from django.urls import Resolver404, include, path, resolve
from pytest_django import Settings

from tests.factories import DeliveryFactory
from timeline.models import Bounce, Subscriber

LOGIN = "postmark:correct-horse-battery"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Client]:
    """A mail provider that knows the login."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": [LOGIN]}
    addresses = ModuleType("addresses")
    addresses.urlpatterns = [path("anymail/", include("tracker.mail_events"))]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = addresses
    yield Client(headers={"Authorization": f"Basic {b64encode(LOGIN.encode()).decode()}"})


def bounce(message_id: str) -> str:
    return json.dumps(
        {
            "RecordType": "Bounce",
            "Type": "HardBounce",
            "ID": 4323372036854775807,
            "MessageID": message_id,
            "Email": "reader@readers.example",
            "BouncedAt": "2025-03-29T10:00:00Z",
            "Details": "smtp;550 5.1.1 The email account does not exist",
            "Description": "The server was unable to deliver your message.",
        }
    )


@pytest.mark.django_db
def test_a_bounce_that_a_provider_posts_ends_mail_to_its_address(provider: Client) -> None:
    DeliveryFactory.create(subscription__subscriber__email="reader@readers.example")

    for _each in range(2):
        answer = provider.post("/anymail/postmark/tracking/", bounce("883953f4"), content_type="application/json")
        assert answer.status_code == 200

    assert Bounce.objects.get().event_key == "Postmark:4323372036854775807"
    assert Subscriber.objects.get().suppressed_at is not None


@pytest.mark.django_db
def test_nobody_else_may_post(provider: Client) -> None:
    DeliveryFactory.create(subscription__subscriber__email="reader@readers.example")

    for client in (Client(), Client(headers={"Authorization": "Basic eDp5"})):
        answer = client.post("/anymail/postmark/tracking/", bounce("883953f4"), content_type="application/json")
        assert (answer.status_code, answer.content) == (403, b"This report does not show the secret of its provider.\n")

    assert not Bounce.objects.exists()


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "{}", '{"RecordType": 3}', '"Bounce"'])
@pytest.mark.django_db
def test_what_no_provider_writes_is_no_crash(provider: Client, body: str) -> None:
    answer = provider.post("/anymail/postmark/tracking/", body, content_type="application/json")

    assert answer.status_code in (200, 400)
    assert not Bounce.objects.exists()


def test_a_provider_that_is_not_set_up_gets_a_sentence(provider: Client) -> None:
    answer = provider.post("/anymail/mailersend/tracking/", "{}", content_type="application/json")

    assert (answer.status_code, answer.content) == (
        404,
        b"Reports of this provider are not set up here; the log says what is missing.\n",
    )


def test_mail_is_not_received_and_nothing_is_read(provider: Client) -> None:
    with pytest.raises(Resolver404):
        resolve("/anymail/postmark/inbound/")
    assert provider.get("/anymail/postmark/tracking/").status_code == 405


def test_where_no_login_is_set_there_is_no_such_address(client: Client) -> None:
    assert client.post("/anymail/postmark/tracking/", "{}", content_type="application/json").status_code == 404
