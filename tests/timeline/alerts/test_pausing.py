from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import EventFactory, SubscriptionFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline, follow
from timeline.alerts.changing import change_clock
from timeline.alerts.deliver import deliver
from timeline.alerts.fanout import fire_due
from timeline.alerts.moments import Clock
from timeline.alerts.pausing import pause, resume
from timeline.alerts.sweep import sweep
from timeline.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


def outcome_of(subscription: Subscription) -> list[tuple[str, int | None, str]]:
    """Kind, lead time and state of the subscription's mails."""
    found = Delivery.objects.filter(subscription=subscription).order_by("pk")
    return list(found.values_list("alert__kind", "alert__lead_days", "state"))


def test_a_pause_holds_what_waits_and_what_comes_and_the_end_of_it_lets_both_go(post: SmtpSink) -> None:
    deadline = enter_deadline()
    mine = follow(deadline, subscriber__email="me@readers.example")
    other = follow(deadline, subscriber__email="you@readers.example")
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)
    pause(mine.subscriber, NOW)
    act(deadline, "suspend", at(3, 2))
    sweep(at(3, 2))

    deliver(clock=lambda: at(3, 2))

    assert "me@readers.example" not in [mail.recipients[0] for mail in post.messages]
    resume(mine.subscriber, at(3, 3))
    deliver(clock=lambda: at(3, 3))
    assert [mail.recipients[0] for mail in post.messages].count("me@readers.example") == 1
    # Moved and then suspended: what no longer holds is not told afterwards.
    assert outcome_of(mine) == [("moved", None, "superseded"), ("suspended", None, "sent")]
    assert outcome_of(other) == [("moved", None, "superseded"), ("suspended", None, "sent")]


def test_of_several_reminders_held_the_last_one_goes() -> None:
    mine = follow(enter_deadline(), 30, 7, 1)
    pause(mine.subscriber, NOW)
    sweep(at(3, 6, 9))
    sweep(at(3, 29, 9))

    resume(mine.subscriber, at(3, 30))

    assert outcome_of(mine) == [("reminder", 30, "superseded"), ("reminder", 7, "pending")]
    assert Delivery.objects.get(state="pending").due_at == at(3, 30)


def test_a_reminder_of_what_passed_during_the_pause_is_not_sent(post: SmtpSink) -> None:
    mine = follow(enter_deadline(), 1)
    pause(mine.subscriber, NOW)
    sweep(at(4, 4, 9))

    resume(mine.subscriber, at(4, 10))
    deliver(clock=lambda: at(4, 10))

    assert post.messages == []
    assert outcome_of(mine) == [("reminder", 1, "superseded")]


@pytest.mark.parametrize(("days", "state"), [(2, "pending"), (3, "superseded")])
def test_an_event_that_is_no_news_any_more_is_not_told_after_the_pause(days: int, state: str) -> None:
    mine = SubscriptionFactory.create(deadline=None, everything=True, new_events=True)
    pause(mine.subscriber, NOW)
    EventFactory.create(date=NOW.date().isoformat())
    sweep(NOW)

    resume(mine.subscriber, NOW + timedelta(days=days))

    assert outcome_of(mine) == [("new-event", None, state)]


def test_changing_the_clock_during_a_pause_lets_nothing_go(post: SmtpSink) -> None:
    mine = follow(enter_deadline(), 30)
    pause(mine.subscriber, NOW)
    sweep(at(3, 6, 9))

    mine.subscriber.refresh_from_db()
    change_clock(mine.subscriber, Clock("Asia/Kathmandu", 7), at(3, 7))
    deliver(clock=lambda: at(3, 8))

    assert post.messages == []
    assert outcome_of(mine) == [("reminder", 30, "pending")]
