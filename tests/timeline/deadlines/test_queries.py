"""What readers may see, what belongs to a timeline, and what was known on a day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import (
    ActorFactory,
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.deadlines import queries
from timeline.models import Deadline, Event, Timeline

pytestmark = pytest.mark.django_db

MARCH = date(2025, 3, 1)


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_nothing_but_published_records_is_ever_in(status: str) -> None:
    EventFactory.create(publication_status=status)
    TimelineFactory.create(publication_status=status)
    PolicyFactory.create(publication_status=status)
    DeadlineFactory.create(publication_status=status, state="pending", due_latest=date(2030, 1, 1))
    assert list(queries.published_events()) == []
    assert list(queries.published_timelines()) == []
    assert list(queries.published_policies()) == []
    assert list(queries.published_deadlines()) == []
    assert list(queries.upcoming_deadlines(on=MARCH)) == []
    assert list(queries.newest_events(known_on=date(2026, 1, 1))) == []


def test_an_event_belongs_to_a_timeline_by_hand_topic_policy_or_actor_and_only_once() -> None:
    topic, policy, actor = TopicFactory.create(), PolicyFactory.create(), ActorFactory.create()
    by_hand = EventFactory.create(date="2025-01-01")
    by_topic = EventFactory.create(date="2025-01-02", topics=[topic])
    by_policy = EventFactory.create(date="2025-01-03", policies=[policy])
    by_actor = EventFactory.create(date="2025-01-04", actors=[actor])
    by_all = EventFactory.create(date="2025-01-05", topics=[topic], policies=[policy], actors=[actor])
    EventFactory.create(date="2025-01-06", topics=[TopicFactory.create()])
    timeline = TimelineFactory.create(
        topics=[topic], policies=[policy], actors=[actor], events=[by_hand, by_all], deadlines=[]
    )
    assert list(queries.timeline_events(timeline)) == [by_hand, by_topic, by_policy, by_actor, by_all]


def test_a_deadline_belongs_to_a_timeline_by_its_own_topics_and_those_of_its_policy() -> None:
    topic, actor = TopicFactory.create(), ActorFactory.create()
    policy, selected = PolicyFactory.create(topics=[topic]), PolicyFactory.create()
    expected = {
        DeadlineFactory.create(topics=[topic]),
        DeadlineFactory.create(policy=policy),
        DeadlineFactory.create(policy=selected),
        DeadlineFactory.create(actors=[actor]),
        DeadlineFactory.create(policy=policy, topics=[topic], actors=[actor]),
    }
    by_hand = DeadlineFactory.create()
    DeadlineFactory.create(policy=PolicyFactory.create())
    timeline = TimelineFactory.create(topics=[topic], policies=[selected], actors=[actor], deadlines=[by_hand])
    found = list(queries.timeline_deadlines(timeline))
    assert set(found) == {*expected, by_hand}
    assert len(found) == 6


def test_a_record_finds_the_timelines_it_is_on() -> None:
    topic = TopicFactory.create()
    policy = PolicyFactory.create(topics=[topic])
    event = EventFactory.create(topics=[topic])
    deadline = DeadlineFactory.create(policy=policy)
    one = TimelineFactory.create(title="A", topics=[topic])
    two = TimelineFactory.create(title="B", policies=[policy], events=[event])
    TimelineFactory.create(title="C", topics=[topic], publication_status="draft")
    TimelineFactory.create(title="D")
    assert list(queries.timelines_with_event(event)) == [one, two]
    assert list(queries.timelines_with_deadline(deadline)) == [one, two]
    assert list(queries.timelines_with_policy(policy)) == [one, two]


def test_both_ways_of_asking_about_membership_agree() -> None:
    topics = [TopicFactory.create() for _ in range(3)]
    policies = [PolicyFactory.create(topics=topics[:n]) for n in range(3)]
    events = [EventFactory.create(topics=topics[n:], policies=policies[:n]) for n in range(3)]
    deadlines = [DeadlineFactory.create(topics=topics[:n], policy=policies[n]) for n in range(3)]
    timelines = [
        TimelineFactory.create(topics=[topics[n]], policies=[policies[2 - n]], events=[events[n]]) for n in range(3)
    ]
    for timeline in timelines:
        for event in events:
            assert (event in queries.timeline_events(timeline)) == (timeline in queries.timelines_with_event(event))
        for deadline in deadlines:
            assert (deadline in queries.timeline_deadlines(timeline)) == (
                timeline in queries.timelines_with_deadline(deadline)
            )


def test_an_event_is_known_from_the_day_it_became_known() -> None:
    known = EventFactory.create(date="2025-02-28")
    announced = EventFactory.create(date="2027-01-01", known_from=date(2025, 2, 1))
    EventFactory.create(date="2025-03-02")
    EventFactory.create(date="2024-12-01", known_from=date(2025, 4, 1))
    assert list(queries.published_events(known_on=MARCH)) == [known, announced]
    assert queries.published_events().count() == 4


def test_a_policy_is_known_once_one_of_its_events_is() -> None:
    known, later, by_effect, bare = (PolicyFactory.create(title=title) for title in "abcd")
    EventFactory.create(policies=[known, later], date="2025-06-01")
    EventFactory.create(policies=[known], date="2025-01-01")
    EventFactory.create(policies=[later], date="2025-01-01", publication_status="draft")
    event = EventFactory.create(date="2025-01-01")
    EffectFactory.create(event=event, on_deadline=None, on_policy=by_effect, does="adopt", until=None)
    assert list(queries.published_policies(known_on=MARCH)) == [known, by_effect, bare]


def test_a_deadline_is_known_once_its_trigger_is_through_any_chain() -> None:
    known = CountedRuleFactory.create(trigger_event__date="2025-02-01").deadline
    unknown = CountedRuleFactory.create(trigger_event__date="2025-04-01").deadline
    drafted = CountedRuleFactory.create(trigger_event__publication_status="draft").deadline
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=known).deadline
    third = CountedRuleFactory.create(trigger_event=None, trigger_deadline=second).deadline
    for trigger in (unknown, drafted):
        CountedRuleFactory.create(trigger_event=None, trigger_deadline=trigger)
    stated = RuleFactory.create().deadline
    found = queries.published_deadlines(known_on=MARCH)
    assert set(found) == {known, second, third, stated}
    assert queries.known_deadline_ids(Deadline.objects.filter(pk=third.pk), MARCH) == {third.pk}


def test_a_chain_through_a_draft_is_not_known() -> None:
    draft = CountedRuleFactory.create(deadline__publication_status="draft").deadline
    chained = CountedRuleFactory.create(trigger_event=None, trigger_deadline=draft).deadline
    assert chained in queries.published_deadlines()
    assert list(queries.published_deadlines(known_on=MARCH)) == []


def test_deadlines_that_trigger_each_other_in_a_circle_are_never_known() -> None:
    one, two = DeadlineFactory.create(), DeadlineFactory.create()
    CountedRuleFactory.create(deadline=one, trigger_event=None, trigger_deadline=two)
    CountedRuleFactory.create(deadline=two, trigger_event=None, trigger_deadline=one)
    assert list(queries.published_deadlines(known_on=MARCH)) == []


def test_a_stated_deadline_is_known_once_its_policy_is() -> None:
    policy = PolicyFactory.create()
    EventFactory.create(policies=[policy], date="2025-03-10")
    RuleFactory.create(deadline__policy=policy)
    assert list(queries.published_deadlines(known_on=MARCH)) == []
    assert queries.published_deadlines(known_on=date(2025, 3, 10)).count() == 1


def test_upcoming_deadlines_are_pending_and_the_next_comes_first() -> None:
    later = DeadlineFactory.create(state="pending", due=date(2025, 5, 1), due_latest=date(2025, 5, 1))
    today = DeadlineFactory.create(state="pending", due=MARCH, due_latest=MARCH)
    DeadlineFactory.create(state="pending", due=date(2025, 2, 28), due_latest=date(2025, 2, 28))
    DeadlineFactory.create(state="rescinded", due=date(2025, 5, 1), due_latest=date(2025, 5, 1))
    assert list(queries.upcoming_deadlines(on=MARCH)) == [today, later]


def test_the_newest_event_is_the_one_that_became_known_last() -> None:
    old = EventFactory.create(date="2025-02-01")
    revealed = EventFactory.create(date="2020", known_from=date(2025, 2, 20))
    EventFactory.create(date="2025-03-02")
    assert list(queries.newest_events(known_on=MARCH)) == [revealed, old]


def test_a_citation_of_a_source_that_is_not_published_is_left_out() -> None:
    event = EventFactory.create()
    shown = CitationFactory.create(event=event)
    CitationFactory.create(event=event, source=SourceFactory.create(publication_status="draft"))
    CitationFactory.create(event=event, source=SourceFactory.create(publication_status="retracted"))
    assert list(queries.published_citations().filter(event=event)) == [shown]


def test_an_effect_is_shown_only_where_event_and_target_are_published() -> None:
    shown = EffectFactory.create()
    EffectFactory.create(event__publication_status="draft")
    EffectFactory.create(on_deadline__publication_status="retracted")
    hidden = PolicyFactory.create(publication_status="draft")
    EffectFactory.create(on_deadline=None, on_policy=hidden, does="adopt", until=None)
    assert list(queries.published_effects()) == [shown]
    assert list(queries.published_effects(known_on=date(2025, 4, 3))) == []


def test_a_policy_has_its_events_and_deadlines_each_once() -> None:
    policy = PolicyFactory.create()
    event = EventFactory.create(policies=[policy])
    EffectFactory.create(event=event, on_deadline=None, on_policy=policy, does="adopt", until=None)
    EventFactory.create()
    deadline = CountedRuleFactory.create(deadline__policy=policy, trigger_event__date="2025-04-01").deadline
    assert list(queries.policy_events(policy)) == [event]
    assert list(queries.policy_deadlines(policy)) == [deadline]
    assert list(queries.policy_deadlines(policy, known_on=MARCH)) == []


def test_the_deadlines_of_a_topic_are_those_that_carry_it_or_whose_policy_does() -> None:
    topic = TopicFactory.create()
    own = DeadlineFactory.create(topics=[topic])
    inherited = DeadlineFactory.create(policy=PolicyFactory.create(topics=[topic]))
    DeadlineFactory.create(topics=[topic], publication_status="draft")
    assert set(queries.topic_deadlines(topic)) == {own, inherited}


def test_a_timeline_page_of_an_earlier_day_has_what_was_known_then() -> None:
    event = EventFactory.create(date="2025-02-01")
    later = EventFactory.create(date="2025-04-01")
    known = CountedRuleFactory.create(trigger_event=event).deadline
    unknown = CountedRuleFactory.create(trigger_event=later).deadline
    timeline: Timeline = TimelineFactory.create(events=[event, later], deadlines=[known, unknown])
    assert list(queries.timeline_events(timeline, known_on=MARCH)) == [event]
    assert list(queries.timeline_deadlines(timeline, known_on=MARCH)) == [known]
    assert Event.objects.count() == 2
