from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import at, enter_deadline, follow
from timeline.alerts.outbox import LEASE
from timeline.alerts.subscribe import FORGOTTEN_AFTER, subscribe
from timeline.alerts.sweep import send_waiting, sweep
from timeline.models import Alert, Confirmation, Delivery, Subscription

pytestmark = pytest.mark.django_db

MORNING = at(3, 6, 9)


def test_a_sweep_fires_what_is_due_and_says_how_much_waits(post: SmtpSink) -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    subscribe("new@readers.example", deadline, language="en", now=MORNING)

    assert sweep(MORNING) == 2
    send_waiting(clock=lambda: MORNING)

    assert len(post.messages) == 2
    assert sweep(MORNING) == 0


def test_a_sweep_frees_what_dead_workers_held() -> None:
    follow(enter_deadline(), 30)
    sweep(MORNING)
    Delivery.objects.update(state="claimed", lease_until=MORNING + LEASE)
    subscribe("new@readers.example", enter_deadline(), language="en", now=MORNING)
    Confirmation.objects.update(state="inflight", lease_until=MORNING + LEASE)

    assert sweep(MORNING + LEASE - timedelta(seconds=1)) == 0
    assert sweep(MORNING + LEASE) == 2


def test_a_sweep_plans_what_nobody_planned() -> None:
    follow(enter_deadline(), 30)
    Alert.objects.all().delete()

    assert sweep(MORNING) == 1


def test_a_sweep_forgets_what_was_never_confirmed() -> None:
    subscribe("new@readers.example", enter_deadline(followed=False), language="en", now=MORNING)
    Subscription.objects.update(created_at=MORNING)

    sweep(MORNING + FORGOTTEN_AFTER + timedelta(hours=1))

    assert Subscription.objects.count() == 0


def test_two_sweeps_at_once_are_one(post: SmtpSink) -> None:
    for _ in range(3):
        follow(enter_deadline(stated=date(2025, 4, 5)), 30)

    sweep(MORNING)
    sweep(MORNING)
    send_waiting(clock=lambda: MORNING)
    send_waiting(clock=lambda: MORNING)

    assert len(post.messages) == 3
