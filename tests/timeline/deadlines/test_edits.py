"""Which deadlines an edit through the ORM asks for: exactly those it reaches, before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from simple_history.models import HistoricalRecords

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
    TopicFactory,
    UserFactory,
)
from timeline.deadlines.reach import reached_by_events
from timeline.models import Deadline, Event, OutcomeCause, PublicationStatus, RecomputeRequest, Rule

pytestmark = pytest.mark.django_db


def asked_by(edit: Callable[[], Any]) -> list[int]:
    """The deadlines that an edit asks for, each as often as it does."""
    RecomputeRequest.objects.all().delete()
    edit()
    return sorted(RecomputeRequest.objects.values_list("deadline_id", flat=True))


def keys(*rules: Rule) -> list[int]:
    return sorted(rule.deadline_id for rule in rules)


def after(deadline: Deadline, **values: Any) -> Rule:
    """A deadline counted from another."""
    return CountedRuleFactory.create(trigger_event=None, trigger_deadline=deadline, **values)


def saved(record: Any, **values: Any) -> Callable[[], None]:
    def save() -> None:
        for name, value in values.items():
            setattr(record, name, value)
        record.save()

    return save


class Chain:
    """An order that triggers a deadline, two more counted from it, and one that has nothing to do with any of it."""

    def __init__(self) -> None:
        self.order = EventFactory.create()
        self.first = CountedRuleFactory.create(trigger_event=self.order)
        self.second = after(self.first.deadline)
        self.third = after(self.second.deadline)
        self.other = CountedRuleFactory.create()

    @property
    def all(self) -> list[int]:
        return keys(self.first, self.second, self.third)


@pytest.fixture
def chain() -> Chain:
    return Chain()


# Events -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [{"date": "2025-01-21"}, {"known_from": date(2025, 1, 19)}, {"position": 3}],
    ids=["date", "known_from", "position"],
)
def test_an_event_reaches_what_it_triggers_and_what_is_counted_from_that(chain: Chain, values: dict[str, Any]) -> None:
    assert asked_by(saved(chain.order, **values)) == chain.all


def test_an_event_reaches_what_it_has_effects_on(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.second.deadline)

    assert asked_by(saved(effect.event, date="2025-04-05")) == keys(chain.second, chain.third)


@pytest.mark.parametrize(
    ("before", "after", "reaches"),
    [
        ("draft", "published", True),
        ("published", "draft", True),
        ("published", "retracted", True),
        ("retracted", "published", True),
        ("draft", "retracted", False),
        ("retracted", "draft", False),
    ],
)
def test_an_events_publication_reaches_where_readers_see_it_before_or_after(
    chain: Chain, before: str, after: str, reaches: bool
) -> None:
    Event.objects.filter(pk=chain.order.pk).update(publication_status=before)
    order = Event.objects.get(pk=chain.order.pk)

    assert asked_by(saved(order, publication_status=after)) == (chain.all if reaches else [])


def test_a_draft_event_reaches_nothing(chain: Chain) -> None:
    def add_draft() -> None:
        draft = EventFactory.create(publication_status=PublicationStatus.DRAFT)
        effect = EffectFactory.create(event=draft, on_deadline=chain.first.deadline)
        saved(draft, date="2025-05-05")()
        saved(effect, until=date(2026, 1, 1))()
        effect.delete()
        draft.delete()

    assert asked_by(add_draft) == []


def test_what_no_outcome_follows_from_reaches_nothing(chain: Chain) -> None:
    def edit() -> None:
        saved(chain.order, title="Another title", summary="More", kind="report", certainty="disputed")()
        saved(chain.order)()
        chain.order.topics.add(TopicFactory.create())
        chain.order.policies.add(PolicyFactory.create())
        CitationFactory.create(event=chain.order)
        saved(chain.first.deadline, title="Another title", position=9)()
        EventFactory.create()

    assert asked_by(edit) == []


def test_a_save_of_some_fields_reaches_by_those_alone(chain: Chain) -> None:
    def save(*fields: str) -> Callable[[], None]:
        return lambda: chain.order.save(update_fields=fields)

    chain.order.date, chain.order.title = "2025-02-02", "Another title"

    assert asked_by(save("title")) == []
    assert asked_by(save("date")) == chain.all


def test_deleting_an_event_reaches_what_it_had_effects_on(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.second.deadline)
    EffectFactory.create(event=effect.event, on_deadline=chain.other.deadline)

    assert asked_by(effect.event.delete) == keys(chain.second, chain.third, chain.other)
    assert {(each.cause, each.event) for each in RecomputeRequest.objects.all()} == {(OutcomeCause.EVENT, None)}


def test_deleting_many_events_at_once_reaches_as_well(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.third.deadline)

    assert asked_by(Event.objects.filter(pk=effect.event.pk).delete) == keys(chain.third)


# Effects ------------------------------------------------------------------------------------


def test_a_new_effect_reaches_its_deadline_and_what_is_counted_from_it(chain: Chain) -> None:
    event = EventFactory.create()

    assert asked_by(lambda: EffectFactory.create(event=event, on_deadline=chain.second.deadline)) == keys(
        chain.second, chain.third
    )


def test_an_effect_that_moves_to_another_deadline_reaches_both(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.third.deadline)

    assert asked_by(saved(effect, on_deadline=chain.other.deadline)) == keys(chain.third, chain.other)


def test_an_effect_that_moves_from_a_published_event_to_a_draft_still_reaches(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.third.deadline)
    draft = EventFactory.create(publication_status=PublicationStatus.DRAFT)

    assert asked_by(saved(effect, event=draft)) == keys(chain.third)
    assert asked_by(saved(effect, until=date(2026, 1, 1))) == []


def test_deleting_an_effect_reaches_and_names_its_event(chain: Chain) -> None:
    effect = EffectFactory.create(on_deadline=chain.third.deadline)

    assert asked_by(effect.delete) == keys(chain.third)
    assert RecomputeRequest.objects.get().event == effect.event


def test_an_effect_on_a_policy_reaches_no_deadline(chain: Chain) -> None:
    policy = PolicyFactory.create()
    Deadline.objects.update(policy=policy)

    def edit() -> None:
        effect = EffectFactory.create(on_deadline=None, on_policy=policy, does="adopt", until=None)
        saved(effect, does="repeal")()
        effect.delete()

    assert asked_by(edit) == []


def test_what_is_counted_from_a_superseded_deadline_is_reached_through_its_successor(chain: Chain) -> None:
    successor = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=chain.first.deadline, does="supersede", until=None, by_deadline=successor.deadline)

    # The superseded one itself does not change when its successor does.
    assert asked_by(saved(successor, period="80 days")) == keys(successor, chain.second, chain.third)


# Rules and deadlines ------------------------------------------------------------------------


def test_a_rule_reaches_its_deadline_and_the_chain(chain: Chain) -> None:
    assert asked_by(saved(chain.second, period="80 days")) == keys(chain.second, chain.third)
    assert asked_by(chain.third.delete) == keys(chain.third)


def test_a_new_rule_reaches_its_deadline() -> None:
    deadline = DeadlineFactory.create()

    assert asked_by(lambda: RuleFactory.create(deadline=deadline)) == [deadline.pk]


def test_a_rule_that_moves_to_another_deadline_reaches_both() -> None:
    rule, empty = RuleFactory.create(), DeadlineFactory.create()
    left = rule.deadline_id

    assert asked_by(saved(rule, deadline=empty)) == [left, empty.pk]


def test_the_rule_of_a_draft_reaches_nothing(chain: Chain) -> None:
    Deadline.objects.filter(pk=chain.first.deadline_id).update(publication_status=PublicationStatus.DRAFT)

    assert asked_by(saved(chain.first, period="80 days")) == []


@pytest.mark.parametrize(("before", "now"), [("draft", "published"), ("published", "retracted")])
def test_a_deadlines_publication_reaches_it_and_what_is_counted_from_it(chain: Chain, before: str, now: str) -> None:
    Deadline.objects.filter(pk=chain.second.deadline_id).update(publication_status=before)
    deadline = Deadline.objects.get(pk=chain.second.deadline_id)

    reached = keys(chain.second, chain.third) if now == "published" else keys(chain.third)
    assert asked_by(saved(deadline, publication_status=now)) == reached


def test_deleting_a_deadline_with_rule_and_effects_asks_for_nothing_that_is_gone(chain: Chain) -> None:
    EffectFactory.create(on_deadline=chain.third.deadline)

    assert asked_by(chain.third.deadline.delete) == []


def test_a_circle_is_reached_once_round(chain: Chain) -> None:
    Rule.objects.filter(pk=chain.first.pk).update(trigger_event=None, trigger_deadline=chain.third.deadline)

    assert asked_by(saved(chain.second, period="80 days")) == chain.all


# Jurisdictions ------------------------------------------------------------------------------


def test_a_jurisdiction_reaches_what_leaves_the_edited_field_to_it() -> None:
    jurisdiction, other = JurisdictionFactory.create(), JurisdictionFactory.create()
    policy = PolicyFactory.create(jurisdiction=jurisdiction)
    own = CountedRuleFactory.create(deadline__jurisdiction=jurisdiction, convention="")
    by_policy = CountedRuleFactory.create(deadline__policy=policy, convention="", timezone="UTC")
    chained = after(by_policy.deadline)
    CountedRuleFactory.create(deadline__policy=policy, deadline__jurisdiction=other, convention="")
    CountedRuleFactory.create(deadline__policy=policy, timezone="UTC", calendar="us-ofr")
    stated = RuleFactory.create(deadline__policy=policy)
    extended = RuleFactory.create(deadline__policy=policy, calendar="us-ofr")
    EffectFactory.create(on_deadline=extended.deadline, until=None, by="30 days")

    assert asked_by(saved(jurisdiction, convention="us-frcp-6")) == keys(own, by_policy, chained, extended)
    assert asked_by(saved(jurisdiction, calendar="us-ofr")) == keys(own, by_policy, chained)
    assert asked_by(saved(jurisdiction, timezone="America/New_York")) == keys(own, stated, extended)
    assert asked_by(saved(jurisdiction, name="Another")) == []


def test_moving_a_policy_to_another_jurisdiction_reaches_the_deadlines_that_follow_it() -> None:
    policy = PolicyFactory.create(jurisdiction=JurisdictionFactory.create())
    follows = CountedRuleFactory.create(deadline__policy=policy)
    CountedRuleFactory.create(deadline__policy=policy, deadline__jurisdiction=JurisdictionFactory.create())

    assert asked_by(saved(policy, jurisdiction=JurisdictionFactory.create())) == keys(follows)
    assert asked_by(saved(policy, title="Another title", publication_status="draft")) == []
    assert asked_by(saved(follows.deadline, policy=PolicyFactory.create())) == keys(follows)


# What a request says ------------------------------------------------------------------------


def causes(edit: Callable[[], Any]) -> set[tuple[str, int | None]]:
    asked_by(edit)
    return set(RecomputeRequest.objects.values_list("cause", "event_id"))


def test_a_request_says_what_caused_it(chain: Chain) -> None:
    jurisdiction = JurisdictionFactory.create()
    saved(chain.other.deadline, jurisdiction=jurisdiction)()
    saved(chain.other, calendar="")()

    assert causes(saved(chain.order, date="2025-01-21")) == {(OutcomeCause.EVENT, chain.order.pk)}
    assert causes(saved(chain.first, period="80 days")) == {(OutcomeCause.RULE, None)}
    assert causes(saved(jurisdiction, calendar="us-ofr")) == {(OutcomeCause.CALENDAR, None)}


def test_a_request_names_who_is_signed_in(chain: Chain) -> None:
    editor = UserFactory.create()

    def as_user(user: object) -> set[int | None]:
        HistoricalRecords.context.request = SimpleNamespace(user=user)
        try:
            asked_by(saved(chain.order, position=chain.order.position + 1))
        finally:
            del HistoricalRecords.context.request
        return set(RecomputeRequest.objects.values_list("editor_id", flat=True))

    assert as_user(editor) == {editor.pk}
    assert as_user(AnonymousUser()) == {None}


def test_the_reach_of_an_event_takes_one_query_however_long_the_chain(
    chain: Chain, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert reached_by_events([chain.order.pk]) == chain.all


def test_an_edit_that_is_rolled_back_asks_for_nothing(chain: Chain) -> None:
    def edit() -> None:
        with transaction.atomic():
            saved(chain.order, date="2025-01-21")()
            transaction.set_rollback(True)

    assert asked_by(edit) == []
