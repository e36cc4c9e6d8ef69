"""The outcome of a rule that nobody saved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import (
    CalendarClosureFactory,
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
)
from timeline.deadlines.preview import Preview, preview_day, preview_rule
from timeline.models import Deadline, Event, Rule

pytestmark = pytest.mark.django_db

ON = date(2025, 5, 1)


def new_deadline(**values: Any) -> Deadline:
    return Deadline(title="The pause", **values)


def counted(event: Event, **values: Any) -> Rule:
    return Rule(**{"trigger_event": event, "period": "75 days", **values})


def due(preview: Preview) -> tuple[str, date | None]:
    return preview.outcome.state, preview.outcome.due


def test_an_unsaved_rule_of_an_unsaved_deadline_has_a_date_sentences_and_a_picture() -> None:
    preview = preview_rule(new_deadline(), counted(EventFactory.create(title="The order")), known_on=ON)

    assert due(preview) == ("passed", date(2025, 4, 5))
    assert preview.sentences[0] == "The trigger is “The order”, 20 January 2025."
    assert preview.picture is not None
    assert preview.picture.svg.startswith("<svg")
    assert (preview.published, preview.error, preview.differs) == (None, "", False)
    assert Deadline.objects.count() == 0


def test_a_changed_rule_is_compared_with_what_readers_see() -> None:
    rule = CountedRuleFactory.create()
    rule.period = "90 days"

    preview = preview_rule(rule.deadline, rule, known_on=ON)

    assert due(preview) == ("passed", date(2025, 4, 20))
    assert preview.published is not None
    assert preview.published.due == date(2025, 4, 5)
    assert preview.differs


def test_an_unchanged_rule_reads_as_readers_see_it() -> None:
    rule = CountedRuleFactory.create()

    assert not preview_rule(rule.deadline, rule, known_on=ON).differs


def test_stored_effects_move_the_typed_rule() -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, until=None, by="10 days")
    rule.period = "90 days"

    assert due(preview_rule(rule.deadline, rule, known_on=ON)) == ("passed", date(2025, 4, 30))


def test_a_closure_that_an_editor_declared_holds_for_a_convention_just_typed() -> None:
    CalendarClosureFactory.create()
    rule = CountedRuleFactory.create(trigger_event__date="2029-06-01", period="4 days")
    rule.convention = "us-frcp-6"

    assert due(preview_rule(rule.deadline, rule, known_on=date(2029, 6, 1))) == ("pending", date(2029, 6, 6))


def test_a_draft_effect_is_counted_in_and_named() -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, event__publication_status="draft", event__title="A secret order")

    preview = preview_rule(rule.deadline, rule, known_on=ON)

    assert due(preview) == ("pending", date(2025, 6, 19))
    assert preview.drafts == ("A secret order",)


def test_a_rule_counted_from_another_deadline_follows_its_chain() -> None:
    first = CountedRuleFactory.create()
    second = RuleFactory.create(stated=None, trigger_deadline=first.deadline, period="10 days")

    preview = preview_rule(new_deadline(), Rule(trigger_deadline=second.deadline, period="5 days"), known_on=ON)

    assert due(preview) == ("passed", date(2025, 4, 20))


def test_an_empty_convention_and_calendar_are_those_of_the_typed_policy() -> None:
    jurisdiction = JurisdictionFactory.create(convention="us-frcp-6")
    policy = PolicyFactory.create(jurisdiction=jurisdiction)

    preview = preview_rule(new_deadline(policy=policy), counted(EventFactory.create()), known_on=ON)

    assert due(preview) == ("passed", date(2025, 4, 7))


def test_what_cannot_be_counted_is_an_error_and_no_exception() -> None:
    rule = counted(EventFactory.create(date="1801-01-05"), period="10 working days", convention="us-business-days")

    preview = preview_rule(new_deadline(), rule, known_on=ON)

    assert "calendar us-federal does not cover the year 1801" in preview.error
    assert preview.picture is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"period": "75 fortnights"}, "period '75 fortnights'"),
        ({"convention": "nope"}, "nope"),
        ({"calendar": "xx"}, "xx"),
    ],
)
def test_values_that_no_form_lets_through_are_an_error_too(values: dict[str, str], words: str) -> None:
    rule = counted(EventFactory.create(), **{"convention": "us-frcp-6", **values})

    assert words in preview_rule(new_deadline(), rule, known_on=ON).error


def test_a_retracted_trigger_has_not_happened() -> None:
    event = EventFactory.create(publication_status="retracted")

    assert due(preview_rule(new_deadline(), counted(event), known_on=ON)) == ("undetermined", None)


def test_a_typed_id_does_not_hide_the_stored_effects() -> None:
    rule = CountedRuleFactory.create(deadline__publication_status="draft")
    EffectFactory.create(on_deadline=rule.deadline)
    rule.deadline.slug = "renamed"

    assert due(preview_rule(rule.deadline, rule, known_on=ON)) == ("pending", date(2025, 6, 19))


def test_a_rule_is_previewed_on_the_day_its_trigger_becomes_known() -> None:
    event = EventFactory.create(date="2025-06-01")

    assert preview_day(counted(event), today=ON) == date(2025, 6, 1)
    assert preview_day(Rule(stated=ON), today=ON) == ON


def test_titles_in_the_picture_are_escaped() -> None:
    rule = CountedRuleFactory.create()
    EffectFactory.create(on_deadline=rule.deadline, event__title="<script>alert(1)</script>")

    picture = preview_rule(rule.deadline, rule, known_on=ON).picture

    assert picture is not None
    assert "<script" not in picture.svg
