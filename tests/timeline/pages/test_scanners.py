"""Programs that open every link of a mail before its reader does."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import Message
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import LeadTimeFactory, RuleFactory, SubscriptionFactory
from timeline.alerts.letters import ConfirmationLetters
from timeline.alerts.links import LinkKind
from timeline.alerts.subscribe import subscribe
from timeline.alerts.sweep import send_waiting, sweep
from timeline.deadlines.recompute import recompute
from timeline.models import Confirmation, Delivery, Digest, Subscription

from .visits import everything, link

pytestmark = pytest.mark.django_db

_ADDRESS = re.compile(r"https://longstop\.example(/[^\s\"'<>]*)")


def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(
    client: Client, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.SITE_URL = "https://longstop.example"
    now = timezone.now()
    deadlines = [RuleFactory.create(stated=now.date() + timedelta(days=7)).deadline for _ in range(2)]
    for cadence, timezone_name in (("at-once", "Pacific/Kiritimati"), ("daily", "")):
        follower = SubscriptionFactory.create(
            deadline=deadlines[0], cadence=cadence, subscriber__timezone=timezone_name
        )
        other = SubscriptionFactory.create(deadline=deadlines[1], cadence=cadence, subscriber=follower.subscriber)
        for each in (follower, other):
            LeadTimeFactory.create(subscription=each, days=7)
    recompute([each.pk for each in deadlines], now=now - timedelta(days=3))
    sweep(now)
    Delivery.objects.filter(state="pending").update(due_at=now)
    Digest.objects.update(due_at=now)
    subscribe("new@readers.example", deadlines[0], language="en", now=now)
    send_waiting(clock=lambda: now)
    assert {"sent"} == set(Delivery.objects.values_list("state", flat=True))
    assert Digest.objects.get().state == "sent"
    addresses = {
        address for mail in mailoutbox for text in _texts(mail.message()) for address in _ADDRESS.findall(text)
    }
    # Two to unsubscribe by mail, one by digest, two to manage, one to confirm.
    assert len([address for address in addresses if address.startswith("/subscriptions/")]) == 6
    before = [everything(), list(Delivery.objects.values()), list(Digest.objects.values())]

    for address in sorted(addresses):
        path = urlsplit(address).path
        assert client.get(path).status_code in (200, 302), path
        client.head(path)

    assert [everything(), list(Delivery.objects.values()), list(Digest.objects.values())] == before


def _texts(message: Message) -> list[str]:
    """All that a program finds links in: the headers and the bodies."""
    bodies = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return [*(str(value) for value in message.values()), *(body.decode() for body in bodies if isinstance(body, bytes))]


def test_a_confirmation_opened_by_a_scanner_still_confirms(client: Client) -> None:
    asked = SubscriptionFactory.create(confirmed_at=None)
    address = link(LinkKind.CONFIRM, asked.pk)
    for _ in range(3):
        client.get(address)
    assert Subscription.objects.get().confirmed_at is None

    client.post(address)

    assert Subscription.objects.get().confirmed_at is not None


def test_one_click_works_under_the_address_of_every_language(settings: Settings) -> None:
    for code, _name in settings.LANGUAGES:
        mine = SubscriptionFactory.create()
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"

        answer = Client(enforce_csrf_checks=True).post(
            f"{prefix}{link(LinkKind.UNSUBSCRIBE, mine.pk)}", {"List-Unsubscribe": "One-Click"}
        )

        mine.refresh_from_db()
        assert (answer.status_code, mine.ended_at is None) == (200, False)


def test_a_confirmation_that_expired_is_not_sent_and_can_be_asked_for_again() -> None:
    deadline = RuleFactory.create().deadline
    now = timezone.now()
    subscribe("new@readers.example", deadline, language="en", now=now)
    letters = ConfirmationLetters()
    later = now + timedelta(days=7, seconds=1)

    obstacle = letters.obstacle(Confirmation.objects.get(), later)
    subscribe("new@readers.example", deadline, language="en", now=later)

    assert obstacle is not None
    assert obstacle.reason == "It was asked for too long ago."
    assert list(Confirmation.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "pending"]
