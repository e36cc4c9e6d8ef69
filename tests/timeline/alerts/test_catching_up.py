from __future__ import annotations

from datetime import date

import pytest

from tests.factories import LeadTimeFactory, SubscriberFactory, SubscriptionFactory, TopicFactory
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline, follow, reminders
from timeline.alerts.catching_up import catch_up
from timeline.alerts.fanout import fire_due
from timeline.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


def heard(subscription: Subscription) -> list[int | None]:
    """Lead times of the reminders for one subscription's subscriber."""
    found = Delivery.objects.filter(subscriber=subscription.subscriber_id).order_by("pk")
    return list(found.values_list("alert__lead_days", flat=True))


def test_a_new_follower_hears_at_once_what_came_already_and_only_the_shortest() -> None:
    deadline = enter_deadline()
    early = follow(deadline, 30, 7, 1)
    fire_due(at(3, 6, 9))
    fire_due(at(3, 29, 9))
    Delivery.objects.update(state="sent")

    late = follow(deadline, 30, 7, 1)
    catch_up(late, at(3, 31))
    fire_due(at(3, 31))

    assert heard(late) == [7]
    assert heard(early) == [30, 7]


def test_a_new_follower_of_a_deadline_far_off_hears_nothing_yet() -> None:
    late = follow(enter_deadline(), 30, 7, 1)

    catch_up(late, NOW)
    fire_due(NOW)

    assert heard(late) == []


def test_catching_up_twice_tells_once() -> None:
    deadline = enter_deadline()
    late = follow(deadline, 30)

    for hour in (1, 2, 3):
        catch_up(late, at(3, 31, hour))
        fire_due(at(3, 31, hour))

    assert heard(late) == [30]


def test_who_was_reminded_over_another_way_is_not_reminded_again() -> None:
    topic = TopicFactory.create()
    deadline = enter_deadline(topics=[topic])
    subscriber = SubscriberFactory.create()
    first = follow(deadline, 7, subscriber=subscriber)
    fire_due(at(3, 29, 9))
    Delivery.objects.update(state="sent")

    second = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=subscriber)
    LeadTimeFactory.create(subscription=second, days=30)
    catch_up(second, at(3, 31))
    fire_due(at(3, 31))

    assert heard(first) == [7]


def test_a_new_lead_time_is_planned_for_what_is_followed() -> None:
    deadline = enter_deadline()

    catch_up(follow(deadline, 14), NOW)

    assert reminders(deadline)[14] == at(3, 22, 9)


def test_a_new_lead_time_that_came_already_reminds_at_once_and_nobody_else() -> None:
    deadline = enter_deadline()
    other = follow(deadline, 30)
    fire_due(at(3, 6, 9))

    late = follow(deadline, 20)
    catch_up(late, at(3, 20))
    fire_due(at(3, 20))

    assert heard(late) == [20]
    assert heard(other) == [30]


def test_a_follower_who_came_after_a_notice_hears_the_reminder_that_the_notice_stood_for() -> None:
    deadline = enter_deadline()
    early = follow(deadline, 7)
    act(deadline, "extend", at(4, 4, 8), until=date(2025, 4, 9))
    fire_due(at(4, 4, 8))

    late = follow(deadline, 7)
    catch_up(late, at(4, 4, 10))
    fire_due(at(4, 4, 10))

    assert heard(late) == [7]
    assert heard(early) == [None]


@pytest.mark.parametrize("does", ["satisfy", "suspend", "rescind"])
def test_there_is_nothing_to_catch_up_with_where_nothing_is_due(does: str) -> None:
    deadline = enter_deadline()
    act(deadline, does, at(3, 30))

    late = follow(deadline, 30, confirmed_at=at(3, 31))
    catch_up(late, at(3, 31))
    fire_due(at(3, 31))

    assert heard(late) == []
