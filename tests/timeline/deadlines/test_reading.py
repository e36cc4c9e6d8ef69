from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import CountedRuleFactory, DeadlineFactory, EffectFactory, PolicyFactory, RuleFactory
from timeline.deadlines.reading import read_deadline, read_deadlines, read_policies
from timeline.models import Deadline, PublicationStatus

pytestmark = pytest.mark.django_db


def test_it_reads_a_deadline_as_known_on_a_day() -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline)

    before = read_deadline(rule.deadline, known_on=date(2025, 4, 3))
    after = read_deadline(rule.deadline, known_on=date(2025, 4, 4))

    assert (before.state, before.due, after.state, after.due) == (
        "pending",
        date(2025, 4, 5),
        "pending",
        date(2025, 6, 19),
    )
    assert [step.event for step in after.steps if step.op == "extend"] == [rule.deadline.effects.get().event.slug]


def test_many_are_read_by_slug_in_their_order_without_steps() -> None:
    first, second = RuleFactory.create().deadline, CountedRuleFactory.create().deadline

    outcomes = read_deadlines([second, first], known_on=date(2025, 2, 1))

    assert list(outcomes) == [second.slug, first.slug]
    assert [outcome.steps for outcome in outcomes.values()] == [(), ()]


def test_a_draft_event_moves_only_what_an_editor_previews() -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, event__publication_status=PublicationStatus.DRAFT)
    day = date(2025, 5, 1)

    assert read_deadline(rule.deadline, known_on=day).due == date(2025, 4, 5)
    assert read_deadline(rule.deadline, known_on=day, drafts=True).due == date(2025, 6, 19)


def test_no_reader_reads_what_is_not_published() -> None:
    draft = RuleFactory.create(deadline__publication_status=PublicationStatus.DRAFT).deadline

    assert read_deadlines([draft], known_on=date(2025, 2, 1)) == {}
    with pytest.raises(Deadline.DoesNotExist):
        read_deadline(draft, known_on=date(2025, 2, 1))
    assert read_deadline(draft, known_on=date(2025, 2, 1), drafts=True).due == date(2025, 4, 5)


def test_what_cannot_be_read_is_undetermined_and_says_why() -> None:
    broken = DeadlineFactory.create(slug="empty")
    dependant = CountedRuleFactory.create(trigger_event=None, trigger_deadline=broken)

    outcome = read_deadline(broken, known_on=date(2025, 2, 1))

    assert (outcome.state, outcome.due) == ("undetermined", None)
    assert outcome.error == (
        "deadline empty: the deadline has no rule yet; it needs a trigger with a period, or a stated date"
    )
    assert read_deadline(dependant.deadline, known_on=date(2025, 2, 1)).state == "undetermined"


def test_at_an_instant_a_deadline_passes_at_its_own_hour() -> None:
    deadline = RuleFactory.create(time=time(12), timezone="America/New_York").deadline
    day = date(2025, 4, 5)

    states = [
        read_deadline(deadline, known_on=day, now=now).state
        for now in (None, datetime(2025, 4, 5, 15, 59, tzinfo=UTC), datetime(2025, 4, 5, 16, tzinfo=UTC))
    ]

    assert states == ["pending", "pending", "passed"]


def test_policies_are_read_by_slug() -> None:
    policy, empty = PolicyFactory.create(), PolicyFactory.create()
    EffectFactory.create(on_deadline=None, on_policy=policy, does="adopt", until=None)
    draft = PolicyFactory.create(publication_status=PublicationStatus.DRAFT)

    outcomes = read_policies([policy, empty, draft], known_on=date(2025, 5, 1))

    assert {slug: outcome.status for slug, outcome in outcomes.items()} == {policy.slug: "adopted", empty.slug: None}


def test_reading_takes_the_same_number_of_queries_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in (1, 10):
        deadlines = [EffectFactory.create(on_deadline=CountedRuleFactory.create().deadline) for _ in range(number)]
        with django_assert_num_queries(3):
            read_deadlines(
                [effect.on_deadline for effect in deadlines if effect.on_deadline], known_on=date(2025, 2, 1)
            )
