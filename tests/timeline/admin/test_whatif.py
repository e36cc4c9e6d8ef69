"""What an event would change, as it is typed: old against new, and how many would be told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.factories import (
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    OutcomeFactory,
    RuleFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TopicFactory,
)

from .panel import followed, panel, stored, with_extension

pytestmark = pytest.mark.django_db


def test_a_new_effect_lists_old_against_new_and_who_would_be_told(editor: Client) -> None:
    deadline = followed()
    chained = RuleFactory.create(
        stated=None, trigger_deadline=deadline, period="10 days", deadline__title="The report"
    ).deadline
    SubscriptionFactory.create(deadline=deadline)
    SubscriptionFactory.create_batch(2, deadline=deadline, confirmed_at=None)
    SubscriptionFactory.create(deadline=chained)
    before = stored()

    words = panel(editor, "event", **with_extension(deadline))

    assert "Once this event is published:" in words
    assert "The pause Now: Thursday, 5 April 2998 pending Then: Wednesday, 19 June 2999 pending" in words
    assert "The report Now: Sunday, 15 April 2998 pending Then: Saturday, 29 June 2999 pending" in words
    # The report was never computed, so its followers hear of no change yet.
    assert words.endswith("One follower would be told.")
    assert stored() == before


def test_a_follower_of_several_moved_deadlines_is_counted_once(editor: Client) -> None:
    topic, reader = TopicFactory.create(), SubscriberFactory.create()
    one, other = followed(), followed()
    one.topics.add(topic)
    SubscriptionFactory.create(subscriber=reader, deadline=None, topic=topic)
    SubscriptionFactory.create(subscriber=reader, deadline=other)
    SubscriptionFactory.create(deadline=other)
    SubscriptionFactory.create(deadline=one, subscriber__suppressed_at=datetime(2025, 1, 1, tzinfo=UTC))

    words = panel(
        editor,
        "event",
        **with_extension(one, effects__TOTAL_FORMS="2"),
        effects__1__does="extend",
        effects__1__on_deadline=other.pk,
        effects__1__until="2999-06-19",
        effects__1__position="1",
    )

    assert words.endswith("2 followers would be told.")


def test_a_deadline_long_past_tells_nobody(editor: Client) -> None:
    deadline = CountedRuleFactory.create().deadline
    OutcomeFactory.create(deadline=deadline, state="passed")
    SubscriptionFactory.create(deadline=deadline)

    words = panel(editor, "event", **with_extension(deadline, effects__0__until="2025-06-19"))

    assert "Then: Thursday, 19 June 2025 passed" in words
    assert words.endswith("No follower would be told.")


def test_a_first_date_tells_nobody(editor: Client) -> None:
    event = EventFactory.create(publication_status="draft", date="2997-01-20")
    deadline = CountedRuleFactory.create(trigger_event=event).deadline
    OutcomeFactory.create(deadline=deadline, state="undetermined", due=None, due_at=None)
    SubscriptionFactory.create(deadline=deadline)

    words = panel(editor, "event", event)

    assert "Now: no date undetermined Then: Wednesday, 5 April 2997 pending" in words
    assert words.endswith("No follower would be told.")


def test_an_effect_ticked_for_deletion_lists_what_goes_back(publisher: Client) -> None:
    effect = EffectFactory.create(on_deadline=followed(), until=date(2999, 6, 19))

    words = panel(publisher, "event", effect.event, effects__0__DELETE="on")

    assert "Now: Wednesday, 19 June 2999 pending Then: Thursday, 5 April 2998 pending" in words
    assert effect.event.effects.count() == 1


def test_an_event_without_effects_reaches_no_deadline(editor: Client) -> None:
    assert "It reaches no deadline." in panel(editor, "event", date="2025-04-04")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"date": ""}, "Date: This field is required."),
        ({"date": "2025-13-01"}, "Date: "),
        ({"date": "Q3 2024"}, "Date: "),
        ({"known_from": "yesterday"}, "Known from: Enter a valid date."),
        ({"effects__0__until": ""}, "Effect 1: Until: An extension needs “until” (a date) or “by” (a period)."),
        ({"effects__0__by": "5 moons"}, "Effect 1: By: period '5 moons' is not understood"),
        (
            {"effects__0__does": "adopt"},
            "Effect 1: Does: This cannot happen to a deadline; it is an effect on a policy.",
        ),
        ({"effects__0__on_deadline": ""}, "Effect 1: On deadline: Choose the deadline or the policy"),
        ({"effects__0__does": "vanish"}, "Effect 1: Does: Select a valid choice."),
    ],
)
def test_a_mistake_of_an_event_is_a_sentence_with_its_field(
    editor: Client, values: dict[str, str], sentence: str
) -> None:
    words = panel(editor, "event", **{**with_extension(followed()), **values})

    assert sentence in words
    assert "would be told" not in words
