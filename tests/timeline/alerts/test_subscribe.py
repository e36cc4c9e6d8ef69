from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import (
    DeadlineFactory,
    DeliveryFactory,
    PolicyFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW, at, enter_deadline, follow, reminders
from timeline.alerts.changing import change_wishes
from timeline.alerts.fanout import fire_due
from timeline.alerts.leads import Lead
from timeline.alerts.limits import PER_ADDRESS, PER_CLIENT, client_key
from timeline.alerts.subscribe import (
    FORGOTTEN_AFTER,
    LinkUsedUp,
    TooManyRequests,
    confirm,
    end_all,
    end_subscription,
    forget_unconfirmed,
    subscribe,
)
from timeline.alerts.wishes import MAX_LEAD_TIMES, checked_lead_times, wishes_of
from timeline.models import Confirmation, Delivery, Subscriber, Subscription, Target

pytestmark = pytest.mark.django_db


def ask(target: Target, email: str = "reader@readers.example", **options: object) -> None:
    subscribe(email, target, **{"language": "en", "now": NOW, **options})  # type: ignore[arg-type]


def asked() -> list[str]:
    """Addresses of the confirmation mails that wait to be sent, the oldest first."""
    waiting = Confirmation.objects.filter(state="pending").order_by("asked_at", "pk")
    return list(waiting.values_list("subscription__subscriber__email", flat=True))


@pytest.mark.parametrize("factory", [TimelineFactory, PolicyFactory, TopicFactory, DeadlineFactory])
def test_asking_leaves_an_unconfirmed_subscription_and_a_mail_to_send(factory: type[TimelineFactory]) -> None:
    target = factory.create()

    subscribe("Reader@Readers.Example ", target, [14, 3, 14], language="de", now=NOW)

    subscription = Subscription.objects.get()
    assert (subscription.target, subscription.confirmed_at, subscription.ended_at) == (target, None, None)
    assert (subscription.subscriber.email, subscription.subscriber.language) == ("reader@readers.example", "de")
    assert [lead.days for lead in subscription.lead_times.all()] == [14, 3]
    assert asked() == ["reader@readers.example"]


def test_asking_again_makes_no_second_subscription_and_takes_the_last_wishes() -> None:
    deadline = DeadlineFactory.create()
    ask(deadline, lead_times=[30])

    ask(deadline, "READER@readers.example", lead_times=[7, 1], now=NOW + timedelta(hours=1))

    assert Subscriber.objects.count() == 1
    assert [lead.days for lead in Subscription.objects.get().lead_times.all()] == [7, 1]


def test_asking_twice_in_a_moment_sends_one_mail() -> None:
    deadline = DeadlineFactory.create()

    ask(deadline)
    ask(deadline, now=NOW + timedelta(minutes=1))

    assert len(asked()) == 1


def test_asking_later_sends_a_new_mail_instead_of_the_one_that_never_left() -> None:
    deadline = DeadlineFactory.create()

    ask(deadline)
    ask(deadline, now=NOW + timedelta(minutes=6))

    assert [row.asked_at for row in Confirmation.objects.filter(state="pending")] == [NOW + timedelta(minutes=6)]
    assert Confirmation.objects.filter(state="superseded").count() == 1


def test_asking_for_what_is_followed_changes_nothing_and_sends_a_mail_as_well() -> None:
    deadline = DeadlineFactory.create()
    subscription = follow(deadline, 30, subscriber__email="reader@readers.example", subscriber__language="en")

    ask(deadline, lead_times=[1], language="de")

    subscription.refresh_from_db()
    assert [lead.days for lead in subscription.lead_times.all()] == [30]
    assert subscription.subscriber.language == "en"
    assert asked() == ["reader@readers.example"]


def test_a_suppressed_address_is_sent_nothing() -> None:
    SubscriberFactory.create(email="reader@readers.example", suppressed_at=NOW)

    ask(DeadlineFactory.create())

    assert asked() == []


def test_an_address_gets_a_few_of_these_mails_an_hour_at_most() -> None:
    for deadline in DeadlineFactory.create_batch(PER_ADDRESS + 2):
        ask(deadline)
    assert len(asked()) == PER_ADDRESS

    ask(DeadlineFactory.create(), "other@readers.example")
    ask(DeadlineFactory.create(), now=NOW + timedelta(hours=1, seconds=1))
    assert len(asked()) == PER_ADDRESS + 2


def test_a_client_can_ask_for_so_many_addresses_an_hour_and_no_more() -> None:
    deadline, client = DeadlineFactory.create(), client_key("192.0.2.1")
    for number in range(PER_CLIENT):
        ask(deadline, f"reader-{number}@readers.example", client=client)

    with pytest.raises(TooManyRequests):
        ask(deadline, "another@readers.example", client=client)
    ask(deadline, "another@readers.example", client=client_key("192.0.2.2"))
    ask(deadline, "later@readers.example", client=client, now=NOW + timedelta(hours=1, seconds=1))


def test_what_sends_no_mail_counts_against_the_client_as_well() -> None:
    # Else a client could tell who is suppressed, or was asked a moment ago, by what it may still ask for.
    deadline, client = DeadlineFactory.create(), client_key("192.0.2.1")
    SubscriberFactory.create(email="suppressed@readers.example", suppressed_at=NOW)
    for number in range(PER_CLIENT):
        ask(deadline, ("suppressed@readers.example", "reader@readers.example")[number % 2], client=client)

    assert asked() == ["reader@readers.example"]
    with pytest.raises(TooManyRequests):
        ask(deadline, "another@readers.example", client=client)


def test_a_client_is_known_by_a_hash_and_an_ipv6_client_by_its_network() -> None:
    assert "192.0.2.1" not in client_key("192.0.2.1")
    assert client_key("2001:db8:1:2::3") == client_key("2001:db8:1:2:ffff::9")
    assert client_key("2001:db8:1:2::3") != client_key("2001:db8:1:3::3")
    assert client_key("::ffff:192.0.2.1") == client_key("192.0.2.1")
    assert client_key("nonsense") == ""


@pytest.mark.parametrize(("days", "sentence"), [
    ([731], "A lead time of 731 days was given; 0 to 730 days are allowed."),
    ([-1], "A lead time of -1 days was given; 0 to 730 days are allowed."),
    (range(11), "11 lead times were given; at most 10 are allowed."),
])  # fmt: skip
def test_lead_times_that_are_not_allowed_are_refused_and_nothing_is_stored(days: list[int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask(DeadlineFactory.create(), lead_times=days)

    assert Subscriber.objects.count() == 0


def test_lead_times_are_kept_once_each_the_longest_first() -> None:
    assert list(checked_lead_times([1, 730, 0, 1])) == [Lead(730), Lead(1), Lead(0)]
    assert len(checked_lead_times(range(MAX_LEAD_TIMES))) == MAX_LEAD_TIMES


# Confirming ---------------------------------------------------------------------------------------


def test_confirming_makes_a_subscription_active_once() -> None:
    deadline = DeadlineFactory.create()
    ask(deadline)
    subscription = Subscription.objects.get()

    confirm(subscription.pk, NOW)
    confirm(subscription.pk, at(3, 2))

    subscription.refresh_from_db()
    assert subscription.confirmed_at == NOW
    assert list(Subscription.objects.active()) == [subscription]


def test_confirming_reminds_at_once_of_what_is_near() -> None:
    now = at(3, 31)
    deadline = enter_deadline(now, followed=False)
    ask(deadline, lead_times=[30, 7, 1], now=now)

    confirm(Subscription.objects.get().pk, now)
    fire_due(now)

    assert list(Delivery.objects.values_list("alert__lead_days", flat=True)) == [7]


def test_what_was_ended_or_erased_cannot_be_confirmed() -> None:
    subscription = SubscriptionFactory.create(confirmed_at=None, ended_at=NOW)

    for key in (subscription.pk, subscription.pk + 1):
        with pytest.raises(LinkUsedUp):
            confirm(key, NOW)
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None


# Changing and ending ------------------------------------------------------------------------------


def test_a_new_lead_time_is_planned_and_an_old_one_given_up() -> None:
    deadline = enter_deadline()
    subscription = follow(deadline, 30, 7)

    change_wishes(subscription, replace(wishes_of(subscription), lead_times=checked_lead_times([14, 7])), NOW)

    assert [lead.days for lead in subscription.lead_times.all()] == [14, 7]
    assert reminders(deadline)[14] == at(3, 22, 9)


def test_an_ended_subscription_takes_its_waiting_mail_with_it() -> None:
    delivery = DeliveryFactory.create()
    sent = DeliveryFactory.create(subscription=delivery.subscription, state="sent")
    assert delivery.subscription is not None
    ask(delivery.subscription.target, delivery.subscriber.email)

    end_subscription(delivery.subscription, NOW)
    end_subscription(delivery.subscription, at(3, 2))

    for row in (delivery, sent):
        row.refresh_from_db()
    assert (delivery.state, delivery.last_error) == ("superseded", "The subscription has ended.")
    assert sent.state == "sent"
    assert delivery.subscription.ended_at == NOW
    assert asked() == []


def test_mail_that_another_subscription_asks_for_as_well_still_goes() -> None:
    topic = TopicFactory.create()
    deadline = enter_deadline(topics=[topic])
    ending = follow(deadline, 30)
    other = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=ending.subscriber)
    other.lead_times.create(days=30)
    fire_due(at(3, 6, 9))

    end_subscription(ending, at(3, 6, 9))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.subscription) == ("pending", other)


def test_a_subscription_that_ended_can_be_asked_for_anew() -> None:
    subscription = SubscriptionFactory.create(ended_at=NOW)

    ask(subscription.target, subscription.subscriber.email)

    assert Subscription.objects.filter(ended_at=None, confirmed_at=None).count() == 1


def test_ending_everything_ends_everything_of_one_subscriber() -> None:
    subscriber = SubscriberFactory.create()
    mine = SubscriptionFactory.create_batch(2, subscriber=subscriber)
    other = SubscriptionFactory.create()

    end_all(subscriber, NOW)

    assert set(Subscription.objects.filter(ended_at=NOW)) == set(mine)
    assert list(Subscription.objects.active()) == [other]


# Forgetting ---------------------------------------------------------------------------------------


def test_what_was_never_confirmed_is_forgotten_with_its_address() -> None:
    ask(DeadlineFactory.create())
    Subscription.objects.update(created_at=NOW)

    assert forget_unconfirmed(NOW + FORGOTTEN_AFTER) == 0
    assert forget_unconfirmed(NOW + FORGOTTEN_AFTER + timedelta(hours=1)) == 1
    assert (Subscriber.objects.count(), Subscription.objects.count(), Confirmation.objects.count()) == (0, 0, 0)


def test_forgetting_spares_who_follows_something_who_asked_again_and_who_is_suppressed() -> None:
    old = NOW - FORGOTTEN_AFTER - timedelta(days=1)
    active = SubscriptionFactory.create()
    spared = SubscriptionFactory.create(confirmed_at=None, subscriber=active.subscriber)
    suppressed = SubscriptionFactory.create(confirmed_at=None, subscriber__suppressed_at=NOW)
    again = SubscriptionFactory.create(confirmed_at=None)
    Subscription.objects.update(created_at=old)
    ask(again.target, again.subscriber.email)

    forget_unconfirmed(NOW)

    assert set(Subscription.objects.all()) == {active, again}
    kept = {active.subscriber, suppressed.subscriber, again.subscriber}
    assert set(Subscriber.objects.all()) == kept
    assert not Subscription.objects.filter(pk=spared.pk).exists()
