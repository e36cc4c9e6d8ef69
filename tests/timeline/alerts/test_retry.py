from __future__ import annotations

from datetime import date

import pytest

from tests.factories import ConfirmationFactory, DeliveryFactory, DigestFactory, SubscriberFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import act, at
from timeline.alerts.deliver import deliver
from timeline.alerts.placing import HELD
from timeline.alerts.retry import RETRIED, retry
from timeline.alerts.suppression import lift, suppress
from timeline.models import Delivery, DeliveryState, Subscriber

from .waiting import MORNING, clock, due

pytestmark = pytest.mark.django_db


def failed(reason: str = "451 later") -> Delivery:
    """A reminder that was given up."""
    due()
    Delivery.objects.update(state="failed", attempts=12, last_error=reason)
    return Delivery.objects.get()


def test_what_failed_is_sent_once_more_with_the_same_message_id(post: SmtpSink) -> None:
    delivery = failed()

    assert retry(delivery, MORNING) == (True, "It is sent as soon as a worker comes to it.")
    deliver(clock=clock)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")
    assert [mail.message["Message-ID"] for mail in post.messages] == [f"<{delivery.key}@longstop.example>"]


def test_two_people_who_try_at_once_send_it_once(post: SmtpSink) -> None:
    first, second = failed(), Delivery.objects.get()

    assert retry(first, MORNING).is_waiting
    assert retry(second, MORNING) == (False, "It is pending, so there is nothing to try again.")


def test_what_does_not_hold_any_more_is_not_sent() -> None:
    delivery = failed()
    act(delivery.alert.told_deadline, "extend", MORNING, until=date(2025, 6, 19))

    result = retry(delivery, MORNING)

    delivery.refresh_from_db()
    assert not result.is_waiting
    assert result.words == f"It is not sent: {delivery.last_error}"
    assert delivery.state == "superseded"


def test_what_was_suppressed_is_sent_only_after_the_address_has_mail_again() -> None:
    delivery = failed()
    Delivery.objects.update(state="suppressed")
    suppress(delivery.subscriber_id, "550 no such user", MORNING)

    assert retry(delivery, MORNING) == (False, "It is not sent: 550 no such user")
    lift(delivery.subscriber_id)

    assert retry(delivery, MORNING).is_waiting


def test_a_retry_during_a_pause_waits_for_its_end() -> None:
    delivery = failed()
    Subscriber.objects.update(paused_at=MORNING)

    assert retry(delivery, MORNING).is_waiting

    assert Delivery.objects.get().due_at == HELD


def test_what_a_digest_would_have_told_goes_by_itself() -> None:
    delivery = failed()
    Delivery.objects.update(digest=DigestFactory.create(subscriber=delivery.subscriber, state="failed"))

    assert retry(delivery, MORNING).is_waiting

    assert (Delivery.objects.get().digest, Delivery.objects.get().state) == (None, "pending")


@pytest.mark.parametrize("state", [each for each in DeliveryState if each not in RETRIED])
def test_only_what_has_ended_unsent_or_was_parked_can_be_tried_again(state: str) -> None:
    delivery = DeliveryFactory.create(state=state)

    assert not retry(delivery, MORNING).is_waiting

    delivery.refresh_from_db()
    assert delivery.state == state


def test_what_is_gone_is_said_to_be_gone() -> None:
    delivery = failed()
    Delivery.objects.all().delete()

    assert retry(delivery, MORNING) == (False, "It is no longer there.")


def test_a_confirmation_is_tried_again_while_somebody_waits_for_it() -> None:
    fresh = ConfirmationFactory.create(state="failed", asked_at=MORNING)
    old = ConfirmationFactory.create(state="failed", asked_at=at(1, 1))

    assert retry(fresh, MORNING).is_waiting
    assert retry(old, MORNING) == (False, "It is not sent: It was asked for too long ago.")


def test_the_first_reason_of_a_suppression_stays_until_it_is_lifted() -> None:
    subscriber = SubscriberFactory.create()

    assert (suppress(subscriber.pk, "first", MORNING), suppress(subscriber.pk, "second", MORNING)) == (True, False)
    assert Subscriber.objects.get().suppression_reason == "first"

    assert (lift(subscriber.pk), lift(subscriber.pk)) == (True, False)
    assert (Subscriber.objects.get().suppressed_at, Subscriber.objects.get().suppression_reason) == (None, "")
