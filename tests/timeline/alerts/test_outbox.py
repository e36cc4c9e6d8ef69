from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from pytest_django import Settings

from tests.factories import DeliveryFactory
from tests.timeline.alerts.acts import at
from timeline.alerts import outbox
from timeline.alerts.outbox import LEASE, MAX_ATTEMPTS, Claim, Marks, Obstacle
from timeline.alerts.standing import nothing_in_the_way
from timeline.models import Alert, Deadline, Delivery, DeliveryState, Outcome

pytestmark = pytest.mark.django_db

NOW = at(3, 29)
AFTER = NOW + LEASE + timedelta(seconds=1)


def claim(now: datetime = NOW, limit: int = 50) -> Claim:
    return outbox.claim(Delivery, now=now, limit=limit)


def marks(token: uuid.UUID, clear: Q, obstacle: Obstacle | None = None) -> Marks[Delivery]:
    return Marks(Delivery, token, clear=lambda moment: clear, related=(), obstacle=lambda row, moment: obstacle)


def fence(key: int, token: uuid.UUID, now: datetime = NOW, obstacle: Obstacle | None = None) -> bool:
    # A condition that never holds has every row asked about; one that always holds, none.
    return marks(token, Q(pk__in=()) if obstacle else Q(), obstacle).fence(key, now=now)


def mark_sent(key: int, token: uuid.UUID, now: datetime = NOW) -> bool:
    return marks(token, Q()).sent(key, now=now)


def reread(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    return delivery


def test_the_oldest_rows_that_are_due_are_claimed_with_a_token_and_a_lease() -> None:
    late = DeliveryFactory.create(due_at=NOW)
    early = DeliveryFactory.create(due_at=NOW - timedelta(hours=1))
    DeliveryFactory.create(due_at=NOW)
    DeliveryFactory.create(due_at=NOW + timedelta(seconds=1))

    token, keys = claim(limit=2)

    assert keys == [early.pk, late.pk]
    for delivery in (early, late):
        reread(delivery)
        assert (delivery.state, delivery.token, delivery.lease_until) == ("claimed", token, NOW + LEASE)


@pytest.mark.parametrize("state", [state for state in DeliveryState if state != DeliveryState.PENDING])
def test_only_pending_rows_are_claimed(state: DeliveryState) -> None:
    DeliveryFactory.create(state=state, lease_until=NOW)

    assert claim().keys == []


def test_nobody_claims_what_another_has_claimed() -> None:
    DeliveryFactory.create()

    assert (len(claim().keys), len(claim().keys)) == (1, 0)


def test_the_fence_lets_a_claimed_row_through_once() -> None:
    delivery = DeliveryFactory.create()
    token, _ = claim()

    assert fence(delivery.pk, token)
    assert not fence(delivery.pk, token)

    assert (reread(delivery).state, delivery.attempts) == ("inflight", 1)


def test_the_fence_lets_a_row_through_that_is_not_surely_clear_and_has_no_obstacle() -> None:
    delivery = DeliveryFactory.create()
    token, _ = claim()

    assert marks(token, Q(pk__in=())).fence(delivery.pk, now=NOW)
    assert (reread(delivery).state, delivery.attempts) == ("inflight", 1)


def test_the_fence_stays_shut_for_another_token_and_after_the_lease() -> None:
    delivery = DeliveryFactory.create()
    token, _ = claim()

    assert not fence(delivery.pk, uuid.uuid4())
    assert not fence(delivery.pk, token, NOW + LEASE)
    assert reread(delivery).state == "claimed"


def test_the_fence_ends_a_row_with_an_obstacle() -> None:
    delivery = DeliveryFactory.create()
    token, _ = claim()

    assert not fence(delivery.pk, token, obstacle=Obstacle(DeliveryState.SUPERSEDED, "It moved." + "x" * 600))

    assert (reread(delivery).state, delivery.last_error[:9], delivery.token) == ("superseded", "It moved.", None)


def test_a_row_is_marked_sent_by_its_token_alone() -> None:
    delivery = DeliveryFactory.create(last_error="451 later")
    token, _ = claim()
    fence(delivery.pk, token)

    assert not mark_sent(delivery.pk, uuid.uuid4(), NOW)
    assert mark_sent(delivery.pk, token, NOW)

    assert (reread(delivery).state, delivery.sent_at, delivery.last_error) == ("sent", NOW, "")


def test_what_a_dead_worker_claimed_or_was_sending_goes_again_after_the_lease() -> None:
    claimed, inflight = DeliveryFactory.create_batch(2)
    token, _ = claim()
    fence(inflight.pk, token)

    assert outbox.recover(Delivery, now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert outbox.recover(Delivery, now=AFTER) == 2

    assert [reread(row).state for row in (claimed, inflight)] == ["pending", "pending"]
    assert (claimed.attempts, inflight.attempts) == (0, 1)
    assert inflight.last_error == "The worker vanished while sending; what it sent may have been accepted."
    # The worker wakes up after all: nothing is its own any more.
    assert not fence(claimed.pk, token, NOW)
    assert not mark_sent(inflight.pk, token, AFTER)


def test_a_strict_service_parks_for_a_person_what_may_have_been_sent(settings: Settings) -> None:
    settings.ALERTS_STRICT = True
    claimed, inflight = DeliveryFactory.create_batch(2)
    token, _ = claim()
    fence(inflight.pk, token)

    outbox.recover(Delivery, now=AFTER)

    assert (reread(claimed).state, reread(inflight).state) == ("pending", "parked")
    assert inflight.last_error == "The worker vanished while sending; what it sent may have been accepted."


def surely_clear(*deliveries: Delivery) -> Marks[Delivery]:
    """These rows claimed, in a state in which nobody need be asked what stands in the way."""
    token, _ = claim()
    Deadline.objects.update(revision=1)
    Outcome.objects.update(revision=1, due_at=NOW + timedelta(days=7))
    return Marks(
        Delivery,
        token,
        clear=nothing_in_the_way,
        related=(),
        obstacle=lambda row, moment: Obstacle(DeliveryState.FAILED, "asked"),
    )


def test_each_mail_takes_one_statement_before_and_one_after_it(django_assert_num_queries: Any) -> None:
    delivery = DeliveryFactory.create()
    two = surely_clear(delivery)

    with django_assert_num_queries(1):
        assert two.fence(delivery.pk, now=NOW)
    with django_assert_num_queries(1):
        assert two.sent(delivery.pk, now=NOW)


def test_one_mail_is_marked_and_the_next_let_through_in_one_commit(django_assert_num_queries: Any) -> None:
    first, second = DeliveryFactory.create_batch(2)
    two = surely_clear(first, second)
    two.fence(first.pk, now=NOW)

    # Within the test's transaction, SQLite's is a savepoint: its beginning, two updates, its end.
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 4):
        assert two.sent_and_through(first.pk, second.pk, now=NOW) == (True, True)

    assert (reread(first).state, first.sent_at, first.token) == ("sent", NOW, None)
    assert (reread(second).state, second.attempts, second.lease_until) == ("inflight", 1, NOW + LEASE)


def test_one_mail_is_marked_even_if_the_next_may_not_go() -> None:
    first, second = DeliveryFactory.create_batch(2)
    two = surely_clear(first, second)
    two.fence(first.pk, now=NOW)
    Alert.objects.filter(pk=second.alert_id).update(state="cancelled")

    assert two.sent_and_through(first.pk, second.pk, now=NOW) == (True, False)

    assert (reread(first).state, reread(second).state) == ("sent", "claimed")


def test_the_next_mail_goes_even_if_the_lease_of_the_one_before_lapsed() -> None:
    first, second = DeliveryFactory.create_batch(2)
    two = surely_clear(first, second)
    two.fence(first.pk, now=NOW)
    Delivery.objects.filter(pk=first.pk).update(token=None, state="pending")

    assert two.sent_and_through(first.pk, second.pk, now=NOW) == (False, True)

    assert (reread(first).state, reread(second).state) == ("pending", "inflight")


def test_a_mail_that_kills_its_worker_every_time_ends_as_failed() -> None:
    delivery = DeliveryFactory.create(attempts=MAX_ATTEMPTS - 1)
    token, _ = claim()
    fence(delivery.pk, token)

    outbox.recover(Delivery, now=AFTER)

    assert reread(delivery).state == "failed"


def test_a_row_that_could_not_be_sent_waits_longer_each_time_and_ends() -> None:
    delivery = DeliveryFactory.create()
    now, waits = NOW, []
    while reread(delivery).state == "pending":
        token, _ = claim(now)
        fence(delivery.pk, token, now)
        outbox.back_off(Delivery, [delivery.pk], token, reason="451 later", now=now)
        waits.append(reread(delivery).due_at - now)
        now = delivery.due_at

    assert (delivery.state, delivery.attempts, delivery.last_error) == ("failed", MAX_ATTEMPTS, "451 later")
    assert len(waits) == MAX_ATTEMPTS
    assert timedelta(seconds=30) <= waits[0] <= timedelta(minutes=1)
    assert timedelta(hours=3) <= waits[-1] <= timedelta(hours=6)
    assert now - NOW > timedelta(hours=8)


def test_not_reaching_the_server_counts_as_a_try() -> None:
    delivery = DeliveryFactory.create()
    token, keys = claim()

    outbox.back_off(Delivery, keys, token, reason="refused", now=NOW)

    assert (reread(delivery).state, delivery.attempts) == ("pending", 1)


def test_rows_that_were_not_come_to_can_be_claimed_at_once() -> None:
    delivery = DeliveryFactory.create()
    token, keys = claim()

    outbox.give_back(Delivery, keys, token)

    assert (reread(delivery).attempts, claim().keys) == (0, [delivery.pk])


def test_nothing_of_another_worker_is_given_back_ended_or_put_off() -> None:
    delivery = DeliveryFactory.create()
    token, keys = claim()
    foreign = uuid.uuid4()

    outbox.give_back(Delivery, keys, foreign)
    outbox.back_off(Delivery, keys, foreign, reason="x", now=NOW)
    outbox.end(Delivery, delivery.pk, foreign, state=DeliveryState.FAILED, reason="x")

    assert (reread(delivery).state, delivery.token) == ("claimed", token)
