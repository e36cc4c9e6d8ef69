from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    RecomputeRequestFactory,
    RuleFactory,
    UserFactory,
)
from timeline.deadlines import recompute as recompute_module
from timeline.deadlines.doorbell import outcomes_changed
from timeline.deadlines.recompute import Change, recompute, recompute_all
from timeline.models import Deadline, DeadlineState, Outcome, OutcomeCause, PublicationStatus, RecomputeRequest

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def fresh(deadline: Deadline) -> Deadline:
    return Deadline.objects.get(pk=deadline.pk)


def test_the_first_recompute_appends_the_first_outcome(told: list[Change]) -> None:
    deadline = CountedRuleFactory.create().deadline

    assert recompute([deadline.pk], now=NOW) == 1

    outcome = Outcome.objects.get()
    found = fresh(deadline)
    for record in (found, outcome):
        assert (record.state, record.due, record.revision) == (DeadlineState.PENDING, date(2025, 4, 5), 1)
        assert (record.due_earliest, record.due_latest) == (date(2025, 4, 5), date(2025, 4, 5))
        assert record.due_at == datetime(2025, 4, 6, tzinfo=UTC)
        assert (record.remaining, record.discrepancy, record.error) == ("", "", "")
    assert found.review_at == found.due_at
    assert (outcome.cause, outcome.known_on, outcome.computed_at) == (OutcomeCause.RULE, date(2025, 2, 1), NOW)
    assert told == [Change(found, None, outcome)]
    assert told[0].deadline.due == date(2025, 4, 5)


def test_what_stays_the_same_appends_nothing(told: list[Change]) -> None:
    deadline = CountedRuleFactory.create().deadline
    recompute([deadline.pk], now=NOW)
    told.clear()

    assert recompute([deadline.pk], now=NOW) == 0

    assert Outcome.objects.count() == 1
    assert told == []


def test_a_move_appends_an_outcome_with_who_and_what_moved_it(told: list[Change]) -> None:
    deadline, editor = CountedRuleFactory.create().deadline, UserFactory.create()
    recompute([deadline.pk], now=NOW)
    event = EffectFactory.create(on_deadline=deadline, event__date="2025-01-25").event
    RecomputeRequest.objects.update(editor=editor)
    RecomputeRequestFactory.create(deadline=deadline)
    told.clear()

    assert recompute([deadline.pk], now=NOW) == 1

    first, second = Outcome.objects.order_by("revision")
    assert (second.revision, second.due, second.cause, second.event, second.editor) == (
        2,
        date(2025, 6, 19),
        OutcomeCause.EVENT,
        event,
        editor,
    )
    assert told == [Change(fresh(deadline), first, second)]
    assert fresh(deadline).revision == 2


def test_a_suspended_clock_keeps_what_is_left() -> None:
    deadline = CountedRuleFactory.create().deadline
    EffectFactory.create(on_deadline=deadline, event__date="2025-01-30", does="suspend", until=None)

    recompute([deadline.pk], now=NOW)

    found = fresh(deadline)
    assert (found.state, found.due, found.due_at, found.remaining) == (DeadlineState.SUSPENDED, None, None, "65 days")


def test_an_imprecise_trigger_gives_the_bounds() -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2025-01", trigger_event__known_from="2025-01-02").deadline

    recompute([deadline.pk], now=NOW)

    found = fresh(deadline)
    assert (found.due, found.due_earliest, found.due_latest) == (None, date(2025, 3, 17), date(2025, 4, 16))


def test_a_draft_event_never_moves_a_published_deadline() -> None:
    rule = CountedRuleFactory.create()
    recompute([rule.deadline.pk], now=NOW)
    draft = EffectFactory.create(
        on_deadline=rule.deadline, event__date="2025-01-25", event__publication_status=PublicationStatus.DRAFT
    ).event

    assert recompute([rule.deadline.pk], now=NOW) == 0
    draft.publication_status = PublicationStatus.PUBLISHED
    draft.save()
    assert recompute([rule.deadline.pk], now=NOW) == 1
    draft.publication_status = PublicationStatus.RETRACTED
    draft.save()
    assert recompute([rule.deadline.pk], now=NOW) == 1

    assert list(Outcome.objects.order_by("revision").values_list("due", flat=True)) == [
        date(2025, 4, 5),
        date(2025, 6, 19),
        date(2025, 4, 5),
    ]


@pytest.mark.parametrize("status", [PublicationStatus.DRAFT, PublicationStatus.RETRACTED])
def test_a_deadline_no_reader_sees_only_loses_its_requests(status: PublicationStatus) -> None:
    deadline = RuleFactory.create(deadline__publication_status=status).deadline
    RecomputeRequestFactory.create(deadline=deadline)

    assert recompute([deadline.pk], now=NOW) == 0

    assert (Outcome.objects.count(), RecomputeRequest.objects.count()) == (0, 0)


def test_today_is_the_day_in_the_deadlines_own_zone() -> None:
    now = datetime(2025, 4, 5, 23, tzinfo=UTC)
    zones = {"Pacific/Kiritimati": "passed", "UTC": "pending", "America/New_York": "pending"}
    deadlines = {zone: RuleFactory.create(timezone=zone).deadline for zone in zones}

    recompute([deadline.pk for deadline in deadlines.values()], now=now)

    assert {zone: fresh(deadline).state for zone, deadline in deadlines.items()} == zones
    assert {zone: fresh(deadline).due_at for zone, deadline in deadlines.items()} == {
        "Pacific/Kiritimati": datetime(2025, 4, 5, 10, tzinfo=UTC),
        "UTC": datetime(2025, 4, 6, tzinfo=UTC),
        "America/New_York": datetime(2025, 4, 6, 4, tzinfo=UTC),
    }
    assert set(Outcome.objects.values_list("known_on", flat=True)) == {date(2025, 4, 5), date(2025, 4, 6)}


def test_another_hour_of_the_day_is_a_move() -> None:
    rule = RuleFactory.create()
    recompute([rule.deadline.pk], now=NOW)
    rule.time = time(17)
    rule.save()

    assert recompute([rule.deadline.pk], now=NOW) == 1
    assert fresh(rule.deadline).due_at == datetime(2025, 4, 5, 17, tzinfo=UTC)


def test_exactly_the_requests_that_were_read_are_deleted() -> None:
    deadline = CountedRuleFactory.create().deadline
    read = set(RecomputeRequest.objects.values_list("pk", flat=True))

    def arrive(changes: list[Change], **kwargs: object) -> None:
        RecomputeRequestFactory.create(deadline=deadline)

    outcomes_changed.connect(arrive)
    try:
        recompute([deadline.pk], now=NOW)
    finally:
        outcomes_changed.disconnect(arrive)

    left = set(RecomputeRequest.objects.values_list("pk", flat=True))
    assert len(left) == 1
    assert left.isdisjoint(read)


def test_a_deadline_that_cannot_be_computed_says_so_and_stops_no_other() -> None:
    bad = CountedRuleFactory.create(deadline__slug="bad", period="soon").deadline
    lost = CountedRuleFactory.create(deadline__slug="lost", convention="by-the-stars").deadline
    good = CountedRuleFactory.create().deadline

    assert recompute([bad.pk, lost.pk, good.pk], now=NOW) == 3

    assert fresh(good).due == date(2025, 4, 5)
    assert {(fresh(each).state, fresh(each).error.split(":")[0]) for each in (bad, lost)} == {
        ("undetermined", "deadline bad"),
        ("undetermined", "deadline lost"),
    }
    assert RecomputeRequest.objects.count() == 0


def test_a_deadline_that_cannot_be_written_keeps_its_requests_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    deadlines = [CountedRuleFactory.create().deadline for _ in range(5)]
    poison = deadlines[2]

    def choke(changes: list[Change], **kwargs: object) -> None:
        if any(change.deadline == poison for change in changes):
            raise ValueError("cannot swallow this one")

    outcomes_changed.connect(choke)
    try:
        assert recompute([deadline.pk for deadline in deadlines], now=NOW) == 4
    finally:
        outcomes_changed.disconnect(choke)

    assert [fresh(deadline).revision for deadline in deadlines] == [1, 1, 0, 1, 1]
    assert RecomputeRequest.objects.get().deadline == poison
    assert "cannot swallow this one" in caplog.text
    assert recompute([poison.pk], now=NOW) == 1


def test_an_overlong_explanation_is_cut_to_what_the_record_holds() -> None:
    rule = CountedRuleFactory.create(convention="x" * 60, deadline__slug="y" * 100)
    EffectFactory.create(on_deadline=rule.deadline, until=None, by="z" * 60)

    recompute([rule.deadline.pk], now=NOW)

    assert 100 < len(fresh(rule.deadline).error) <= 500


def test_values_that_an_older_copy_overwrote_are_put_right_without_an_outcome(told: list[Change]) -> None:
    rule = CountedRuleFactory.create()
    older = fresh(rule.deadline)
    recompute([rule.deadline.pk], now=NOW)
    told.clear()
    older.save()
    assert fresh(rule.deadline).revision in (0, 1)

    assert recompute([rule.deadline.pk], now=NOW) == 0

    found = fresh(rule.deadline)
    assert (found.revision, found.state, found.due) == (1, "pending", date(2025, 4, 5))
    assert told == []


def test_an_outcome_of_a_chain_moves_with_its_start() -> None:
    first = CountedRuleFactory.create()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, period="10 days")
    recompute_all(now=NOW)
    RecomputeRequest.objects.all().delete()
    EffectFactory.create(on_deadline=first.deadline, event__date="2025-01-25")

    assert recompute(RecomputeRequest.objects.values_list("deadline_id", flat=True), now=NOW) == 2
    assert fresh(second.deadline).due == date(2025, 6, 29)


def test_an_act_in_a_circle_is_an_error_that_names_its_members() -> None:
    first = CountedRuleFactory.create(deadline__slug="hen")
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, deadline__slug="egg")
    first.trigger_event, first.trigger_deadline = None, second.deadline
    first.save()

    recompute([first.deadline.pk, second.deadline.pk], now=NOW)

    assert "hen" in fresh(second.deadline).error
    assert "egg" in fresh(first.deadline).error


def test_all_of_them_are_recomputed_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute_module, "CHUNK", 2)
    for _ in range(5):
        CountedRuleFactory.create()
    CountedRuleFactory.create(deadline__publication_status=PublicationStatus.DRAFT)
    progress: list[int] = []

    assert recompute_all(now=NOW, progress=progress.append) == 5
    assert recompute_all(now=NOW) == 0
    assert progress == [2, 2, 1]
    Deadline.objects.filter(revision=1).update(due=None)
    assert recompute_all(now=NOW) == 0
    assert set(Deadline.objects.published().values_list("due", flat=True)) == {date(2025, 4, 5)}


def test_a_chunk_takes_the_same_number_of_queries_for_any_number() -> None:
    def queries_of(number: int) -> int:
        event = EventFactory.create(date="2025-01-25")
        rules = [CountedRuleFactory.create(deadline__jurisdiction=JurisdictionFactory.create()) for _ in range(number)]
        for rule in rules:
            EffectFactory.create(event=event, on_deadline=rule.deadline)
        with CaptureQueriesContext(connection) as queries:
            assert recompute([rule.deadline.pk for rule in rules], now=NOW) == number
        return len(queries)

    assert queries_of(2) == queries_of(20)


def test_a_deadline_without_a_rule_is_undetermined_and_says_so() -> None:
    deadline = DeadlineFactory.create(slug="empty")

    recompute([deadline.pk], now=NOW)

    assert fresh(deadline).state == DeadlineState.UNDETERMINED
    assert fresh(deadline).error.startswith("deadline empty: the deadline has no rule yet")


def test_an_unknown_key_is_no_error() -> None:
    assert recompute([4711], now=NOW) == 0
