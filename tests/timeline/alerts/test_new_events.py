from __future__ import annotations

from datetime import timedelta

import pytest

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
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW
from timeline.alerts.deliver import deliver
from timeline.alerts.fanout import fire_due
from timeline.alerts.new_events import plan_new_events
from timeline.alerts.sweep import sweep
from timeline.models import Alert, Delivery, Event, Subscription

pytestmark = pytest.mark.django_db

TODAY = NOW.date().isoformat()


def follow(**target: object) -> Subscription:
    made: Subscription = SubscriptionFactory.create(**{"deadline": None, "new_events": True, **target})
    return made


def told() -> set[int | None]:
    return set(Delivery.objects.filter(alert__kind="new-event").values_list("subscription_id", flat=True))


def test_a_new_event_is_told_to_who_follows_what_it_belongs_to_and_asked_for_new_events() -> None:
    topic, actor, policy = TopicFactory.create(), ActorFactory.create(), PolicyFactory.create()
    EventFactory.create(title="A ruling", date=TODAY, topics=[topic], actors=[actor], policies=[policy])
    wanted = [
        follow(topic=topic),
        follow(actor=actor),
        follow(policy=policy),
        follow(timeline=TimelineFactory.create(topics=[topic])),
        follow(everything=True),
        follow(search={"q": "ruling"}),
    ]
    follow(topic=topic, new_events=False)
    follow(topic=TopicFactory.create())
    follow(search={"q": "tariff"})
    follow(deadline=DeadlineFactory.create(topics=[topic]))
    follow(topic=topic, confirmed_at=NOW + timedelta(hours=1))

    sweep(NOW)

    assert told() == {subscription.pk for subscription in wanted}


def test_a_subscriber_who_follows_an_event_twice_hears_of_it_once_however_often_the_sweep_runs() -> None:
    subscriber = SubscriberFactory.create()
    topic = TopicFactory.create()
    follow(topic=topic, subscriber=subscriber)
    follow(everything=True, subscriber=subscriber)
    EventFactory.create(date=TODAY, topics=[topic])

    for _ in range(3):
        sweep(NOW)

    assert (Alert.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("event", "count"),
    [
        ({"date": "2025-03-01"}, 1),
        ({"date": "2025-02-27"}, 1),
        ({"date": "2025-02-26"}, 0),
        ({"date": "2023-08"}, 0),
        ({"date": "2023-08", "known_from": NOW.date()}, 1),
        ({"date": "2025-03-02"}, 0),
        ({"date": TODAY, "publication_status": "draft"}, 0),
        ({"date": TODAY, "publication_status": "retracted"}, 0),
    ],
)
def test_only_what_became_known_lately_is_news(event: dict[str, object], count: int) -> None:
    EventFactory.create(**event)

    assert plan_new_events(NOW) == count


def test_an_event_entered_ahead_is_told_on_the_day_it_becomes_known() -> None:
    follow(everything=True)
    EventFactory.create(date="2025-03-03")
    sweep(NOW)
    assert told() == set()

    sweep(NOW + timedelta(days=2))

    assert len(told()) == 1


def test_an_event_loaded_from_a_file_is_found_as_well() -> None:
    follow(everything=True)
    event = EventFactory.build(date=TODAY)
    event.derive_dates()
    Event.objects.bulk_create([event])

    sweep(NOW)

    assert len(told()) == 1


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_an_event_withdrawn_before_it_was_told_is_told_to_nobody(status: str) -> None:
    follow(everything=True)
    event = EventFactory.create(date=TODAY)
    plan_new_events(NOW)
    Event.objects.filter(pk=event.pk).update(publication_status=status)

    fire_due(NOW)

    assert told() == set()
    assert Alert.objects.get().state == "cancelled"
    Event.objects.filter(pk=event.pk).update(publication_status="published")
    sweep(NOW)
    assert len(told()) == 1


def test_an_event_withdrawn_between_planning_and_sending_is_not_sent(post: SmtpSink) -> None:
    follow(everything=True)
    event = EventFactory.create(date=TODAY)
    sweep(NOW)
    Event.objects.filter(pk=event.pk).update(publication_status="retracted")

    deliver(clock=lambda: NOW)

    assert post.messages == []
    assert Delivery.objects.get().last_error == "The event is retracted."


def test_the_mail_says_what_happened_when_and_why_it_comes(post: SmtpSink) -> None:
    follow(search={"q": "export"}, subscriber__email="reader@readers.example")
    event = EventFactory.create(title="Export rule", summary="It *ends* a <licence>.", date=TODAY)
    sweep(NOW)

    deliver(clock=lambda: NOW)

    (mail,) = post.messages
    assert mail.message["Subject"] == "New, 1 March 2025: Export rule"
    text = " ".join(mail.part("plain").split())
    assert text.startswith("New event, 1 March 2025. It ends a <licence>. Export rule")
    assert f"https://longstop.example/events/{event.slug}/" in text
    assert "You get this mail because you follow the search for “export”." in text
    assert "It ends a &lt;licence&gt;." in mail.part("html")
