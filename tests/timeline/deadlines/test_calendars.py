from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    CalendarClosureFactory,
    CalendarYearFactory,
    CountedRuleFactory,
    SubscriptionFactory,
)
from timeline.counting import CalendarNotCovered, explain_outcome
from timeline.deadlines.calendars import declared, published_book
from timeline.deadlines.reading import read_deadline
from timeline.deadlines.recompute import recompute, recompute_all
from timeline.deadlines.sweep import sweep
from timeline.models import (
    Alert,
    CalendarClosure,
    Outcome,
    OutcomeCause,
    PublicationStatus,
    RecomputeRequest,
)

from .declared_days import CLOSED, NOW, TODAY, due_on, fresh, keys, reached_by

pytestmark = pytest.mark.django_db


# The whole way -----------------------------------------------------------------------------------


def test_a_closure_declared_late_moves_what_was_due_and_plans_one_notice() -> None:
    rule = due_on()
    SubscriptionFactory.create(deadline=rule.deadline)
    assert fresh(rule).due == CLOSED

    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))
    assert RecomputeRequest.objects.count() == 1
    sweep(NOW + timedelta(days=19))

    assert fresh(rule).due == date(2029, 6, 6)
    newest = Outcome.objects.get(deadline=rule.deadline_id, revision=2)
    assert (newest.cause, newest.event, newest.known_on) == (OutcomeCause.CALENDAR, None, date(2029, 5, 20))
    moved = Alert.objects.exclude(kind="reminder").get(deadline=rule.deadline_id)
    assert (moved.kind, moved.state) == ("moved", "planned")
    assert (moved.before and moved.before.due, moved.told_outcome.due) == (CLOSED, date(2029, 6, 6))


def test_the_explanation_names_the_closure_from_the_day_it_was_known() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    before = read_deadline(rule.deadline, known_on=date(2029, 5, 19))
    after = read_deadline(rule.deadline, known_on=date(2029, 5, 20))

    assert (before.due, after.due) == (CLOSED, date(2029, 6, 6))
    assert "National Day of Mourning" not in " ".join(explain_outcome(before))
    assert "5 June 2029, a holiday: National Day of Mourning; it runs on to 6 June 2029." in " ".join(
        explain_outcome(after)
    )


def test_the_sweep_counts_with_a_closure_when_its_day_has_come() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    sweep(NOW)
    assert (fresh(rule).due, RecomputeRequest.objects.count()) == (CLOSED, 0)
    # It begins in New York, where this rule counts.
    assert fresh(rule).review_at == datetime(2029, 5, 20, 4, tzinfo=UTC)
    assert sweep(datetime(2029, 5, 20, 3, 59, tzinfo=UTC)) == 0
    assert sweep(datetime(2029, 5, 20, 4, tzinfo=UTC)) == 1

    newest = Outcome.objects.get(deadline=rule.deadline_id, revision=2)
    assert (newest.due, newest.cause, newest.event) == (date(2029, 6, 6), OutcomeCause.CALENDAR, None)
    assert fresh(rule).due == date(2029, 6, 6)


def test_a_chain_waits_for_a_closure_that_moves_its_beginning() -> None:
    first = due_on()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, period="10 days")
    recompute([second.deadline_id], now=NOW)
    CalendarClosureFactory.create(date=CLOSED, known_from=date(2029, 5, 20))

    sweep(NOW)
    sweep(datetime(2029, 5, 20, 4, tzinfo=UTC))

    assert fresh(second).due == date(2029, 6, 16)


def test_a_retracted_closure_moves_back_what_it_moved() -> None:
    rule = due_on()
    closure = CalendarClosureFactory.create(date=CLOSED)
    sweep(NOW)
    assert fresh(rule).due == date(2029, 6, 6)

    closure.publication_status = PublicationStatus.RETRACTED
    closure.save()
    sweep(NOW)

    assert fresh(rule).due == CLOSED
    assert not Alert.objects.filter(deadline=rule.deadline_id, state="planned").exclude(kind="reminder").exists()


def test_a_declared_working_day_moves_what_had_moved_off_it() -> None:
    saturday = date(2029, 6, 9)
    rule = due_on(saturday)
    assert fresh(rule).due == date(2029, 6, 11)

    CalendarClosureFactory.create(date=saturday, name="Make-up day", opens=True)
    sweep(NOW)

    assert fresh(rule).due == saturday


def test_a_full_recompute_counts_with_what_is_declared() -> None:
    rule = due_on()
    CalendarClosureFactory.create(date=CLOSED)
    RecomputeRequest.objects.all().delete()

    assert recompute_all(now=NOW) == 1

    assert fresh(rule).due == date(2029, 6, 6)
    assert recompute_all(now=NOW) == 0


# Drafts ------------------------------------------------------------------------------------------


def test_a_draft_touches_nothing_until_it_is_published() -> None:
    rule = due_on()
    made: list[CalendarClosure] = []

    def draft() -> None:
        made.append(CalendarClosureFactory.create(publication_status=PublicationStatus.DRAFT))
        made[0].date += timedelta(days=1)
        made[0].save()
        made[0].date = CLOSED
        made[0].save()

    def publish() -> None:
        made[0].publication_status = PublicationStatus.PUBLISHED
        made[0].save(update_fields=["publication_status", "updated_at"])

    assert reached_by(draft) == []
    assert read_deadline(rule.deadline, known_on=TODAY).due == CLOSED
    assert read_deadline(rule.deadline, known_on=TODAY, drafts=True).due == date(2029, 6, 6)
    assert reached_by(publish) == keys([rule])


def test_a_retracted_closure_counts_in_no_preview() -> None:
    rule = due_on()
    CalendarClosureFactory.create(publication_status=PublicationStatus.RETRACTED)

    assert read_deadline(rule.deadline, known_on=TODAY, drafts=True).due == CLOSED


# Reading -----------------------------------------------------------------------------------------


def test_declarations_take_one_query_however_many_there_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(30):
        CalendarClosureFactory.create(date=CLOSED + timedelta(days=n))
    CalendarYearFactory.create()

    with django_assert_num_queries(1):
        found = declared()
    assert (len(found.closures["us-federal"]), found.years["eu-institutions"][0].year) == (30, 2026)
    with django_assert_num_queries(1):
        assert list(declared(["us-ma"]).closures) == ["us-federal"]
    with django_assert_num_queries(0):
        assert declared([]).closures == {}


def test_the_book_of_an_earlier_day_knows_less() -> None:
    CalendarClosureFactory.create(known_from=date(2029, 5, 20))
    CalendarYearFactory.create()

    assert published_book(date(2029, 5, 19)).table("us-federal").is_open(CLOSED)
    assert not published_book(date(2029, 5, 20)).table("us-federal").is_open(CLOSED)
    with pytest.raises(CalendarNotCovered):
        published_book(date(2025, 8, 31)).table("eu-institutions").is_open(date(2026, 1, 1))
