"""What would change if something typed were saved and published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.factories import CountedRuleFactory, EffectFactory, RuleFactory
from timeline.deadlines.whatif import Difference, whatif_event, whatif_rule
from timeline.models import Deadline, Effect, Event, RecomputeRequest, Rule

pytestmark = pytest.mark.django_db

ON = date(2025, 5, 1)
Seen = tuple[str, date | None]


def pause(**values: Any) -> Deadline:
    """Due 5 April 2025."""
    return CountedRuleFactory.create(deadline__slug="pause", **values).deadline


def chained(deadline: Deadline, **values: Any) -> Deadline:
    return RuleFactory.create(stated=None, trigger_deadline=deadline, period="10 days", **values).deadline


def order(**values: Any) -> Event:
    """An event of 4 April 2025 that nobody saved."""
    return Event(**{"title": "The extension", "date": "2025-04-04", **values})


def extension(deadline: Deadline, until: date = date(2025, 6, 19)) -> Effect:
    return Effect(does="extend", on_deadline=deadline, until=until)


def changes(found: Sequence[Difference]) -> dict[str, tuple[Seen, Seen]]:
    return {
        each.deadline.slug: ((each.before.state, each.before.due), (each.after.state, each.after.due))
        for each in found
        if each.is_change
    }


def test_an_unsaved_event_moves_its_target_and_all_that_is_chained_to_it() -> None:
    deadline = pause()
    second = chained(deadline, deadline__slug="second")
    chained(second, deadline__slug="third")
    RuleFactory.create(deadline__slug="unconcerned")

    found = whatif_event(order(), [extension(deadline)], known_on=ON)

    assert changes(found) == {
        "pause": (("passed", date(2025, 4, 5)), ("pending", date(2025, 6, 19))),
        "second": (("passed", date(2025, 4, 15)), ("pending", date(2025, 6, 29))),
        "third": (("passed", date(2025, 4, 25)), ("pending", date(2025, 7, 9))),
    }
    assert [(each.deadline.slug, each.is_direct) for each in found] == [
        ("pause", True),
        ("second", False),
        ("third", False),
    ]


def test_nothing_is_written() -> None:
    deadline = pause()
    before = (Event.objects.count(), Effect.objects.count(), RecomputeRequest.objects.count())

    whatif_event(order(), [extension(deadline)], known_on=ON)

    assert (Event.objects.count(), Effect.objects.count(), RecomputeRequest.objects.count()) == before
    deadline.refresh_from_db()
    assert deadline.due is None


def test_the_explanation_names_the_unsaved_event_by_its_title() -> None:
    (found,) = whatif_event(order(), [extension(pause())], known_on=ON)

    assert any("“The extension”" in sentence for sentence in found.sentences)
    assert not any("(unsaved)" in sentence for sentence in found.sentences)


def test_a_removed_effect_changes_what_it_had_reached() -> None:
    effect = EffectFactory.create(on_deadline=pause())

    found = whatif_event(effect.event, [], known_on=ON)

    assert changes(found) == {"pause": (("pending", date(2025, 6, 19)), ("passed", date(2025, 4, 5)))}


def test_an_effect_turned_to_another_deadline_changes_both() -> None:
    effect = EffectFactory.create(on_deadline=pause())
    effect.on_deadline = CountedRuleFactory.create(deadline__slug="other").deadline

    found = whatif_event(effect.event, [effect], known_on=ON)

    assert changes(found) == {
        "other": (("passed", date(2025, 4, 5)), ("pending", date(2025, 6, 19))),
        "pause": (("pending", date(2025, 6, 19)), ("passed", date(2025, 4, 5))),
    }


def test_an_unchanged_event_changes_nothing_and_still_names_what_it_reaches() -> None:
    deadline = pause()
    effect = EffectFactory.create(on_deadline=deadline)
    chained(deadline)

    found = whatif_event(effect.event, [effect], known_on=ON)

    assert [(each.deadline.slug, each.is_change) for each in found] == [("pause", False)]


def test_a_draft_event_is_compared_with_what_readers_see_without_it() -> None:
    effect = EffectFactory.create(on_deadline=pause(), event__publication_status="draft")

    found = whatif_event(effect.event, [effect], known_on=ON)

    assert changes(found) == {"pause": (("passed", date(2025, 4, 5)), ("pending", date(2025, 6, 19)))}


def test_another_draft_event_is_not_counted_in_for_a_published_deadline() -> None:
    deadline = pause()
    EffectFactory.create(
        on_deadline=deadline, until=date(2026, 1, 1), event__publication_status="draft", event__date="2025-04-20"
    )

    found = whatif_event(order(), [extension(deadline)], known_on=ON)

    assert changes(found) == {"pause": (("passed", date(2025, 4, 5)), ("pending", date(2025, 6, 19)))}


def test_a_draft_deadline_is_compared_with_drafts_counted_in() -> None:
    deadline = pause(deadline__publication_status="draft", trigger_event__publication_status="draft")

    found = whatif_event(order(), [extension(deadline)], known_on=ON)

    assert changes(found) == {"pause": (("passed", date(2025, 4, 5)), ("pending", date(2025, 6, 19)))}


def test_a_published_deadline_does_not_follow_a_draft_it_is_counted_from() -> None:
    draft = pause(deadline__publication_status="draft")
    chained(draft, deadline__slug="second")

    found = whatif_event(order(), [extension(draft)], known_on=ON)

    assert list(changes(found)) == ["pause"]


def test_a_typed_date_of_an_event_moves_what_it_triggers() -> None:
    deadline = pause()
    event = deadline.rule.trigger_event
    assert event is not None
    event.date = "2025-01-21"

    found = whatif_event(event, [], known_on=ON)

    assert changes(found) == {"pause": (("passed", date(2025, 4, 5)), ("passed", date(2025, 4, 6)))}


def test_a_draft_trigger_gives_a_published_deadline_its_date() -> None:
    deadline = pause(trigger_event__publication_status="draft")
    event = deadline.rule.trigger_event
    assert event is not None

    found = whatif_event(event, [], known_on=ON)

    assert changes(found) == {"pause": (("undetermined", None), ("passed", date(2025, 4, 5)))}


def test_of_two_orders_of_one_day_the_one_typed_further_down_wins() -> None:
    deadline = pause()
    EffectFactory.create(on_deadline=deadline, until=date(2025, 8, 1), event__position=5)

    above = whatif_event(order(position=4), [extension(deadline)], known_on=ON)
    below = whatif_event(order(position=6), [extension(deadline)], known_on=ON)

    assert changes(above) == {}
    assert changes(below) == {"pause": (("pending", date(2025, 8, 1)), ("pending", date(2025, 6, 19)))}


def test_what_is_counted_from_a_superseded_deadline_follows_its_successor() -> None:
    deadline = pause()
    chained(deadline, deadline__slug="second")
    successor = RuleFactory.create(deadline__slug="successor", stated=date(2025, 9, 1)).deadline
    effect = Effect(does="supersede", on_deadline=deadline, by_deadline=successor)

    found = whatif_event(order(), [effect], known_on=ON)

    assert changes(found) == {
        "pause": (("passed", date(2025, 4, 5)), ("superseded", date(2025, 4, 5))),
        "second": (("passed", date(2025, 4, 15)), ("pending", date(2025, 9, 11))),
    }


def test_an_effect_on_a_policy_reaches_no_deadline() -> None:
    assert whatif_event(order(), [Effect(does="adopt", on_policy_id=1)], known_on=ON) == []


def test_a_retracted_target_is_left_out() -> None:
    assert whatif_event(order(), [extension(pause(deadline__publication_status="retracted"))], known_on=ON) == []


def test_a_typed_rule_moves_the_deadline_and_what_is_chained_to_it() -> None:
    deadline = pause()
    chained(deadline, deadline__slug="second")
    rule = deadline.rule
    rule.period = "100 days"

    found = whatif_rule(deadline, rule, known_on=ON)

    assert changes(found) == {
        "pause": (("passed", date(2025, 4, 5)), ("passed", date(2025, 4, 30))),
        "second": (("passed", date(2025, 4, 15)), ("pending", date(2025, 5, 10))),
    }


def test_a_new_deadline_changes_no_other() -> None:
    assert whatif_rule(Deadline(title="New"), Rule(stated=date(2025, 1, 1)), known_on=ON) == []


def test_a_rule_that_closes_a_circle_says_so() -> None:
    deadline = pause()
    second = chained(deadline, deadline__slug="second")
    rule = deadline.rule
    rule.trigger_event, rule.trigger_deadline = None, second

    found = whatif_rule(deadline, rule, known_on=ON)

    assert {each.deadline.slug: each.after.error for each in found} == {
        "pause": "deadlines trigger each other in a circle: pause → second → pause",
        "second": "deadlines trigger each other in a circle: pause → second → pause",
    }


def test_the_number_of_queries_does_not_grow_with_the_chain(django_assert_max_num_queries: Any) -> None:
    deadline = pause()
    last = deadline
    for _number in range(20):
        last = chained(last)

    with django_assert_max_num_queries(20):
        found = whatif_event(order(), [extension(deadline)], known_on=ON)

    assert len(changes(found)) == 21
