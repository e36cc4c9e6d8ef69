"""Files into the database: what is new is created, what differs is updated, the rest is not touched."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DeadlineFactory, PolicyFactory, TopicFactory
from timeline.intake import document as doc
from timeline.intake.load import Loaded, NotLoaded, Report, load_documents
from timeline.intake.mistakes import FileMistakes
from timeline.intake.read import read_files, read_texts
from timeline.intake.stored import Stored
from timeline.models import (
    Citation,
    Deadline,
    Effect,
    Event,
    Identifier,
    Outcome,
    OutcomeCause,
    Policy,
    PublicationStatus,
    RecomputeRequest,
    Rule,
    Source,
    Timeline,
)

from .documents import PAUSE

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)
DEMO = Path(__file__).parents[3] / "demo"
PAUSED = """\
- id: second-extension
  title: The second extension
  date: 2025-04-20
  effects:
  - {on: enforcement-pause, does: extend, until: 2025-09-17}
deadlines:
"""


def load(text: str, *, drafts: bool = False) -> Report:
    return load_documents(read_texts([("pause.yaml", text.encode())], Stored()), now=NOW, drafts=drafts)


def totals(report: Report) -> tuple[int, int, int]:
    counts = report.counts.values()
    return sum(c.created for c in counts), sum(c.updated for c in counts), sum(c.unchanged for c in counts)


def test_it_stores_every_record_and_publishes_it() -> None:
    report = load(PAUSE)
    assert totals(report) == (9, 0, 0)
    assert report.counts["event"] == Loaded(2, 0, 0)
    order = Event.objects.get(slug="order")
    assert (order.title, order.kind, order.date, order.known) == (
        "The order",
        "signing",
        "2025-01-20",
        dt.date(2025, 1, 20),
    )
    assert (order.earliest, order.position) == (dt.date(2025, 1, 20), 0)
    assert [topic.slug for topic in order.topics.all()] == ["tiktok"]
    assert [str(policy.slug) for policy in order.policies.all()] == ["act"]
    citation = order.citations.get()
    assert (citation.source.slug, citation.quote, citation.locator) == ("fr", "for a period of 75 days", "sec. 2(a)")
    effect = Effect.objects.get()
    assert (effect.event.slug, effect.does, effect.until) == ("extension", "extend", dt.date(2025, 6, 19))
    assert effect.on_deadline == Deadline.objects.get()
    rule = Rule.objects.get()
    assert (rule.trigger_event, rule.trigger_deadline, rule.period) == (order, None, "75 days")
    assert str(Identifier.objects.get()) == "public-law 118-50"
    timeline = Timeline.objects.get()
    assert [each.slug for each in timeline.highlights.all()] == ["order"]
    assert [each.slug for each in timeline.events.all()] == ["order", "extension"]
    assert [each.slug for each in timeline.deadlines.all()] == ["enforcement-pause"]
    for model in (Event, Deadline, Policy, Source, Timeline):
        assert {row.publication_status for row in model._default_manager.all()} == {PublicationStatus.PUBLISHED}


def test_outcomes_are_there_without_a_worker() -> None:
    assert load(PAUSE).recomputed == 1
    deadline = Deadline.objects.get()
    assert (deadline.state, deadline.due, deadline.revision) == ("pending", dt.date(2025, 6, 19), 1)
    assert not RecomputeRequest.objects.exists()


def test_a_record_created_has_one_row_of_history_with_what_it_is_filed_under() -> None:
    load(PAUSE)
    entry = Event.history.get(slug="order")
    assert (entry.history_type, entry.history_change_reason) == ("+", "loadtimeline pause.yaml")
    assert [kept.topic.slug for kept in entry.topics.all()] == ["tiktok"]
    assert [kept.policy.slug for kept in entry.policies.all()] == ["act"]
    for model in (Rule, Effect, Deadline, Policy, Timeline):
        assert [row.history_type for row in model.history.all()] == ["+"]


def test_loading_a_file_twice_writes_nothing() -> None:
    documents = read_files(sorted(DEMO.glob("*.yaml")))
    load_documents(documents, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load_documents(documents, now=NOW)
    assert totals(report)[:2] == (0, 0)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"}


def test_a_changed_file_updates_what_differs_with_history_and_keeps_keys() -> None:
    load(PAUSE)
    keys = {event.slug: event.pk for event in Event.objects.all()}
    report = load(
        PAUSE.replace("title: The order", "title: Executive Order 14166").replace(
            "topics: [tiktok]\n  citations", "citations", 1
        )
    )
    assert report.counts["event"] == Loaded(0, 1, 1)
    assert totals(report)[:2] == (0, 1)
    assert report.recomputed == 0
    assert {event.slug: event.pk for event in Event.objects.all()} == keys
    newest, oldest = Event.history.filter(slug="order").order_by("-history_id")
    assert (newest.history_type, newest.title, newest.topics.count()) == ("~", "Executive Order 14166", 0)
    assert (oldest.title, oldest.topics.count()) == ("The order", 1)
    assert Event.history.filter(slug="extension").count() == 1


def test_an_event_added_later_moves_the_deadline_and_is_its_cause() -> None:
    load(PAUSE)
    assert load(PAUSE.replace("deadlines:\n", PAUSED)).recomputed == 1
    outcome = Outcome.objects.get(revision=2)
    assert (outcome.due, outcome.cause) == (dt.date(2025, 9, 17), OutcomeCause.EVENT)
    assert outcome.event == Event.objects.get(slug="second-extension")


def test_a_changed_rule_and_a_removed_effect_move_the_deadline() -> None:
    load(PAUSE)
    text = PAUSE.replace("75 days}", "90 days}").replace(
        "  effects:\n  - {on: enforcement-pause, does: extend, until: 2025-06-19}\n", ""
    )
    report = load(text)
    assert (report.counts["event"], report.counts["deadline"]) == (Loaded(0, 1, 1), Loaded(0, 1, 0))
    assert Deadline.objects.get().due == dt.date(2025, 4, 20)
    assert [row.history_type for row in Effect.history.order_by("history_id")] == ["+", "-"]
    assert [row.period for row in Rule.history.order_by("history_id")] == ["75 days", "90 days"]


def test_citations_are_matched_by_what_they_say() -> None:
    load(PAUSE)
    kept = Citation.objects.get(event__slug="order")
    other = "  citations:\n  - {source: fr, quote: first}\n  - {source: fr, quote: for a period of 75 days, locator: sec. 2(a)}\n"
    load(PAUSE.replace("  citations:\n  - {source: fr, quote: for a period of 75 days, locator: sec. 2(a)}\n", other))
    citations = list(Citation.objects.filter(event__slug="order"))
    assert [citation.quote for citation in citations] == ["first", "for a period of 75 days"]
    assert citations[1].pk == kept.pk


def test_what_vanished_from_the_file_stays_and_is_told() -> None:
    load(PAUSE.replace("deadlines:\n", PAUSED))
    report = load(PAUSE)
    assert report.absent == (("event", "second-extension"),)
    assert Event.objects.count() == 3
    assert Timeline.objects.get().events.count() == 3


def test_drafts_stay_drafts_and_published_records_stay_published() -> None:
    load(PAUSE, drafts=True)
    assert {event.publication_status for event in Event.objects.all()} == {PublicationStatus.DRAFT}
    assert not Outcome.objects.exists()
    report = load(PAUSE.replace("title: The order", "title: Executive Order 14166"))
    assert totals(report)[:2] == (0, 1)
    assert Event.objects.get(slug="order").publication_status == PublicationStatus.DRAFT


def test_a_retracted_record_stays_retracted() -> None:
    load(PAUSE)
    Event.objects.filter(slug="order").update(publication_status=PublicationStatus.RETRACTED)
    load(PAUSE.replace("title: The order", "title: Executive Order 14166"))
    order = Event.objects.get(slug="order")
    assert (order.title, order.publication_status) == ("Executive Order 14166", PublicationStatus.RETRACTED)


def test_a_file_may_refer_to_records_of_the_database() -> None:
    load(PAUSE)
    text = """\
longstop: 1
timeline: {id: more, title: More, policies: [act], highlights: [order]}
events:
- {id: end, title: The end, date: 2025-04-25, topics: [tiktok], effects: [{on: enforcement-pause, does: rescind}]}
deadlines:
- {id: report, title: A report, rule: {trigger: enforcement-pause, period: 10 days}}
"""
    report = load(text)
    assert totals(report) == (3, 0, 0)
    assert Rule.objects.get(deadline__slug="report").trigger_deadline == Deadline.objects.get(slug="enforcement-pause")
    assert Deadline.objects.get(slug="enforcement-pause").state == "rescinded"


def test_a_reference_that_neither_the_files_nor_the_database_have_is_refused() -> None:
    TopicFactory.create(slug="known")
    text = b"longstop: 1\ntimeline: {id: t, title: T, topics: [known, unknown]}\n"
    with pytest.raises(FileMistakes) as raised:
        read_texts([("t.yaml", text)], Stored())
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "t.yaml:2: timeline.topics[1]: no topic has the id 'unknown'; nothing is defined"
    ]


def test_an_id_that_a_stored_policy_has_is_refused_for_a_deadline() -> None:
    PolicyFactory.create(slug="enforcement-pause")
    with pytest.raises(FileMistakes) as raised:
        load(PAUSE)
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "pause.yaml:29: deadlines[0].id: 'enforcement-pause' is the id of a policy already; ids are unique across policies"
        " and deadlines"
    ]


def test_a_circle_through_the_database_is_refused() -> None:
    load(PAUSE)
    load(
        "longstop: 1\ntimeline: {id: more, title: More}\n"
        "deadlines: [{id: report, title: R, rule: {trigger: enforcement-pause, period: 10 days}}]\n"
    )
    with pytest.raises(FileMistakes) as raised:
        load(PAUSE.replace("trigger: order", "trigger: report"))
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "pause.yaml:32: deadlines[0].rule.trigger: deadlines trigger each other in a circle:"
        " enforcement-pause → report → enforcement-pause"
    ]


def test_a_target_that_is_a_policy_and_a_deadline_in_the_database_is_refused() -> None:
    PolicyFactory.create(slug="twin")
    DeadlineFactory.create(slug="twin")
    text = """\
longstop: 1
timeline: {id: t, title: T}
events: [{id: e, title: E, date: 2025-01-01, effects: [{on: twin, does: suspend}]}]
"""
    with pytest.raises(FileMistakes) as raised:
        load(text)
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "pause.yaml:3: events[0].effects[0].on: 'twin' is the id of a policy and of a deadline, so the target is not clear;"
        " rename one"
    ]


def test_what_the_database_refuses_leaves_nothing_behind() -> None:
    (document,) = read_texts([("pause.yaml", PAUSE.encode())])
    unfit = dataclasses.replace(document.events[1], effects=(doc.Effect("act", "extend"),))
    with pytest.raises(NotLoaded) as raised:
        load_documents([dataclasses.replace(document, events=(document.events[0], unfit))], now=NOW)
    assert str(raised.value).startswith("the database refused: ")
    assert "effect_fits_its_target" in str(raised.value)
    assert not Event.objects.exists()
    assert not Timeline.objects.exists()
