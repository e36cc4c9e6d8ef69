"""Deadlines with their outcomes, as programs read them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    TopicFactory,
)
from timeline.models import Deadline

from .conftest import Ask

pytestmark = pytest.mark.django_db


def pause(**values: Any) -> Deadline:
    """75 days from 20 January 2025, extended by an event of 4 April until 19 June 2025."""
    rule = CountedRuleFactory.create(
        deadline__slug="pause", deadline__title="The pause", trigger_event__slug="eo-14166", **values
    )
    EffectFactory.create(
        on_deadline=rule.deadline,
        event=EventFactory.create(slug="eo-14258", title="Executive Order 14258", date="2025-04-04"),
    )
    return rule.deadline


def ids(page: Any) -> list[str]:
    return [record["id"] for record in page["results"]]


def test_it_shows_the_rule_the_outcome_and_the_steps(ask: Ask) -> None:
    pause()

    record = ask("deadlines/pause/", known_on="2025-05-01")

    assert record["rule"]["trigger"] == {"id": "eo-14166", "record": "event"}
    assert (record["rule"]["period"], record["rule"]["convention"]) == ("75 days", "calendar-days")
    outcome = record["outcome"]
    assert (outcome["known_on"], outcome["on"]) == ("2025-05-01", "2025-05-01")
    assert (outcome["state"], outcome["due"], outcome["due_at"]) == ("pending", "2025-06-19", "2025-06-20T00:00:00Z")
    assert [step["event"] for step in outcome["steps"] if step["op"] == "extend"] == ["eo-14258"]
    assert "explanation" not in outcome


def test_it_shows_what_was_known_on_an_earlier_day(ask: Ask) -> None:
    pause()

    outcome = ask("deadlines/pause/", known_on="2025-03-01", on="2025-04-06")["outcome"]

    assert (outcome["state"], outcome["due"]) == ("passed", "2025-04-05")


def test_a_deadline_that_was_not_known_then_is_not_there(ask: Ask) -> None:
    pause()

    ask("deadlines/pause/", known_on="2025-01-19", status=404)
    assert ids(ask("deadlines/", known_on="2025-01-19")) == []
    assert ids(ask("deadlines/", known_on="2025-01-20")) == ["pause"]


def test_it_explains_in_the_language_asked_for(ask: Ask) -> None:
    pause()

    english = ask("deadlines/pause/", explain="en")["outcome"]["explanation"]
    german = ask("deadlines/pause/", explain="de")["outcome"]["explanation"]

    assert any("Executive Order 14258" in sentence for sentence in english)
    assert len(english) == len(german)
    assert english != german


def test_a_list_has_steps_only_when_it_is_asked_to(ask: Ask) -> None:
    pause()

    assert "steps" not in ask("deadlines/")["results"][0]["outcome"]
    assert ask("deadlines/", steps="true")["results"][0]["outcome"]["steps"]


def test_a_deadline_whose_trigger_is_a_draft_names_no_trigger(ask: Ask) -> None:
    CountedRuleFactory.create(
        deadline__slug="secretly-triggered",
        trigger_event__slug="secret-event",
        trigger_event__title="A secret",
        trigger_event__publication_status="draft",
    )

    record = ask("deadlines/secretly-triggered/", explain="en")

    assert record["rule"]["trigger"] is None
    assert record["outcome"]["state"] == "undetermined"
    assert "secret-event" not in str(record)
    assert "A secret" not in str(record)
    assert "(unpublished)" not in str(record)


def test_neither_draft_policies_nor_draft_sources_nor_draft_effects_show(ask: Ask) -> None:
    deadline = pause(deadline__policy=PolicyFactory.create(slug="secret-policy", publication_status="draft"))
    CitationFactory.create(
        event=None, deadline=deadline, source=SourceFactory.create(slug="secret-source", publication_status="draft")
    )
    EffectFactory.create(
        on_deadline=deadline,
        until=date(2026, 1, 1),
        event=EventFactory.create(slug="secret-event", date="2025-04-05", publication_status="draft"),
    )

    record = ask("deadlines/pause/", explain="en", known_on="2025-05-01")

    assert (record["policy"], record["citations"]) == (None, [])
    assert record["outcome"]["due"] == "2025-06-19"
    assert "secret" not in str(record)


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_a_deadline_that_is_not_published_is_not_there(ask: Ask, status: str) -> None:
    RuleFactory.create(deadline__slug="hidden", deadline__publication_status=status)

    ask("deadlines/hidden/", status=404)
    assert ids(ask("deadlines/")) == []


def test_it_is_narrowed_by_what_it_is_filed_under(ask: Ask) -> None:
    topic, policy = TopicFactory.create(slug="tiktok"), PolicyFactory.create(slug="pafaca")
    RuleFactory.create(deadline=DeadlineFactory.create(slug="filed", topics=[topic]))
    RuleFactory.create(deadline__slug="of-policy", deadline__policy=policy)
    RuleFactory.create(deadline__slug="other")

    assert ids(ask("deadlines/", topic="tiktok")) == ["filed"]
    assert ids(ask("deadlines/", policy="pafaca")) == ["of-policy"]
    assert ids(ask("deadlines/", search="OTHER")) == ["other"]


def test_it_is_narrowed_by_the_newest_outcome(ask: Ask) -> None:
    for slug, state, due in (("a", "passed", date(2025, 4, 5)), ("b", "pending", date(2030, 1, 1))):
        values = {"slug": slug, "state": state, "due": due, "due_earliest": due, "due_latest": due}
        RuleFactory.create(deadline=DeadlineFactory.create(**values), stated=due)

    assert ids(ask("deadlines/", state="pending")) == ["b"]
    assert ids(ask("deadlines/", due_from="2025-04-06")) == ["b"]
    assert ids(ask("deadlines/", due_to="2025-04-05")) == ["a"]
    assert ids(ask("deadlines/")) == ["a", "b"]


def test_on_an_earlier_day_it_is_narrowed_by_the_outcome_of_that_day(ask: Ask) -> None:
    pause(deadline__state="satisfied", deadline__due=None)

    assert ids(ask("deadlines/", known_on="2025-03-01", state="pending")) == ["pause"]
    assert ids(ask("deadlines/", known_on="2025-03-01", due_to="2025-04-05")) == ["pause"]
    assert ids(ask("deadlines/", known_on="2025-05-01", due_to="2025-04-05")) == []
    assert ids(ask("deadlines/", known_on="2025-05-01", state="passed")) == []


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"known_on": "yesterday"}, "known_on is “yesterday”; write a day"),
        ({"known_on": "2025-02-30"}, "known_on is “2025-02-30”"),
        ({"known_on": "20250201"}, "known_on is “20250201”"),
        ({"on": "2025-W01-1"}, "on is “2025-W01-1”"),
        ({"state": "late"}, "state: “late” is not allowed; allowed are pending, passed"),
        ({"due_from": "soon"}, "due_from is “soon”"),
        ({"topic": "nothing"}, "topic: no topic has the id “nothing”"),
        ({"topic": "a\0b"}, "topic: no topic"),
        ({"search": "a\0b"}, "search: "),
        ({"search": "w" * 201}, "search: "),
        ({"page_size": "0"}, "page_size is “0”; whole numbers from 1 to 200"),
        ({"page_size": "-1"}, "page_size is “-1”"),
        ({"cursor": "abc"}, "cursor is “abc”"),
        ({"cursor": "W3RydWUsWyJhIiwiYiJdXQ=="}, "cursor is "),
        ({"explain": "fr"}, "explain is “fr”"),
        ({"steps": "many"}, "steps is “many”"),
        ({"topics": "tiktok"}, "topics is no parameter here; allowed are actor,"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_that_names_the_parameter(
    ask: Ask, parameters: dict[str, str], said: str
) -> None:
    pause()

    refusal = ask("deadlines/", status=400, **parameters)

    assert refusal["parameter"] == next(iter(parameters))
    assert refusal["detail"].startswith(said)


def test_the_future_is_not_known(ask: Ask, today: date) -> None:
    refusal = ask("deadlines/", status=400, known_on="9999-12-31")

    assert "lies in the future" in refusal["detail"]
    assert today.isoformat() in refusal["detail"]
