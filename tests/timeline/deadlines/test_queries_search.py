"""Filters and search among events and deadlines."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import (
    ActorFactory,
    CitationFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    PolicyFactory,
    SourceFactory,
    TopicFactory,
    TranslationFactory,
)
from timeline.deadlines.queries import published_deadlines, published_events
from timeline.deadlines.queries_search import (
    MAX_SEARCH_LENGTH,
    MAX_SEARCH_WORDS,
    Choice,
    chosen_deadlines,
    chosen_events,
    search_words,
)
from timeline.models import Deadline, Event

pytestmark = pytest.mark.django_db


def events(choice: Choice) -> list[Event]:
    return list(chosen_events(published_events(), choice))


def deadlines(choice: Choice) -> list[Deadline]:
    return list(chosen_deadlines(published_deadlines().order_by("pk"), choice))


def test_no_choice_leaves_everything() -> None:
    event, deadline = EventFactory.create(), DeadlineFactory.create()
    assert Choice().is_everything
    assert events(Choice()) == [event]
    assert deadlines(Choice()) == [deadline]


def test_events_are_chosen_by_topic_policy_actor_kind_and_certainty() -> None:
    topic, policy, actor = TopicFactory.create(), PolicyFactory.create(), ActorFactory.create()
    chosen = EventFactory.create(
        topics=[topic, TopicFactory.create()], policies=[policy], actors=[actor], kind="signing", certainty="reported"
    )
    EventFactory.create()
    for choice in (
        Choice(topics=(topic,)),
        Choice(policy=policy),
        Choice(actor=actor),
        Choice(kind="signing"),
        Choice(certainty="reported"),
        Choice(topics=(topic,), policy=policy, actor=actor, kind="signing", certainty="reported"),
    ):
        assert events(choice) == [chosen]
    assert events(Choice(topics=(topic,), kind="ruling")) == []


def test_an_event_with_an_effect_on_a_policy_is_about_it() -> None:
    policy = PolicyFactory.create()
    event = EventFactory.create()
    EffectFactory.create(event=event, on_deadline=None, on_policy=policy, does="repeal", until=None)
    assert events(Choice(policy=policy)) == [event]


def test_deadlines_are_chosen_by_their_own_topics_and_those_of_their_policy() -> None:
    topic, actor = TopicFactory.create(), ActorFactory.create()
    policy = PolicyFactory.create(topics=[topic])
    own = DeadlineFactory.create(topics=[topic], actors=[actor])
    inherited = DeadlineFactory.create(policy=policy)
    DeadlineFactory.create()
    assert deadlines(Choice(topics=(topic,))) == [own, inherited]
    assert deadlines(Choice(policy=policy)) == [inherited]
    assert deadlines(Choice(actor=actor)) == [own]


def test_a_kind_or_certainty_of_events_leaves_no_deadline() -> None:
    DeadlineFactory.create()
    assert deadlines(Choice(kind="signing")) == []
    assert deadlines(Choice(certainty="confirmed")) == []


def test_search_looks_into_title_summary_actors_and_quotes() -> None:
    in_title = EventFactory.create(title="A Pause is ordered", date="2025-01-01")
    in_summary = EventFactory.create(summary="About the pause.", date="2025-01-02")
    by_actor = EventFactory.create(actors=[ActorFactory.create(name="Pause Board")], date="2025-01-03")
    in_quote = EventFactory.create(date="2025-01-04")
    CitationFactory.create(event=in_quote, quote="to pause the enforcement")
    EventFactory.create(date="2025-01-05")
    assert events(Choice(text="PAUSE")) == [in_title, in_summary, by_actor, in_quote]


def test_search_in_deadlines_looks_into_the_same_places() -> None:
    in_title = DeadlineFactory.create(title="A Pause is ordered")
    by_actor = DeadlineFactory.create(actors=[ActorFactory.create(name="Pause Board")])
    in_quote = DeadlineFactory.create()
    CitationFactory.create(event=None, deadline=in_quote, quote="to pause the enforcement")
    DeadlineFactory.create()
    assert deadlines(Choice(text="pause")) == [in_title, by_actor, in_quote]


def test_every_word_must_be_found_but_not_in_the_same_place() -> None:
    found = EventFactory.create(title="Pause", summary="ordered")
    EventFactory.create(title="Pause")
    assert events(Choice(text="pause ordered")) == [found]


def test_the_quote_of_a_draft_source_is_not_searched() -> None:
    event = EventFactory.create()
    CitationFactory.create(event=event, quote="leaked words", source=SourceFactory.create(publication_status="draft"))
    assert events(Choice(text="leaked")) == []


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "%%%", "a'; DROP TABLE"])
def test_signs_that_mean_something_to_the_database_mean_themselves(text: str) -> None:
    EventFactory.create(title="Pause")
    assert events(Choice(text=text)) == []
    found = EventFactory.create(title=f"before {text} after")
    assert events(Choice(text=text)) == [found]


def test_a_search_is_bounded_in_length_and_words() -> None:
    assert len(search_words("x" * 10_000)[0]) == MAX_SEARCH_LENGTH
    assert len(search_words("x " * 10_000)) == MAX_SEARCH_WORDS
    assert search_words("a\0b") == ["a", "b"]
    assert events(Choice(text="x " * 10_000)) == []


def test_an_event_with_several_matches_is_found_once() -> None:
    topic = TopicFactory.create()
    actors = [ActorFactory.create(name=f"Pause {n}") for n in range(3)]
    event = EventFactory.create(actors=actors, topics=[topic], date=date(2025, 1, 1).isoformat())
    for _ in range(3):
        CitationFactory.create(event=event, quote="pause")
    assert events(Choice(text="pause", topics=(topic,))) == [event]


def test_a_word_of_a_translation_finds_its_record() -> None:
    event, deadline = EventFactory.create(), DeadlineFactory.create()
    TranslationFactory.create(event=event, title="Eine Anordnung")
    TranslationFactory.create(deadline=deadline, title="Das Ende", summary="Nach der Anordnung.")
    EventFactory.create()
    choice = Choice(text="anordnung")
    assert events(choice) == [event]
    assert deadlines(choice) == [deadline]
