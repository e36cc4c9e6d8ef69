"""Every change that readers may see begins a new edition, in its own transaction and without waiting for another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    ActorFactory,
    CalendarClosureFactory,
    CalendarYearFactory,
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    IdentifierFactory,
    JurisdictionFactory,
    OutcomeFactory,
    PictureFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)
from tests.services.patience import HANGS
from timeline.admin.publication import set_status
from timeline.deadlines.editions import READ_BY_PAGES, Stamp, edition, new_edition, next_moment
from timeline.deadlines.recompute import recompute, recompute_all
from timeline.intake.load import load_documents
from timeline.intake.read import read_files
from timeline.intake.stored import Stored
from timeline.models import Edition, Event, PublicationStatus, Translation

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
FACTORIES: dict[str, Any] = {
    "Actor": ActorFactory,
    "CalendarClosure": CalendarClosureFactory,
    "CalendarYear": CalendarYearFactory,
    "Citation": CitationFactory,
    "Deadline": DeadlineFactory,
    "Effect": EffectFactory,
    "Event": EventFactory,
    "Identifier": IdentifierFactory,
    "Jurisdiction": JurisdictionFactory,
    "Outcome": OutcomeFactory,
    "Picture": PictureFactory,
    "Policy": PolicyFactory,
    "Rule": RuleFactory,
    "Source": SourceFactory,
    "Timeline": TimelineFactory,
    "Topic": TopicFactory,
}
NOT_READ = {
    "Alert", "Bounce", "Confirmation", "Delivery", "Digest", "Edition", "LeadTime", "MailDomain", "RecomputeRequest",
    "Rendition", "Subscriber", "Subscription", "SweepRun", "WebhookAttempt", "WebhookEndpoint", "WebhookNotice", "WebhookTest",
}  # fmt: skip
"""The records that no public page shows."""


def editions_begun(change: Callable[[], object]) -> int:
    """How many editions a change begins."""
    before = edition().number
    change()
    return edition().number - before


def apart(change: Callable[[], object]) -> Callable[[], object]:
    """The change in a transaction that has begun no edition yet."""

    def run() -> None:
        # The test's own transaction may have begun one.
        connection.run_on_commit = []
        change()

    return run


def translate() -> Translation:
    return Translation.objects.create(event=EventFactory.create(), language="de", title="Anordnung")


def test_a_new_model_is_either_read_by_pages_or_not() -> None:
    every = {model.__name__ for model in apps.get_app_config("timeline").get_models()}
    records = {name for name in every if not name.startswith("Historical")}
    assert records == {model.__name__ for model in READ_BY_PAGES} | NOT_READ


@pytest.mark.django_db
@pytest.mark.parametrize("model", READ_BY_PAGES)
def test_saving_and_deleting_what_pages_read_begins_an_edition(model: type[Model]) -> None:
    make = FACTORIES[model.__name__].create if model is not Translation else translate
    record: Any = make()
    assert editions_begun(apart(record.save)) == 1
    if model.__name__ == "Source":
        record.citations.all().delete()
    assert editions_begun(apart(lambda: model._default_manager.filter(pk=record.pk).delete())) == 1


@pytest.mark.django_db
def test_linking_unlinking_and_clearing_begin_an_edition() -> None:
    topic, event = TopicFactory.create(), EventFactory.create()
    changes: list[Callable[[], object]] = [
        lambda: event.topics.add(topic),
        lambda: event.topics.remove(topic),
        lambda: topic.events.add(event),
        lambda: event.topics.clear(),
        lambda: TimelineFactory.create().highlights.set([event]),
    ]
    assert [editions_begun(apart(change)) for change in changes] == [1, 1, 1, 1, 1]


@pytest.mark.django_db
def test_a_transaction_begins_one_edition_however_much_it_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    connection.run_on_commit = []
    event = EventFactory.create()
    before = edition().number
    for _ in range(3):
        event.save()
    with django_assert_num_queries(0):
        new_edition()
    assert edition().number == before


@pytest.mark.django_db
def test_publishing_and_retracting_begin_an_edition() -> None:
    event = EventFactory.create(publication_status=PublicationStatus.DRAFT)
    for status in (PublicationStatus.PUBLISHED, PublicationStatus.RETRACTED):
        assert editions_begun(apart(lambda status=status: set_status([event], status, reason="checked"))) == 1  # type: ignore[misc]


@pytest.mark.django_db
def test_a_recompute_that_writes_begins_an_edition_and_one_that_finds_all_as_it_is_does_not() -> None:
    deadline = CountedRuleFactory.create().deadline
    assert editions_begun(apart(lambda: recompute([deadline.pk], now=NOW))) == 1
    assert editions_begun(apart(lambda: recompute([deadline.pk], now=NOW))) == 0
    assert editions_begun(apart(lambda: recompute_all(now=datetime(2026, 1, 1, tzinfo=UTC)))) == 1


@pytest.mark.django_db(transaction=True)
def test_loading_a_file_begins_editions_and_loading_it_again_begins_none(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text("longstop: 1\ntimeline: {id: t, title: T}\ntopics: [{id: a, name: A}]\n")

    def load() -> None:
        load_documents(read_files([file], Stored()), now=NOW)

    assert editions_begun(load) == 1
    assert editions_begun(load) == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_to_a_savepoint_leaves_the_next_change_its_edition() -> None:
    before = edition().number
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            TopicFactory.create()
            raise ZeroDivisionError
        TopicFactory.create()
    assert edition().number == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_begins_no_edition_and_the_next_transaction_begins_one() -> None:
    before = edition().number
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        TopicFactory.create()
        raise ZeroDivisionError
    assert edition().number == before
    with transaction.atomic():
        TopicFactory.create()
    with transaction.atomic():
        TopicFactory.create()
    assert edition().number == before + 2


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_the_new_edition_before_the_change() -> None:
    event = EventFactory.create(title="Before")
    seen: list[tuple[Stamp, str]] = []

    def read() -> None:
        try:
            seen.append((edition(), Event.objects.get(pk=event.pk).title))
        finally:
            connection.close()

    with transaction.atomic():
        event.title = "After"
        # The memory database of the tests on SQLite lets nobody read what another has written to.
        if connection.vendor == "sqlite":
            seen.append((edition(), "Before"))
        event.save()
        if connection.vendor == "postgresql":
            elsewhere(read)
    elsewhere(read)
    (old, old_title), (new, new_title) = seen
    assert (old_title, new_title) == ("Before", "After")
    assert new.number == old.number + 1


@pytest.mark.django_db(transaction=True)
def test_transactions_that_are_open_at_once_do_not_wait_for_each_other_and_each_counts() -> None:
    before = edition().number
    if connection.vendor == "sqlite":
        # It lets one transaction write at a time.
        TopicFactory.create()
        TopicFactory.create()
        assert edition().number == before + 2
        return

    def write() -> None:
        try:
            TopicFactory.create()
        finally:
            connection.close()

    with transaction.atomic():
        TopicFactory.create()
        elsewhere(write)
    assert edition().number == before + 2
    assert Edition.objects.count() == 2


@pytest.mark.django_db
def test_the_next_moment_is_the_first_review_of_a_published_deadline_to_come() -> None:
    soon, later, past = (datetime(2025, 3, day, tzinfo=UTC) for day in (2, 3, 1))
    draft = {"publication_status": PublicationStatus.DRAFT}
    DeadlineFactory.create(review_at=soon, **draft)
    assert next_moment(NOW) is None
    DeadlineFactory.create(review_at=past)
    DeadlineFactory.create(review_at=later)
    assert next_moment(NOW) == later


def elsewhere(work: Callable[[], None]) -> None:
    """Run `work` on another connection; it must not wait for this one."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(HANGS)
    assert not thread.is_alive(), "it waits for the open transaction"
