from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from pytest_django import Settings

from tests.factories import (
    AlertFactory,
    BounceFactory,
    ConfirmationFactory,
    DeliveryFactory,
    DigestFactory,
    EventFactory,
)
from tests.timeline.alerts.acts import at
from timeline.alerts.placing import HELD
from timeline.alerts.why import why_nobody_was_told, why_not_sent
from timeline.models import Alert, Deadline, Delivery

pytestmark = pytest.mark.django_db

NOW = at(4, 1, 9)
LATER = at(4, 2, 17, 30)


def changed(delivery: Delivery) -> Delivery:
    """The delivery, whose deadline has another date by now."""
    deadline = delivery.alert.told_deadline
    Deadline.objects.filter(pk=deadline.pk).update(revision=2, state="pending", due=date(2025, 6, 19))
    deadline.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "sent"}, ""),
        ({"due_at": LATER}, "It is due on 2 April 2025, 17:30 UTC."),
        ({"due_at": NOW}, "It has been due since 1 April 2025, 09:00 UTC and waits for a worker."),
        ({"due_at": HELD}, "Held: the subscriber has paused their mail."),
        (
            {"due_at": LATER, "last_error": "full.example is left alone for a while: 421 Full"},
            "Put off until 2 April 2025, 17:30 UTC: full.example is left alone for a while: 421 Full",
        ),
        (
            {"due_at": LATER, "attempts": 1, "last_error": "451 later"},
            "Attempt 1 failed, the next is due on 2 April 2025, 17:30 UTC: 451 later",
        ),
        ({"state": "claimed", "lease_until": LATER}, "A worker has it in hand, until 2 April 2025, 17:30 UTC at most."),
        (
            {"state": "inflight", "lease_until": NOW - timedelta(hours=1)},
            "The worker that had it in hand is gone since 1 April 2025, 08:00 UTC; the next sweep frees it.",
        ),
        ({"state": "failed", "attempts": 12, "last_error": "451 later"}, "Given up after 12 attempts: 451 later"),
        (
            {"state": "failed", "last_error": "The mail could not be written: ValueError"},
            "Given up: The mail could not be written: ValueError",
        ),
        (
            {"state": "suppressed", "last_error": "550 no such user"},
            "The address got nothing when this was due: 550 no such user It gets mail again by now.",
        ),
        ({"state": "superseded"}, "What it tells does not hold any more."),
        ({"state": "superseded", "last_error": "The subscription has ended."}, "The subscription has ended."),
    ],
)
def test_a_delivery_says_why_it_was_not_sent(values: dict[str, Any], said: str) -> None:
    assert why_not_sent(DeliveryFactory.create(**values), NOW) == said


def test_a_mail_without_its_worker_is_parked_for_a_person_where_that_was_asked_for(settings: Settings) -> None:
    settings.ALERTS_STRICT = True

    assert why_not_sent(DeliveryFactory.create(state="inflight", lease_until=NOW), NOW) == (
        "The worker that was sending it is gone since 1 April 2025, 09:00 UTC; the next sweep parks it for a person."
    )
    assert why_not_sent(DeliveryFactory.create(state="parked"), NOW) == (
        "Its worker vanished while it was sending it: it may have arrived. It waits for a person who finds out and says"
        " whether it is sent again."
    )


def test_a_suppressed_address_says_since_when_and_why() -> None:
    delivery = DeliveryFactory.create(state="suppressed")
    delivery.subscriber.suppressed_at, delivery.subscriber.suppression_reason = NOW, "550 no such user"

    assert (
        why_not_sent(delivery, NOW) == "The address gets nothing more since 1 April 2025, 09:00 UTC: 550 no such user"
    )


def test_what_took_the_place_of_a_superseded_reminder_is_named() -> None:
    delivery = DeliveryFactory.create(state="superseded", last_error="The deadline has another outcome by now.")

    assert why_not_sent(changed(delivery), NOW) == (
        "The deadline has another outcome by now. By now the deadline is pending, with the date 19 June 2025."
    )


def test_what_readers_cannot_see_is_not_named_as_what_took_its_place() -> None:
    delivery = changed(DeliveryFactory.create(state="superseded"))
    delivery.alert.told_deadline.publication_status = "retracted"

    assert why_not_sent(delivery, NOW) == "What it tells does not hold any more."


def test_a_delivery_that_came_back_says_so_although_it_was_sent() -> None:
    delivery = DeliveryFactory.create(state="sent")
    BounceFactory.create(delivery=delivery)

    assert why_not_sent(delivery, NOW) == (
        "It was accepted, and came back on 29 March 2025, 10:00 UTC: refused for good. 550 5.1.1 No such user"
    )


def test_what_waits_for_a_digest_says_for_which() -> None:
    digest = DigestFactory.create(due_at=LATER)
    delivery = DeliveryFactory.create(state="gathered", digest=digest)

    assert why_not_sent(delivery, NOW) == "It waits for the digest of 2 April 2025, 17:30 UTC."
    assert why_not_sent(digest, NOW) == "It is due on 2 April 2025, 17:30 UTC."


def test_a_confirmation_to_a_suppressed_address_says_so() -> None:
    confirmation = ConfirmationFactory.create(
        state="suppressed",
        subscription__subscriber__suppressed_at=NOW,
        subscription__subscriber__suppression_reason="a complaint",
    )

    assert why_not_sent(confirmation, NOW) == (
        "The address gets nothing more since 1 April 2025, 09:00 UTC: a complaint"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "fired"}, ""),
        ({"fire_at": LATER}, "It fires on 2 April 2025, 17:30 UTC."),
        ({"fire_at": NOW}, "It has been due since 1 April 2025, 09:00 UTC and waits for a worker."),
        ({"state": "superseded"}, "What it tells does not hold any more."),
        ({"state": "cancelled"}, "It was withdrawn: nothing was left to tell."),
    ],
)
def test_an_alert_says_why_it_told_nobody(values: dict[str, Any], said: str) -> None:
    assert why_nobody_was_told(AlertFactory.create(**values), NOW) == said


def test_an_alert_of_what_was_retracted_was_withdrawn() -> None:
    event = EventFactory.create(publication_status="retracted")
    alert = Alert(kind="new-event", event=event, fire_at=NOW, state="cancelled")

    assert why_nobody_was_told(alert, NOW) == "It was withdrawn: what it tells of is not published."


def test_it_is_said_without_a_crash_in_german_too() -> None:
    with translation.override("de"):
        assert why_not_sent(DeliveryFactory.create(due_at=LATER), NOW)
