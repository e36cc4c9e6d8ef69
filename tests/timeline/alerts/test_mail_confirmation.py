from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage

import pytest
from django.template.loader import get_template

from tests.factories import (
    TimelineFactory,
)
from tests.timeline.alerts.acts import NOW, enter_deadline, follow
from timeline.alerts.letters import ConfirmationLetters
from timeline.alerts.links import LinkKind, read_token
from timeline.alerts.subscribe import subscribe
from timeline.models import AlertKind, Confirmation

from .mails import body, parsed, subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def confirmation(now: datetime) -> EmailMessage:
    letters = ConfirmationLetters()
    return parsed(letters.compose(Confirmation.objects.select_related(*letters.related).get(), now))


def test_a_confirmation_says_who_asked_for_what_and_links_to_a_page() -> None:
    subscribe("reader@readers.example", TimelineFactory.create(title="Chips"), language="en", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "Please confirm: follow the timeline “Chips”"
    assert message["List-Unsubscribe"] is None
    assert str(message["Auto-Submitted"]) == "auto-generated"
    text = body(message, "plain")
    assert text.startswith("Somebody, probably you, asked on longstop.example that this address be told about the")
    [token] = re.findall(r"https://longstop\.example/subscriptions/confirm/(\S+)/\n", text)
    asked = Confirmation.objects.get()
    assert read_token(LinkKind.CONFIRM, token, NOW) == asked.subscription_id
    assert str(message["Message-ID"]) == f"<{asked.key}@longstop.example>"
    assert f"/subscriptions/confirm/{token}/" in body(message, "html")


def test_who_follows_already_gets_a_way_to_manage_and_nothing_to_confirm() -> None:
    deadline = enter_deadline(title="The pause")
    subscription = follow(deadline)
    subscribe(subscription.subscriber.email, deadline, language="en", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "You follow the deadline “The pause” already"
    [token] = re.findall(r"https://longstop\.example/subscriptions/(\S+)/\n", body(message, "plain"))
    assert read_token(LinkKind.MANAGE, token, NOW) == subscription.subscriber_id


def test_every_kind_of_alert_has_its_templates() -> None:

    for kind in AlertKind:
        for part in ("subject.txt", "body.txt", "body.html"):
            get_template(f"mail/{kind}-{part}")
