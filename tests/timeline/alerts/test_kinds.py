from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.factories import DeadlineFactory, SubscriptionFactory, TopicFactory
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline, follow
from timeline.alerts.changing import change_wishes
from timeline.alerts.fanout import fire_due
from timeline.alerts.subscribe import confirm, subscribe
from timeline.alerts.wishes import wishes_of
from timeline.models import Delivery, Subscription

pytestmark = pytest.mark.django_db


def waiting(*subscriptions: Subscription) -> list[tuple[int | None, str]]:
    """Subscription and kind of each delivery over these subscriptions that waits to be sent."""
    pending = Delivery.objects.filter(state="pending", subscription__in=subscriptions).order_by("pk")
    return list(pending.values_list("subscription_id", "alert__kind"))


def change_kinds(subscription: Subscription, kinds: list[str], now: datetime) -> None:
    change_wishes(subscription, replace(wishes_of(subscription), kinds=kinds), now)


def test_a_subscription_is_told_of_the_kinds_it_asks_for_alone() -> None:
    deadline = enter_deadline()
    reminded = follow(deadline, 30, changes=False)
    informed = follow(deadline, 30, reminders=False)

    fire_due(at(3, 6, 9))
    assert waiting(reminded, informed) == [(reminded.pk, "reminder")]
    act(deadline, "extend", at(3, 7), until=date(2025, 6, 19))
    fire_due(at(3, 7))

    assert waiting(reminded, informed) == [(informed.pk, "moved")]


def test_a_subscription_without_reminders_is_not_caught_up_with() -> None:
    deadline = enter_deadline(at(3, 31))
    subscribe("reader@readers.example", deadline, [30], kinds=["changes"], language="en", now=at(3, 31))

    subscription = confirm(Subscription.objects.get(confirmed_at=None).pk, at(3, 31))

    assert waiting(subscription) == []


def test_giving_up_a_kind_takes_its_waiting_mail_back_and_leaves_the_others() -> None:
    deadline = enter_deadline()
    subscription = follow(deadline, 30)
    fire_due(at(3, 6, 9))

    change_kinds(subscription, ["changes"], at(3, 6, 10))

    assert waiting(subscription) == []
    assert Delivery.objects.get().last_error == "The subscription does not ask for this any more."
    act(deadline, "extend", at(3, 7), until=date(2025, 6, 19))
    fire_due(at(3, 7))
    assert waiting(subscription) == [(subscription.pk, "moved")]


def test_a_kind_that_another_subscription_asks_for_is_still_told() -> None:
    topic = TopicFactory.create()
    deadline = enter_deadline(topics=[topic])
    first = follow(deadline)
    second = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=first.subscriber)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)

    change_kinds(first, ["reminders"], NOW)

    assert waiting(first, second) == [(second.pk, "moved")]


def test_asking_for_reminders_later_catches_up() -> None:
    deadline = enter_deadline(at(3, 31))
    subscription = follow(deadline, 30, reminders=False)

    change_kinds(subscription, ["reminders"], at(3, 31))

    assert waiting(subscription) == [(subscription.pk, "reminder")]


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([], "No kind was given; one or more of reminders, changes, new_events are needed."),
        (["everything"], "“everything” was given; one or more of reminders, changes, new_events are needed."),
    ],
)
def test_kinds_that_are_not_allowed_are_refused_and_nothing_is_stored(kinds: list[str], sentence: str) -> None:
    deadline = DeadlineFactory.create()
    subscription = follow(deadline)

    with pytest.raises(ValueError, match=sentence):
        change_kinds(subscription, kinds, NOW)
    with pytest.raises(ValueError, match=sentence):
        subscribe("new@readers.example", deadline, kinds=kinds, language="en", now=NOW)

    subscription.refresh_from_db()
    assert (subscription.reminders, subscription.changes, subscription.new_events) == (True, True, False)
    assert Subscription.objects.count() == 1


def test_the_database_keeps_a_subscription_from_telling_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SubscriptionFactory.create(reminders=False, changes=False, new_events=False)
