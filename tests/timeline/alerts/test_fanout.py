from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import (
    AlertFactory,
    LeadTimeFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW, act, at, computed, enter_deadline, follow, reminders
from timeline.alerts import fanout, placing
from timeline.alerts.fanout import fire, fire_due
from timeline.models import Alert, Deadline, Delivery, Subscription

pytestmark = pytest.mark.django_db


def told(kind: str = "reminder", lead_days: int | None = None) -> set[Subscription]:
    """The subscriptions whose subscribers are told an alert of this kind."""
    found = Delivery.objects.filter(alert__kind=kind).select_related("subscription")
    if lead_days is not None:
        found = found.filter(alert__lead_days=lead_days)
    return {delivery.subscription for delivery in found if delivery.subscription is not None}


def test_a_reminder_goes_to_those_who_chose_its_lead_time() -> None:
    deadline = enter_deadline()
    wanted = follow(deadline, 7, 1)
    follow(deadline, 30)
    follow(deadline)

    fire_due(at(3, 29, 9))

    assert told(lead_days=7) == {wanted}


def test_nothing_fires_before_its_time() -> None:
    follow(enter_deadline(), 30, 7, 1)

    assert fire_due(at(3, 6, 8, 59)) == 0
    assert Delivery.objects.count() == 0


def test_a_notice_goes_to_every_follower_whatever_their_lead_times() -> None:
    deadline = enter_deadline(followed=False)
    followers = {follow(deadline), follow(deadline, 1)}

    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)

    assert told("moved") == followers


def test_who_follows_since_the_change_has_seen_it() -> None:
    deadline = enter_deadline(followed=False)
    before = follow(deadline, confirmed_at=NOW)
    follow(deadline, confirmed_at=at(3, 1, 12, 1))

    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(at(3, 1, 12, 2))

    assert told("moved") == {before}


def test_a_subscriber_who_follows_over_two_ways_gets_one_mail() -> None:
    topic = TopicFactory.create()
    deadline = enter_deadline(topics=[topic])
    subscriber = SubscriberFactory.create()
    first = follow(deadline, 7, subscriber=subscriber)
    second = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=subscriber)
    LeadTimeFactory.create(subscription=second, days=7)

    fire_due(at(3, 29, 9))

    assert Delivery.objects.count() == 1
    assert told() == {first}


def test_of_several_lead_times_that_passed_a_subscriber_hears_the_shortest() -> None:
    now = at(3, 31)
    deadline = enter_deadline(now)
    both, longer = follow(deadline, 30, 7, 1), follow(deadline, 30)

    fire_due(now)

    assert told(lead_days=7) == {both}
    assert told(lead_days=30) == {longer}


def test_the_shortest_counts_over_all_the_ways_a_subscriber_follows() -> None:
    now = at(3, 31)
    topic = TopicFactory.create()
    deadline = enter_deadline(now, topics=[topic])
    subscriber = SubscriberFactory.create()
    follow(deadline, 30, subscriber=subscriber)
    other = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=subscriber)
    LeadTimeFactory.create(subscription=other, days=7)

    fire_due(now)

    assert list(Delivery.objects.values_list("alert__lead_days", flat=True)) == [7]


def test_firing_twice_delivers_once() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    fire_due(at(3, 6, 9))
    Alert.objects.filter(deadline=deadline, lead_days=30).update(state="planned")

    fire_due(at(3, 6, 9))

    assert Delivery.objects.count() == 1
    assert reminders(deadline, "fired") == {30: at(3, 6, 9)}


def test_who_was_reminded_of_the_day_already_is_not_reminded_again() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    fire_due(at(3, 6, 9))
    Delivery.objects.update(state="sent")
    act(deadline, "extend", at(3, 7), until=date(2025, 6, 19))
    deadline.effects.all().delete()
    computed(deadline, at(3, 7, 13))

    fire_due(at(3, 7, 13))

    assert Delivery.objects.filter(alert__kind="reminder").count() == 1


def test_an_alert_is_delivered_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PIECE", 2)
    deadline = enter_deadline()
    followers = {follow(deadline, 30) for _ in range(5)}

    assert fire_due(at(3, 6, 9)) == 5

    assert told() == followers
    assert reminders(deadline, "fired") == {30: at(3, 6, 9)}


def test_a_piece_stands_when_the_next_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "PIECE", 2)
    deadline = enter_deadline()
    for _ in range(3):
        follow(deadline, 30)
    with monkeypatch.context() as failing:
        whole = placing.deliver_to
        calls: list[int] = []

        def deliver_to(*arguments: Any) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise RuntimeError("the power fails")
            whole(*arguments)

        failing.setattr(fanout, "deliver_to", deliver_to)
        fire_due(at(3, 6, 9))
    assert Delivery.objects.count() == 2
    assert 30 in reminders(deadline)

    fire_due(at(3, 6, 9))

    assert Delivery.objects.count() == 3
    assert 30 in reminders(deadline, "fired")


def test_one_alert_that_cannot_fire_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = enter_deadline(), enter_deadline()
    follow(sound, 30)
    follow(broken, 30)
    # A zone that was renamed since: 9 in the morning is nowhere.
    type(broken.rule).objects.filter(deadline=broken).update(timezone="Europe/Atlantis")

    fire_due(at(3, 6, 9))

    assert [delivery.alert.deadline for delivery in Delivery.objects.all()] == [sound]
    assert "could not be fired" in caplog.text


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_an_alert_of_a_deadline_that_readers_cannot_see_is_cancelled(status: str) -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    # Behind the back of everything that listens.
    Deadline.objects.filter(pk=deadline.pk).update(publication_status=status)

    fire_due(at(3, 6, 9))

    assert Delivery.objects.count() == 0
    assert reminders(deadline, "cancelled") == {30: at(3, 6, 9)}


def test_a_reminder_of_an_outcome_that_was_replaced_does_not_fire() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    Deadline.objects.filter(pk=deadline.pk).update(revision=2, due=date(2025, 6, 19))

    fire_due(at(3, 6, 9))

    assert Delivery.objects.count() == 0
    assert reminders(deadline, "superseded") == {30: at(3, 6, 9)}


def test_a_reminder_that_slept_through_the_deadline_does_not_fire() -> None:
    deadline = enter_deadline()
    follow(deadline, 30, 7, 1)

    fire_due(at(4, 6))

    assert Delivery.objects.count() == 0
    assert reminders(deadline) == {}


def test_a_reminder_that_no_follower_asked_for_is_fired_all_the_same() -> None:
    deadline = enter_deadline()

    fire_due(at(3, 6, 9))

    assert reminders(deadline, "fired") == {30: at(3, 6, 9)}


def test_an_alert_that_is_not_planned_is_not_fired() -> None:
    alert = AlertFactory.create(state="superseded")

    assert fire(alert.pk, NOW) == 0
    assert Delivery.objects.count() == 0
