"""What follows from what came back."""

from __future__ import annotations

import io
import sys
import types
import uuid
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.factories import ConfirmationFactory, DeliveryFactory, DigestFactory, SubscriberFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import at
from timeline.alerts.bounces import Mailing, Said, mailing_of, take
from timeline.alerts.deliver import deliver
from timeline.alerts.return_path import key_in
from timeline.models import Bounce, BounceKind, Delivery, Subscriber

from . import returned
from .waiting import clock, due, states

pytestmark = pytest.mark.django_db

NOW = at(3, 29)


def said(kind: str, event_key: str = "one", description: str = "550 5.1.1 No such user") -> Said:
    return Said(BounceKind(kind), event_key, description, NOW)


def receive(raw: str, monkeypatch: pytest.MonkeyPatch, **options: str) -> str:
    """What the command says of a mail on its standard input."""
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(raw.encode())))
    out = io.StringIO()
    call_command("receivebounce", stdout=out, **options)
    return out.getvalue().strip()


def report(event_type: str, *, of: Delivery | None = None, **values: Any) -> None:
    """Have a provider report an event."""
    if of is not None:
        values["message_id"] = f"<{of.key}@longstop.example>"
    event = AnymailTrackingEvent(event_type=event_type, **{"timestamp": NOW, "event_id": "e1", **values})
    tracking.send(sender=None, event=event, esp_name="Postmark")


@pytest.mark.parametrize(("kind", "suppressed"), [("permanent", True), ("complaint", True), ("temporary", False)])
def test_an_address_that_is_gone_or_complained_gets_nothing_more(kind: str, suppressed: bool) -> None:
    delivery = DeliveryFactory.create(state="sent")

    assert take(Mailing(delivery.subscriber, delivery), said(kind), NOW)

    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.delivery, bounce.at) == (kind, delivery, NOW)
    subscriber = Subscriber.objects.get()
    assert (subscriber.suppressed_at == NOW, "550 5.1.1" in subscriber.suppression_reason) == (suppressed, suppressed)


def test_what_is_said_twice_counts_once_and_lifts_no_later_decision() -> None:
    delivery = DeliveryFactory.create()
    mailing = Mailing(delivery.subscriber, delivery)
    take(mailing, said("permanent"), NOW)
    Subscriber.objects.update(suppressed_at=None)

    assert not take(mailing, said("permanent"), NOW)

    assert (Bounce.objects.count(), Subscriber.objects.get().suppressed_at) == (1, None)


def test_a_key_of_any_length_is_kept_apart_from_others() -> None:
    mailing = Mailing(SubscriberFactory.create())

    assert take(mailing, said("temporary", "k" * 5000), NOW)
    assert not take(mailing, said("temporary", "k" * 5000), NOW)
    assert take(mailing, said("temporary", "k" * 5001), NOW)


def test_every_kind_of_mail_is_found_by_its_key() -> None:
    delivery, digest, asked = DeliveryFactory.create(), DigestFactory.create(), ConfirmationFactory.create()

    assert mailing_of(delivery.key) == (delivery.subscriber, delivery)
    assert mailing_of(digest.key) == (digest.subscriber, None)
    assert mailing_of(asked.key) == (asked.subscription.subscriber, None)
    assert mailing_of(uuid.uuid4()) is None


def test_what_waits_for_an_address_that_complained_is_not_sent(post: SmtpSink) -> None:
    due()
    delivery = Delivery.objects.get()
    take(Mailing(delivery.subscriber, delivery), said("complaint"), NOW)

    deliver(clock=clock)

    assert (post.messages, set(states().values())) == ([], {"suppressed"})


# A mail server's pipe ----------------------------------------------------------------------------


def test_a_mail_that_comes_back_by_the_pipe_ends_mail_to_its_address(
    post: SmtpSink, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RETURN_PATH = "bounces@longstop.example"
    due()
    deliver(clock=clock)
    [mail] = post.messages
    delivery = Delivery.objects.get()
    assert key_in(mail.sender) == delivery.key
    assert str(mail.message["From"]) == "Longstop <alerts@longstop.example>"
    raw = returned.EXIM_PLAIN.format(key="somebody-else")

    words = receive(raw, monkeypatch, recipient=mail.sender)

    assert words == f"{delivery.subscriber} gets nothing more: 550 Unrouteable address"
    delivery.subscriber.refresh_from_db()
    assert delivery.subscriber.suppression_reason == "Mail came back for good: 550 Unrouteable address"
    assert receive(raw, monkeypatch, recipient=mail.sender) == "That is recorded already."


def test_the_command_says_what_it_did_and_what_it_did_not(monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = DeliveryFactory.create()
    full = {"key": delivery.key, "to": "a@longstop.example", "status": "5.2.2", "said": "552 5.2.2 Mailbox full"}

    assert receive(returned.POSTFIX.format(action="failed", **full), monkeypatch) == (
        f"Recorded for {delivery.subscriber}: 552 5.2.2 Mailbox full"
    )
    assert receive(returned.POSTFIX.format(action="relayed", **full), monkeypatch) == (
        "Nothing went wrong with that mail; nothing is recorded."
    )
    assert Subscriber.objects.get().suppressed_at is None


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("nonsense", "The mail is neither a delivery report"),
        (returned.GMAIL.format(key="0f4f3c9e-5d0c-4a7c-9a3e-0d5f7b8a1c2d"), "The mail that the report is about is not"),
    ],
)
def test_a_mail_that_is_no_report_of_ours_ends_with_a_sentence_and_its_status(
    raw: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError) as refused:
        receive(raw, monkeypatch)
    assert str(refused.value).startswith(sentence)
    assert refused.value.returncode == 65


# A mail provider ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"event_type": "bounced", "reject_reason": "bounced", "mta_response": "smtp;550 5.1.1 unknown"}, "permanent"),
        ({"event_type": "bounced", "reject_reason": "bounced", "mta_response": "smtp;552 5.2.2 full"}, "temporary"),
        ({"event_type": "bounced", "reject_reason": "bounced", "esp_event": {"Type": "SoftBounce"}}, "temporary"),
        ({"event_type": "bounced", "reject_reason": "bounced", "esp_event": {"Type": "HardBounce"}}, "permanent"),
        (
            {
                "event_type": "bounced",
                "reject_reason": "bounced",
                "esp_event": {"bounce": {"bounceType": "Transient"}},
            },
            "temporary",
        ),
        ({"event_type": "rejected", "reject_reason": "invalid"}, "permanent"),
        ({"event_type": "rejected", "reject_reason": "blocked"}, "temporary"),
        ({"event_type": "rejected", "reject_reason": "spam"}, "complaint"),
        ({"event_type": "deferred", "mta_response": "450 4.2.1 later"}, "temporary"),
        ({"event_type": "complained", "reject_reason": "spam"}, "complaint"),
        ({"event_type": "unsubscribed"}, "complaint"),
        ({"event_type": "opened"}, None),
        ({"event_type": "delivered"}, None),
    ],
)
def test_a_providers_event_is_taken_for_what_it_says(event: dict[str, Any], kind: str | None) -> None:
    delivery = DeliveryFactory.create(state="sent")

    report(of=delivery, **event)

    assert list(Bounce.objects.values_list("kind", "delivery")) == ([(kind, delivery.pk)] if kind else [])


def test_an_event_without_our_message_id_is_known_by_the_address() -> None:
    subscriber = SubscriberFactory.create(email="Reader@readers.example")

    report("complained", message_id="0102018-amazon", recipient="reader@readers.example")
    report("complained", message_id="0102018-amazon", recipient="nobody@readers.example", event_id="e2")

    bounce = Bounce.objects.get()
    assert (bounce.subscriber, bounce.delivery) == (subscriber, None)


def test_an_event_that_is_reported_again_counts_once() -> None:
    delivery = DeliveryFactory.create()
    for _each in range(3):
        report("complained", of=delivery)
        report("bounced", of=delivery, event_id=None)

    assert Bounce.objects.count() == 2
