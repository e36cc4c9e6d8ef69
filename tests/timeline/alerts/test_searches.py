from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    ActorFactory,
    DeadlineFactory,
    EventFactory,
    PolicyFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW
from timeline.alerts.followers import deadlines_reached, followed, subscriptions_reaching
from timeline.alerts.searches import read_search, searches_finding
from timeline.alerts.subscribe import subscribe
from timeline.models import EVERYTHING, Deadline, SavedSearch, Subscription

pytestmark = pytest.mark.django_db


def save(**values: str) -> Subscription:
    made: Subscription = SubscriptionFactory.create(deadline=None, search=values)
    return made


def test_a_search_finds_by_words_topic_policy_and_actor_within_its_timeline() -> None:
    topic, actor = TopicFactory.create(), ActorFactory.create()
    policy = PolicyFactory.create()
    deadline = DeadlineFactory.create(title="Chips report", topics=[topic], actors=[actor], policy=policy)
    inside = TimelineFactory.create(deadlines=[deadline])
    outside = TimelineFactory.create()
    wanted = [
        save(q="chips report"),
        save(topic=topic.slug),
        save(policy=policy.slug),
        save(actor=actor.slug, q="chips"),
        save(timeline=inside.slug, q="chips"),
    ]
    save(q="tariffs")
    save(timeline=outside.slug, q="chips")
    save(kind="ruling")

    assert searches_finding(deadline) == [subscription.pk for subscription in wanted]
    assert [list(deadlines_reached(subscription)) for subscription in wanted] == [[deadline]] * 5


def test_a_search_for_a_kind_finds_events_and_no_deadlines() -> None:
    ruling, other = EventFactory.create(kind="ruling"), EventFactory.create(kind="report")
    wanted = save(kind="ruling")

    assert searches_finding(ruling) == [wanted.pk]
    assert searches_finding(other) == []


@pytest.mark.parametrize("name", ["timeline", "policy", "topic", "actor"])
def test_a_search_naming_what_is_gone_reaches_nothing(name: str) -> None:
    deadline = DeadlineFactory.create()
    subscription = save(**{name: "gone", "q": "deadline"})

    assert read_search(SavedSearch.of({name: "gone"})) is None
    assert not subscriptions_reaching(deadline).exists()
    assert not deadlines_reached(subscription).exists()


def test_a_deadline_counts_as_followed_by_whoever_follows_it_through_a_search_an_actor_or_everything() -> None:
    actor = ActorFactory.create()
    found, acting, bare = (
        DeadlineFactory.create(title="Chips"),
        DeadlineFactory.create(actors=[actor]),
        DeadlineFactory.create(),
    )
    every = Deadline.objects.all()
    assert followed(every) == set()

    save(q="chips")
    SubscriptionFactory.create(deadline=None, actor=actor)
    assert followed(every) == {found.pk, acting.pk}

    SubscriptionFactory.create(deadline=None, everything=True)
    assert followed(every) == {found.pk, acting.pk, bare.pk}


def test_asking_twice_for_the_same_makes_one_subscription_whatever_the_order_of_the_filters() -> None:
    for values in ({"q": "chips", "kind": "ruling"}, {"kind": "ruling", "q": "chips", "topic": ""}):
        subscribe("reader@readers.example", SavedSearch.of(values), language="en", now=NOW)
    subscribe("reader@readers.example", SavedSearch.of({"q": "tariffs"}), language="en", now=NOW)
    for _ in range(2):
        subscribe("reader@readers.example", EVERYTHING, language="en", now=NOW)

    assert [str(made.target) for made in Subscription.objects.all()] == [
        "kind=ruling&q=chips",
        "q=tariffs",
        "everything",
    ]


@pytest.mark.parametrize(
    "target",
    [{"everything": True}, {"search": {"q": "chips"}}, {"actor": "some"}],
    ids=["everything", "search", "actor"],
)
def test_the_database_keeps_a_subscriber_from_following_the_same_twice(target: dict[str, object]) -> None:
    if "actor" in target:
        target = {"actor": ActorFactory.create()}
    subscriber = SubscriberFactory.create()
    SubscriptionFactory.create(deadline=None, subscriber=subscriber, **target)

    with pytest.raises(IntegrityError), transaction.atomic():
        SubscriptionFactory.create(deadline=None, subscriber=subscriber, **target)


@pytest.mark.parametrize("second", [{"everything": True}, {"search": {"q": "chips"}}, {"deadline": None}])
def test_the_database_keeps_a_subscription_to_exactly_one_thing(second: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SubscriptionFactory.create(**second)
