from __future__ import annotations

import pytest

from tests.factories import (
    ActorFactory,
    DeadlineFactory,
    PolicyFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW
from timeline.alerts.followers import deadlines_reached, each_once, followed, subscriptions_reaching
from timeline.models import Deadline, Subscription

pytestmark = pytest.mark.django_db


def reaching(deadline: Deadline) -> set[int]:
    return set(subscriptions_reaching(deadline).values_list("pk", flat=True))


def follow(**target: object) -> Subscription:
    made: Subscription = SubscriptionFactory.create(**{"deadline": None, **target})
    return made


def test_a_deadline_reaches_who_follows_it_its_policy_its_topics_and_its_timelines() -> None:
    own, inherited, other = TopicFactory.create_batch(3)
    actor = ActorFactory.create()
    policy = PolicyFactory.create(topics=[inherited])
    deadline = DeadlineFactory.create(policy=policy, topics=[own], actors=[actor])
    wanted = [
        follow(deadline=deadline),
        follow(policy=policy),
        follow(topic=own),
        follow(topic=inherited),
        follow(timeline=TimelineFactory.create(deadlines=[deadline])),
        follow(timeline=TimelineFactory.create(topics=[own])),
        follow(timeline=TimelineFactory.create(topics=[inherited])),
        follow(timeline=TimelineFactory.create(policies=[policy])),
        follow(timeline=TimelineFactory.create(actors=[actor])),
        follow(actor=actor),
        follow(everything=True),
        follow(search={"topic": own.slug}),
    ]
    follow(topic=other)
    follow(actor=ActorFactory.create())
    follow(search={"topic": other.slug})
    follow(deadline=DeadlineFactory.create())
    follow(timeline=TimelineFactory.create(topics=[other]))

    assert reaching(deadline) == {subscription.pk for subscription in wanted}
    for subscription in wanted:
        assert deadline in deadlines_reached(subscription)
        assert subscription.everything or deadlines_reached(subscription).count() == 1


@pytest.mark.parametrize("way", range(9))
def test_each_way_of_following_is_found_for_many_deadlines_at_once(way: int) -> None:
    own, inherited = TopicFactory.create_batch(2)
    actor = ActorFactory.create()
    policy = PolicyFactory.create(topics=[inherited])
    deadline = DeadlineFactory.create(policy=policy, topics=[own], actors=[actor])
    other = DeadlineFactory.create(policy=PolicyFactory.create(), topics=[TopicFactory.create()])
    ways: list[dict[str, object]] = [
        {"deadline": deadline},
        {"policy": policy},
        {"topic": own},
        {"topic": inherited},
        {"timeline": TimelineFactory.create(deadlines=[deadline])},
        {"timeline": TimelineFactory.create(topics=[own])},
        {"timeline": TimelineFactory.create(topics=[inherited])},
        {"timeline": TimelineFactory.create(policies=[policy])},
        {"timeline": TimelineFactory.create(actors=[actor])},
    ]
    assert followed(Deadline.objects.all()) == set()

    follow(**ways[way])
    follow(**ways[way])

    assert followed(Deadline.objects.all()) == {deadline.pk}
    assert followed(Deadline.objects.filter(pk=other.pk)) == set()


def test_only_confirmed_subscriptions_that_stand_and_can_be_mailed_count() -> None:
    deadline = DeadlineFactory.create()
    follow(deadline=deadline, confirmed_at=None)
    follow(deadline=deadline, ended_at=NOW)
    follow(deadline=deadline, subscriber__suppressed_at=NOW)

    assert reaching(deadline) == set()


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_what_readers_cannot_see_reaches_nothing(status: str) -> None:
    policy = PolicyFactory.create(publication_status=status)
    deadline = DeadlineFactory.create(policy=policy)
    followed = [
        follow(policy=policy),
        follow(timeline=TimelineFactory.create(deadlines=[deadline], publication_status=status)),
    ]
    hidden = follow(deadline=DeadlineFactory.create(publication_status=status))

    assert reaching(deadline) == set()
    assert [list(deadlines_reached(subscription)) for subscription in (*followed, hidden)] == [[], [], []]


def test_a_subscriber_who_follows_twice_counts_once_by_the_older_subscription() -> None:
    deadline = DeadlineFactory.create(topics=[topic := TopicFactory.create()])
    subscriber = SubscriberFactory.create()
    first = follow(topic=topic, subscriber=subscriber)
    follow(deadline=deadline, subscriber=subscriber)
    other = follow(deadline=deadline)

    assert list(each_once(subscriptions_reaching(deadline))) == [
        {"subscriber_id": subscriber.pk, "endpoint_id": None, "first": first.pk},
        {"subscriber_id": other.subscriber_id, "endpoint_id": None, "first": other.pk},
    ]


def test_followers_are_found_in_two_queries(django_assert_num_queries: object) -> None:
    deadline = DeadlineFactory.create(policy=PolicyFactory.create(topics=[TopicFactory.create()]))
    follow(deadline=deadline)

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(each_once(subscriptions_reaching(deadline))) == 1
