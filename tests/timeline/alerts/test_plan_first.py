from __future__ import annotations

from datetime import date

import pytest

from tests.factories import (
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    SubscriptionFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW, act, alerts, at, computed, enter_deadline, follow, notices, reminders
from timeline.alerts.reminders import plan_soon
from timeline.models import Alert, Event, Subscription

from .planned import DEFAULTS

pytestmark = pytest.mark.django_db


def test_a_deadline_gets_reminders_for_the_default_lead_times_and_no_notice() -> None:
    deadline = enter_deadline()

    assert reminders(deadline) == DEFAULTS
    assert notices(deadline) == []


def test_reminders_are_planned_for_lead_times_somebody_chose_too() -> None:
    follow(DeadlineFactory.create(), 14)

    deadline = enter_deadline()

    assert reminders(deadline) == {**DEFAULTS, 14: at(3, 22, 9)}


def test_reminders_fire_in_the_morning_of_the_jurisdiction() -> None:
    deadline = enter_deadline(jurisdiction=JurisdictionFactory.create(timezone="America/New_York"))

    # New York puts its clocks forward on 9 March.
    assert reminders(deadline) == {30: at(3, 6, 14), 7: at(3, 29, 13), 1: at(4, 4, 13)}


def test_lead_times_that_passed_before_the_deadline_became_known_fire_at_once() -> None:
    now = at(3, 31)

    deadline = enter_deadline(now)

    assert reminders(deadline) == {30: now, 7: now, 1: at(4, 4, 9)}


def test_a_deadline_of_the_past_entered_late_mails_nobody() -> None:
    deadline = enter_deadline(stated=date(2024, 1, 15))

    assert deadline.state == "passed"
    assert alerts(deadline) == []


def test_a_whole_history_entered_late_mails_nobody() -> None:
    trigger = EventFactory.create(date="2024-01-20")
    rule = CountedRuleFactory.create(trigger_event=trigger)
    follow(rule.deadline, 30, 7, 1)
    for day, until in (("2024-04-04", date(2024, 6, 19)), ("2024-06-19", date(2024, 9, 17))):
        EffectFactory.create(event=EventFactory.create(date=day), on_deadline=rule.deadline, until=until)
        computed(rule.deadline, NOW)

    act(rule.deadline, "satisfy", NOW, date="2024-09-01")

    assert Alert.objects.count() == 0


def test_a_deadline_whose_trigger_has_not_happened_yet_has_nothing_to_tell() -> None:
    trigger = EventFactory.create(date="2025-03-01", publication_status="draft")
    deadline = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)

    assert deadline.state == "undetermined"
    assert alerts(deadline) == []


def test_the_first_day_of_a_deadline_is_reminded_of_and_no_notice_of_change() -> None:
    trigger = EventFactory.create(date="2025-01-20", publication_status="draft")
    deadline = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)
    follow(deadline)
    now = at(3, 31)

    Event.objects.filter(pk=trigger.pk).update(publication_status="published")
    computed(deadline, now)

    assert reminders(deadline) == {30: now, 7: now, 1: at(4, 4, 9)}
    assert notices(deadline) == []


def test_nothing_is_planned_for_a_deadline_that_nobody_follows() -> None:
    deadline = enter_deadline(followed=False)

    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    plan_soon(at(6, 12))

    assert Alert.objects.count() == 0


def test_a_deadline_whose_followers_have_left_loses_what_was_planned_and_gets_nothing_new() -> None:
    deadline = enter_deadline()
    Subscription.objects.update(ended_at=NOW)

    act(deadline, "extend", at(3, 2), until=date(2025, 6, 19))

    assert reminders(deadline, "superseded") == DEFAULTS
    assert reminders(deadline) == {}


def test_what_came_to_be_followed_by_its_topic_is_planned_in_time() -> None:
    topic = TopicFactory.create()
    SubscriptionFactory.create(deadline=None, topic=topic)
    deadline = enter_deadline(followed=False)
    trigger = EventFactory.create(date="2025-03", known_from=date(2025, 3, 1))
    vague = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)
    for each in (deadline, vague):
        each.topics.add(topic)

    plan_soon(at(3, 28))
    plan_soon(at(5, 7))

    assert reminders(deadline)[7] == at(3, 29, 9)
    assert reminders(vague)[7] == at(5, 8, 9)
