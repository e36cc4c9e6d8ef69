from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import (
    CalendarClosureFactory,
    CountedRuleFactory,
    EffectFactory,
    JurisdictionFactory,
    PolicyFactory,
    RuleFactory,
)
from timeline.deadlines.calendars import published_book
from timeline.deadlines.reach_calendars import LONGEST_RUN
from timeline.deadlines.recompute import recompute
from timeline.deadlines.sweep import sweep
from timeline.models import (
    Deadline,
    OutcomeCause,
    PublicationStatus,
    RecomputeRequest,
)

from .declared_days import CLOSED, NOW, due_on, fresh, keys, reached_by

pytestmark = pytest.mark.django_db


def test_it_reaches_who_counts_by_the_calendar_however_they_came_to_it() -> None:
    court = JurisdictionFactory.create(convention="us-frcp-6")
    federal = JurisdictionFactory.create(convention="calendar-days", calendar="us-federal")
    german = JurisdictionFactory.create(convention="de-bgb-187-1", calendar="de-nw")
    reached = [
        due_on(),
        due_on(convention="us-hsr"),
        due_on(convention="us-business-days", period="10 days"),
        due_on(convention="cn-civil", calendar="us-federal"),
        due_on(calendar="us-ma"),
        due_on(convention="", deadline__jurisdiction=court),
        due_on(convention="", deadline__policy=PolicyFactory.create(jurisdiction=court)),
        due_on(convention="", calendar="us-federal", deadline__jurisdiction=german),
    ]
    # None of these asks us-federal for anything that can move it.
    due_on(convention="us-ofr")
    due_on(convention="calendar-days", deadline__jurisdiction=federal)
    due_on(convention="", deadline__jurisdiction=federal)
    due_on(convention="", deadline__jurisdiction=german)
    due_on(convention="us-frcp-6", calendar="de")
    due_on(deadline__publication_status=PublicationStatus.DRAFT)

    assert reached_by(CalendarClosureFactory.create) == keys(reached)


def test_a_closure_of_a_part_reaches_that_part_alone() -> None:
    massachusetts = due_on(calendar="us-ma")
    due_on(), due_on(calendar="us-ca")

    assert reached_by(lambda: CalendarClosureFactory.create(calendar="us-ma")) == keys([massachusetts])


def test_it_reaches_what_is_counted_from_what_it_reaches() -> None:
    first = due_on()
    second = CountedRuleFactory.create(trigger_event=None, trigger_deadline=first.deadline, period="10 days")
    third = CountedRuleFactory.create(trigger_event=None, trigger_deadline=second.deadline, period="10 days")

    assert reached_by(CalendarClosureFactory.create) == keys([first, second, third])


def test_a_count_that_closed_days_matter_to_at_its_end_is_reached_near_its_end_only() -> None:
    ends = [due_on(CLOSED), due_on(CLOSED, direction="before", trigger_event__date="2029-06-19")]
    due_on(CLOSED - timedelta(days=5)), due_on(CLOSED + timedelta(days=40), period="60 days")

    assert reached_by(CalendarClosureFactory.create) == keys(ends)


@pytest.mark.parametrize(
    ("trigger", "period", "direction", "passes"),
    [
        ("2029-05-28", "10 days", "after", True),
        ("2029-06-18", "10 days", "before", True),
        ("2029-06-11", "10 days", "after", False),
        ("2029-05-07", "10 days", "after", False),
        ("2029-05-30", "10 days", "before", False),
    ],
)
def test_a_count_of_working_days_is_reached_by_what_it_passes(
    trigger: str, period: str, direction: str, passes: bool
) -> None:
    rule = due_on(convention="us-business-days", period=period, direction=direction, trigger_event__date=trigger)
    before = fresh(rule).due

    assert reached_by(CalendarClosureFactory.create) == (keys([rule]) if passes else [])
    recompute([rule.deadline_id], now=NOW)
    assert (fresh(rule).due != before) is passes


def test_an_imprecise_trigger_is_reached_by_what_any_of_its_days_passes() -> None:
    rule = due_on(convention="us-business-days", period="3 days", trigger_event__date="2029-06")
    due_on(convention="us-business-days", period="3 days", trigger_event__date="2029-07")

    assert reached_by(CalendarClosureFactory.create) == keys([rule])


def test_what_acts_moved_or_a_source_states_is_reached_wherever_its_date_lies() -> None:
    moved = due_on(date(2029, 1, 9))
    EffectFactory.create(on_deadline=moved.deadline, event__date="2029-01-02", until=date(2029, 2, 1))
    stated = due_on(date(2029, 1, 9), stated=date(2029, 8, 1))
    RuleFactory.create(stated=CLOSED, convention="us-frcp-6")
    recompute(Deadline.objects.values_list("pk", flat=True), now=NOW)

    assert reached_by(CalendarClosureFactory.create) == keys([moved, stated])


def test_what_waits_for_a_recompute_is_reached_whatever_its_dates_were() -> None:
    rule = due_on(date(2029, 1, 9))

    def declare_beside_a_request() -> None:
        RecomputeRequest.objects.create(deadline=rule.deadline, cause=OutcomeCause.CALENDAR)
        CalendarClosureFactory.create()

    assert reached_by(declare_beside_a_request) == keys([rule, rule])


def test_a_day_in_the_middle_of_a_long_closure_reaches_what_it_moved_across() -> None:
    rule = due_on()
    days = [CLOSED + timedelta(days=n) for n in range(76)]
    closures = [CalendarClosureFactory.create(date=day, name="Flood") for day in days]
    sweep(NOW)
    assert fresh(rule).due == days[-1] + timedelta(days=1)

    closures[0].publication_status = PublicationStatus.RETRACTED

    assert reached_by(closures[0].save) == keys([rule])


def test_a_corrected_date_reaches_both_days() -> None:
    early, late = due_on(CLOSED), due_on(CLOSED + timedelta(days=70))
    closure = CalendarClosureFactory.create()
    sweep(NOW)
    closure.date = CLOSED + timedelta(days=70)

    assert reached_by(closure.save) == keys([early, late])


def test_what_no_date_follows_from_reaches_nothing() -> None:
    due_on()
    closure = CalendarClosureFactory.create()

    def edit() -> None:
        closure.name, closure.citation = "Day of Mourning", "E.O. 1"
        closure.save()

    assert reached_by(edit) == []


def test_a_published_closure_that_is_deleted_reaches_as_a_retracted_one() -> None:
    rule = due_on()
    closure = CalendarClosureFactory.create()

    assert reached_by(closure.delete) == keys([rule])


def test_no_calendar_is_closed_for_longer_than_the_reach_reckons_with() -> None:
    for calendar in (
        "us-federal",
        "us-ofr",
        "eu-institutions",
        "us-ma",
        "de",
        "de-by",
        "be",
        "gb-eng",
        "cn",
        "th",
        "am",
    ):
        table = published_book().table(calendar)
        day, last = date(2013, 1, 1), date(2025, 12, 1)
        while day < last:
            after = table.next_open(day)
            assert after - day < LONGEST_RUN, (calendar, day)
            day = after + timedelta(days=1)
