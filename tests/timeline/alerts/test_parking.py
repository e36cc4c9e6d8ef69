from __future__ import annotations

from datetime import date

import pytest
from pytest_django import Settings

from tests.factories import ConfirmationFactory, DeliveryFactory, WebhookEndpointFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import act, at, enter_deadline, follow
from tests.timeline.alerts.test_digests import gather
from timeline.alerts.deliver import deliver
from timeline.alerts.fanout import fire_due
from timeline.alerts.letters import AlertLetters
from timeline.alerts.metrics import figures
from timeline.alerts.outbox import LEASE, Marks, claim
from timeline.alerts.parking import release, settle
from timeline.alerts.sweep import send_waiting, sweep
from timeline.alerts.webhook_sweep import sweep_webhooks
from timeline.models import Alert, Confirmation, Delivery, Digest, WebhookNotice

from .waiting import MORNING, clock, due

pytestmark = pytest.mark.django_db


def parked() -> Delivery:
    """A reminder whose worker vanished while sending it."""
    due()
    Delivery.objects.update(state="parked", attempts=1, last_error="The worker vanished.")
    return Delivery.objects.get()


def test_what_was_parked_is_sent_again_with_the_same_message_id_when_a_person_says_so(post: SmtpSink) -> None:
    delivery = parked()
    sweep(MORNING)
    deliver(clock=clock)
    assert post.messages == []

    assert release(delivery, MORNING) == (True, "It is sent as soon as a worker comes to it.")
    deliver(clock=clock)

    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert [mail.message["Message-ID"] for mail in post.messages] == [f"<{delivery.key}@longstop.example>"]


def test_what_was_parked_and_does_not_hold_any_more_is_not_sent() -> None:
    delivery = parked()
    act(delivery.alert.told_deadline, "extend", MORNING, until=date(2025, 6, 19))

    result = release(delivery, MORNING)

    delivery.refresh_from_db()
    assert (result.is_waiting, delivery.state) == (False, "superseded")


def test_what_is_found_to_have_arrived_counts_as_sent_and_is_decided_once() -> None:
    delivery = parked()

    assert settle(delivery, MORNING, arrived=True, who="ada")
    assert not settle(delivery, MORNING, arrived=False, who="bob")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.last_error) == ("sent", MORNING, "")


def test_what_is_left_unsent_says_by_whom() -> None:
    delivery = parked()

    assert settle(delivery, MORNING, arrived=False, who="ada")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (
        "failed",
        "Left unsent by ada: its worker had vanished while sending it.",
    )


def test_a_worker_that_was_only_slow_says_itself_that_the_mail_was_sent(settings: Settings) -> None:
    settings.ALERTS_STRICT = True
    due()
    token, [key] = claim(Delivery, now=MORNING, limit=1)
    Delivery.objects.update(state="inflight")
    sweep(MORNING + LEASE)
    assert Delivery.objects.get().state == "parked"

    letters = AlertLetters()
    marks = Marks(Delivery, token, clear=letters.clear, related=letters.related, obstacle=letters.obstacle)
    assert marks.sent(key, now=MORNING + LEASE)
    assert Delivery.objects.get().state == "sent"


def test_a_digest_is_parked_with_all_that_it_tells_and_goes_with_it_again(post: SmtpSink, settings: Settings) -> None:
    settings.ALERTS_STRICT = True
    gather("The first", "The second")
    later = at(3, 29, 8) + LEASE
    claim(Digest, now=at(3, 29, 8), limit=1)
    Digest.objects.update(state="inflight", attempts=1)
    Delivery.objects.update(state="inflight")
    sweep(later)
    assert [Digest.objects.get().state, *Delivery.objects.values_list("state", flat=True)] == ["parked"] * 3

    assert release(Digest.objects.get(), later).is_waiting
    send_waiting(clock=lambda: later)

    assert [Digest.objects.get().state, *Delivery.objects.values_list("state", flat=True)] == ["sent"] * 3
    assert len(post.messages) == 1
    assert not release(Digest.objects.get(), later).is_waiting


def test_a_digest_that_arrived_has_told_all_that_was_in_it() -> None:
    gather("The first", "The second")
    Digest.objects.update(state="parked")
    Delivery.objects.update(state="parked")

    assert settle(Digest.objects.get(), MORNING, arrived=True, who="ada")

    assert [Digest.objects.get().state, *Delivery.objects.values_list("state", flat=True)] == ["sent"] * 3


def test_confirmations_and_notices_of_webhooks_are_parked_and_released_too(settings: Settings) -> None:
    settings.ALERTS_STRICT = True
    ConfirmationFactory.create(state="inflight", lease_until=MORNING, asked_at=MORNING)
    endpoint = WebhookEndpointFactory.create(disabled_at=MORNING)
    WebhookNotice.objects.create(endpoint=endpoint, state="inflight", lease_until=MORNING, due_at=MORNING)
    endpoint.tests.create(state="inflight", lease_until=MORNING, due_at=MORNING)
    sweep(MORNING)
    sweep_webhooks(MORNING)

    confirmation, notice = Confirmation.objects.get(), WebhookNotice.objects.get()
    # Nobody minds a second test message.
    assert (confirmation.state, notice.state, endpoint.tests.get().state) == ("parked", "parked", "pending")
    assert release(confirmation, MORNING).is_waiting
    assert release(notice, MORNING).is_waiting
    assert (Confirmation.objects.get().state, WebhookNotice.objects.get().state) == ("pending", "pending")


def test_who_may_have_been_reminded_of_the_day_is_not_reminded_of_it_again() -> None:
    deadline = enter_deadline()
    follow(deadline, 30, 7)
    fire_due(at(3, 6, 9))
    Delivery.objects.update(state="parked")
    # The same day once more, as another outcome.
    act(deadline, "extend", at(3, 7), until=date(2025, 6, 19))
    Alert.objects.filter(kind="moved").delete()
    act(deadline, "extend", at(3, 8), until=date(2025, 4, 5))

    fire_due(at(3, 8))

    assert Delivery.objects.filter(alert__kind="reminder").count() == 1


def test_a_monitor_sees_what_is_parked() -> None:
    DeliveryFactory.create(state="parked")

    counted = {figure.name: figure.values for figure in figures(MORNING)}

    assert counted["deliveries"]["email", "parked"] == 1
