from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import AlertFactory, DeliveryFactory, OutcomeFactory
from tests.timeline.alerts.acts import at
from timeline.alerts.standing import nothing_in_the_way, obstacle_to_delivery
from timeline.models import Delivery

pytestmark = pytest.mark.django_db

MORNING = at(3, 29, 9)


def delivery(**values: Any) -> Delivery:
    """A delivery of the current outcome's reminder; `deadline__…`, `outcome__…`, `alert__…` and so on reach its records."""
    deadline = {"revision": 1, "state": "pending", "due": datetime(2025, 4, 5, tzinfo=UTC).date()}
    settled = {**{f"alert__outcome__deadline__{name}": value for name, value in deadline.items()}, **values}
    made: Delivery = DeliveryFactory.create(**settled)
    return made


STANDING: list[dict[str, Any]] = [{}, {"alert__state": "fired"}, {"alert__kind": "moved", "alert__lead_days": None}]
FALLEN: list[dict[str, Any]] = [
    {"alert__state": "superseded"},
    {"alert__state": "cancelled"},
    {"alert__outcome__deadline__publication_status": "draft"},
    {"alert__outcome__deadline__publication_status": "retracted"},
    {"alert__outcome__deadline__revision": 2, "alert__outcome__deadline__state": "passed"},
    {"alert__outcome__state": "satisfied"},
    {"alert__outcome__error": "no"},
    {"alert__outcome__due_at": MORNING},
    {"alert__outcome__due": None, "alert__outcome__due_at": None},
    {"subscription__confirmed_at": None},
    {"subscription__ended_at": MORNING},
    {"subscription__subscriber__suppressed_at": MORNING},
]


@pytest.mark.parametrize("values", STANDING)
def test_what_stands_is_seen_to_stand_both_ways(values: dict[str, Any]) -> None:
    row = delivery(**values)

    assert obstacle_to_delivery(row, MORNING) is None
    assert Delivery.objects.filter(nothing_in_the_way(MORNING)).exists()


@pytest.mark.parametrize("values", FALLEN)
def test_what_has_fallen_is_seen_to_have_fallen_both_ways(values: dict[str, Any]) -> None:
    row = delivery(**values)

    assert obstacle_to_delivery(row, MORNING) is not None
    assert not Delivery.objects.filter(nothing_in_the_way(MORNING)).exists()


def test_a_delivery_whose_subscription_was_erased_has_fallen() -> None:
    row = delivery()
    Delivery.objects.update(subscription=None)
    row.refresh_from_db()

    assert obstacle_to_delivery(row, MORNING) is not None
    assert not Delivery.objects.filter(nothing_in_the_way(MORNING)).exists()


def test_a_newer_outcome_that_says_the_same_needs_the_second_look() -> None:
    outcome = OutcomeFactory.create()
    type(outcome.deadline).objects.filter(pk=outcome.deadline.pk).update(
        **{name: getattr(outcome, name) for name in ("state", "due", "due_at", "due_earliest", "due_latest")},
        revision=2,
    )
    outcome.deadline.refresh_from_db()
    row = DeliveryFactory.create(alert=AlertFactory.create(outcome=outcome))

    assert obstacle_to_delivery(row, MORNING) is None
    assert not Delivery.objects.filter(nothing_in_the_way(MORNING)).exists()
