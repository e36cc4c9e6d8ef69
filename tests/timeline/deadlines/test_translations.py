"""Records in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.factories import DeadlineFactory, EventFactory, PolicyFactory, TimelineFactory, TranslationFactory
from timeline.deadlines.translations import said_titles, say_in
from timeline.models import PublicationStatus, Said

pytestmark = pytest.mark.django_db


def test_a_translated_record_speaks_the_language_of_the_reader() -> None:
    event = EventFactory.create(title="An order", summary="It was signed.")
    TranslationFactory.create(event=event, title="Eine Anordnung", summary="Sie wurde unterzeichnet.")
    say_in("de", event)
    assert event.said == Said("Eine Anordnung", "de", "Sie wurde unterzeichnet.", "de")
    assert (event.title, event.summary) == ("An order", "It was signed.")


def test_a_record_that_spoke_another_language_speaks_its_own_again() -> None:
    event = EventFactory.create(title="An order")
    TranslationFactory.create(event=event, title="Eine Anordnung")
    say_in("de", event)
    say_in("en", event)
    assert event.said.title == "An order"


def test_what_is_not_translated_keeps_its_own_words_and_says_so() -> None:
    event = EventFactory.create(title="An order", summary="It was signed.")
    titled = PolicyFactory.create(title="An act", summary="It forbids.")
    TranslationFactory.create(policy=titled, title="Ein Gesetz")
    say_in("de", event, titled)
    assert titled.said == Said("Ein Gesetz", "de", "It forbids.", "en")
    assert event.said == Said("An order", "en", "It was signed.", "en")
    with translation.override("de"):
        assert (titled.said.mark, event.said.mark) == ("", "auf Englisch")
    assert (titled.said.mark, event.said.mark) == ("in German", "")


def test_one_query_translates_any_number_of_records_of_any_kind(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    events = EventFactory.create_batch(3)
    deadline, policy, timeline = DeadlineFactory.create(), PolicyFactory.create(), TimelineFactory.create()
    again = type(deadline).objects.get(pk=deadline.pk)
    for kind, record in (("event", events[1]), ("deadline", deadline), ("policy", policy), ("timeline", timeline)):
        TranslationFactory.create(**{kind: record}, title=f"{kind} auf Deutsch")
    with django_assert_num_queries(1):
        say_in("de", events, deadline, [again], None, policy, timeline)
    said = [record.said.title for record in (events[1], deadline, again, policy, timeline)]
    assert said == [f"{kind} auf Deutsch" for kind in ("event", "deadline", "deadline", "policy", "timeline")]
    assert events[0].said.title == events[0].title


def test_no_query_is_made_where_all_is_written_in_the_language(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    records = [EventFactory.create(language="de"), EventFactory.create(language="de-AT")]
    with django_assert_num_queries(0):
        say_in("de", records)
        say_in("en")


def test_titles_are_those_of_published_records_in_the_language() -> None:
    event = EventFactory.create(slug="order", title="An order")
    DeadlineFactory.create(slug="pause", title="The pause")
    EventFactory.create(slug="secret", publication_status=PublicationStatus.DRAFT)
    TranslationFactory.create(event=event, title="Eine Anordnung")
    named = {"order", "pause", "secret", "unknown"}
    assert said_titles(named, "de") == {"order": "Eine Anordnung", "pause": "The pause"}
    assert said_titles(named, "en") == {"order": "An order", "pause": "The pause"}
