"""A timeline comes out of the database as a file that goes back in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tests.factories import CountedRuleFactory, EffectFactory, EventFactory, TimelineFactory, TopicFactory
from timeline.intake import document as doc
from timeline.intake.dump import NoSuchTimeline, dump_timeline
from timeline.intake.load import load_documents
from timeline.intake.read import read_files, read_texts
from timeline.intake.write import as_yaml
from timeline.models import Deadline, Event, PublicationStatus, Source, Timeline

from .documents import PAUSE, documents, read

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)
DEMO = Path(__file__).parents[3] / "demo"


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_what_is_loaded_and_dumped_stays_as_it_is(document: doc.Document) -> None:
    # A picture is not in a file: a database that has none of these names gets none.
    document = dataclasses.replace(
        document, events=tuple(dataclasses.replace(event, picture=None) for event in document.events)
    )
    with transaction.atomic():
        load_documents([document], now=NOW)
        first = as_yaml(dump_timeline(document.timeline.id).document)
        load_documents(read_texts([("a.yaml", first.encode())]), now=NOW)
        assert as_yaml(dump_timeline(document.timeline.id).document) == first
        transaction.set_rollback(True)
    with transaction.atomic():
        load_documents(read_texts([("a.yaml", first.encode())]), now=NOW)
        dump = dump_timeline(document.timeline.id)
        transaction.set_rollback(True)
    assert as_yaml(dump.document) == first
    assert (dump.document.events, dump.document.deadlines) == (document.events, document.deadlines)


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.yaml")), ids=lambda path: path.name)
def test_the_demonstration_comes_out_as_it_went_in(path: Path) -> None:
    (document,) = read_files([path])
    load_documents([document], now=NOW)
    dump = dump_timeline(document.timeline.id)
    assert dump.left_out == ()
    assert dump.document.timeline == document.timeline
    assert [event.id for event in dump.document.events] == [event.id for event in document.events]
    assert dump.document.deadlines == tuple(map(sorted_lists, document.deadlines))
    assert (
        load_documents(read_texts([("a.yaml", as_yaml(dump.document).encode())]), now=NOW).counts["event"].updated == 0
    )


def sorted_lists(deadline: doc.Deadline) -> doc.Deadline:
    return dataclasses.replace(deadline, actors=tuple(sorted(deadline.actors)), topics=tuple(sorted(deadline.topics)))


def test_drafts_are_written_only_when_asked_for() -> None:
    load_documents([read(PAUSE)], now=NOW)
    Event.objects.filter(slug="extension").update(publication_status=PublicationStatus.DRAFT)
    Source.objects.update(publication_status=PublicationStatus.DRAFT)
    public = dump_timeline("pause")
    assert [event.id for event in public.document.events] == ["order"]
    assert (public.document.sources, public.document.events[0].citations) == ((), ())
    assert [event.id for event in dump_timeline("pause", drafts=True).document.events] == ["order", "extension"]


def test_retracted_records_are_never_written() -> None:
    load_documents([read(PAUSE)], now=NOW)
    Event.objects.filter(slug="extension").update(publication_status=PublicationStatus.RETRACTED)
    assert [event.id for event in dump_timeline("pause", drafts=True).document.events] == ["order"]


def test_a_deadline_whose_trigger_may_not_be_seen_is_left_out_and_told() -> None:
    load_documents([read(PAUSE)], now=NOW)
    Event.objects.filter(slug="order").update(publication_status=PublicationStatus.DRAFT)
    dump = dump_timeline("pause")
    assert dump.document.deadlines == ()
    assert dump.left_out == (
        "deadline enforcement-pause: the event that triggers it may not be seen",
        "event extension: effects that name what is not part of the file",
    )
    assert read(as_yaml(dump.document)) == dump.document


@pytest.mark.parametrize(
    ("status", "drafts", "sentence"),
    [
        (PublicationStatus.DRAFT, False, "the timeline 'pause' is a draft; --drafts writes drafts too"),
        (PublicationStatus.RETRACTED, True, "the timeline 'pause' is retracted"),
    ],
)
def test_a_timeline_that_may_not_be_seen_is_refused(status: PublicationStatus, drafts: bool, sentence: str) -> None:
    load_documents([read(PAUSE)], now=NOW)
    Timeline.objects.update(publication_status=status)
    with pytest.raises(NoSuchTimeline) as raised:
        dump_timeline("pause", drafts=drafts)
    assert str(raised.value) == sentence


def test_it_brings_what_its_deadlines_follow_from() -> None:
    topic = TopicFactory.create(slug="tiktok")
    timeline = TimelineFactory.create(slug="selected", topics=[topic])
    rule = CountedRuleFactory.create()
    rule.deadline.topics.add(topic)
    assert rule.trigger_event is not None
    extension = EventFactory.create()
    EffectFactory.create(event=extension, on_deadline=rule.deadline)
    EventFactory.create()
    document = dump_timeline(timeline.slug).document
    assert {event.id for event in document.events} == {rule.trigger_event.slug, extension.slug}
    assert [deadline.id for deadline in document.deadlines] == [rule.deadline.slug]
    assert document.timeline.topics == ("tiktok",)
    assert read(as_yaml(document)) == document


def test_text_from_forms_comes_back_with_the_ends_of_lines_of_files() -> None:
    load_documents([read(PAUSE)], now=NOW)
    Deadline.objects.update(summary="one\r\ntwo ")
    text = as_yaml(dump_timeline("pause").document)
    load_documents([read(text)], now=NOW)
    assert Deadline.objects.get().summary == "one\ntwo"
    assert as_yaml(dump_timeline("pause").document) == text
