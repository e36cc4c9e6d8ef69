from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import (
    AlertFactory,
    DeliveryFactory,
    RecomputeRequestFactory,
    SubscriberFactory,
    WebhookSubscriptionFactory,
)
from tests.timeline.alerts.acts import at
from timeline.alerts.domains import Gate
from timeline.alerts.metrics import figures
from timeline.deadlines.sweep_runs import SweepName, sweep_ended
from timeline.models import DeliveryState, RecomputeRequest

pytestmark = pytest.mark.django_db

NOW = at(3, 29)


def counted(name: str) -> dict[tuple[str, ...], float]:
    """The values of one figure that are not 0."""
    values = {figure.name: figure.values for figure in figures(NOW)}[name]
    return {labels: value for labels, value in values.items() if value}


def test_alerts_and_deliveries_are_counted_by_state_and_nothing_is_absent() -> None:
    AlertFactory.create(fire_at=NOW + timedelta(days=1))
    for state in ("sent", "sent", "failed"):
        DeliveryFactory.create(state=state, alert__state="fired")

    assert counted("alerts") == {("reminder", "planned"): 1, ("reminder", "fired"): 3}
    assert counted("deliveries") == {("email", "sent"): 2, ("email", "failed"): 1}
    values = {figure.name: figure.values for figure in figures(NOW)}["deliveries"]
    assert (values["webhook", "pending"], len(values)) == (0, 2 * len(DeliveryState))


def test_the_lag_is_the_age_of_the_oldest_row_that_is_due() -> None:
    AlertFactory.create(fire_at=NOW - timedelta(minutes=2))
    for waited in (5, 90, -3600):
        DeliveryFactory.create(due_at=NOW - timedelta(seconds=waited), alert__state="fired")
    DeliveryFactory.create(due_at=NOW - timedelta(days=9), state="sent", alert__state="fired")
    told = WebhookSubscriptionFactory.create()
    DeliveryFactory.create(
        subscription=told,
        channel="webhook",
        endpoint=told.endpoint,
        due_at=NOW - timedelta(seconds=400),
        alert__state="fired",
    )

    assert counted("lag_seconds") == {("alert",): 120, ("delivery",): 90, ("webhook",): 400}


def test_what_waits_to_be_computed_is_counted_with_its_age() -> None:
    RecomputeRequestFactory.create()
    RecomputeRequest.objects.update(requested_at=NOW - timedelta(seconds=30))

    assert (counted("recompute_requests"), counted("recompute_lag_seconds")) == ({(): 1}, {(): 30})


def test_each_sweep_has_the_age_of_its_mark_once_it_has_ended() -> None:
    sweep_ended(SweepName.ALERTS, NOW - timedelta(seconds=42))

    assert counted("sweep_age_seconds") == {("alerts",): 42}


def test_suppressed_addresses_and_closed_domains_are_counted() -> None:
    SubscriberFactory.create(suppressed_at=NOW)
    SubscriberFactory.create()
    gate = Gate()
    gate.refused("full.example", "421 4.7.0 Too much mail", closing=True, now=NOW)
    gate.unreachable("refused", NOW)

    assert counted("suppressed_subscribers") == {(): 1}
    assert (counted("closed_mail_domains"), counted("mail_server_closed")) == ({(): 1}, {(): 1})
