"""Imprecise dates: every day they can mean is counted, and the answer is the set, not its end points rolled."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.counting.dockets import deadline, docket, due, effect, event, outcome_of, read
from tests.timeline.counting.periods import calendar_periods
from timeline.counting import Deadline, Docket, Event, Period, Rule, count, evaluate, parse_edtf


def _days(first: str, last: str) -> tuple[date, ...]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return tuple(start + timedelta(days=n) for n in range((end - start).days + 1))


def test_a_month_and_a_month_are_the_days_of_the_next_month_with_its_end_clipped() -> None:
    found = outcome_of([event("order", "2025-01"), deadline("d", "order", "1 month")], "2025-02-01")
    assert found.possible == _days("2025-02-01", "2025-02-28")
    assert (found.due, found.due_earliest, found.due_latest) == (None, date(2025, 2, 1), date(2025, 2, 28))


def test_the_set_has_holes_where_closed_days_move_the_end() -> None:
    rule = deadline("d", "order", "1 month", convention="us-frcp-6")
    found = outcome_of([event("order", "2025-01"), rule], "2025-02-01")
    expected = {day for day in _days("2025-02-01", "2025-02-28") if day.weekday() < 5} - {date(2025, 2, 17)}
    assert set(found.possible) == expected | {date(2025, 2, 3)}
    assert (found.due_earliest, found.due_latest) == (date(2025, 2, 3), date(2025, 2, 28))


def test_days_that_all_move_to_the_same_day_are_one_certain_date() -> None:
    rule = deadline("d", "order", "1 day", convention="us-frcp-6")
    found = outcome_of([event("order", "2025-06-06/2025-06-08"), rule], "2025-06-08")
    assert (found.due, found.possible, found.uncertain) == (date(2025, 6, 9), (), False)


@pytest.mark.parametrize(
    ("on", "state", "uncertain"),
    [
        ("2025-01-31", "pending", False),
        ("2025-02-01", "pending", False),
        ("2025-02-02", "pending", True),
        ("2025-02-28", "pending", True),
        ("2025-03-01", "passed", False),
    ],
)
def test_a_day_between_the_earliest_and_the_latest_is_uncertain(on: str, state: str, uncertain: bool) -> None:
    found = outcome_of([event("order", "2025-01"), deadline("d", "order", "1 month")], "2025-03-01", on)
    assert (found.state, found.uncertain) == (state, uncertain)


@pytest.mark.parametrize("on", ["2025-01-20/..", "../2025-01", "2025-01-20/"])
def test_an_open_interval_is_undetermined(on: str) -> None:
    found = outcome_of([event("order", on, known="2025-01-20"), deadline("d", "order", "75 days")], "2025-02-01")
    assert (found.state, found.due, found.due_earliest, found.error) == ("undetermined", None, None, None)
    assert [(step.op, step.reason, step.name) for step in found.steps] == [("trigger", "open-ended", on)]


def test_a_stated_date_holds_though_its_trigger_is_open_ended() -> None:
    records = [
        event("order", "2025-01-20/..", known="2025-01-20"),
        deadline("d", "order", "75 days", stated="2025-04-05"),
    ]
    assert due(records, "2025-02-01") == "pending 2025-04-05"


@pytest.mark.parametrize("qualifier", ["~", "?", "%"])
def test_a_qualifier_widens_nothing(qualifier: str) -> None:
    records = [event("order", f"2025-01-20{qualifier}"), deadline("d", "order", "75 days")]
    assert due(records, "2025-02-01") == "pending 2025-04-05"


@pytest.mark.parametrize(
    ("on", "earliest", "latest"),
    [
        ("2024-35", "2024-07-31", "2024-10-30"),
        ("2024-40", "2024-01-31", "2024-07-30"),
        ("2024", "2024-01-31", "2025-01-30"),
        ("2025-01-13/2025-01-19", "2025-02-12", "2025-02-18"),
    ],
)
def test_quarters_halves_years_and_intervals_are_counted_day_by_day(on: str, earliest: str, latest: str) -> None:
    found = outcome_of([event("order", on), deadline("d", "order", "30 days")], "2025-02-01")
    assert found.possible == _days(earliest, latest)


def test_an_extension_moves_every_possible_date() -> None:
    records = [
        event("order", "2025-01"),
        event("more", "2025-02-01", effect("d", "extend", by="10 days")),
        deadline("d", "order", "1 month"),
    ]
    assert outcome_of(records, "2025-02-01").possible == _days("2025-02-11", "2025-03-10")


def test_an_extension_until_a_date_makes_the_date_certain() -> None:
    records = [
        event("order", "2025-01"),
        event("more", "2025-02-01", effect("d", "extend", until="2025-06-01")),
        deadline("d", "order", "1 month"),
    ]
    assert due(records, "2025-02-01") == "pending 2025-06-01"


def test_an_imprecise_restart_gives_a_date_for_each_day_it_can_mean() -> None:
    records = [
        event("order", "2025-01-20"),
        event("again", "2025-03", effect("d", "restart", period="10 days")),
        deadline("d", "order", "75 days"),
    ]
    assert due(records, "2025-03-30") == "pending 2025-04-05"
    assert outcome_of(records, "2025-03-31").possible == _days("2025-03-11", "2025-04-10")


def test_an_imprecise_resumption_gives_a_date_for_each_day_it_can_mean() -> None:
    records = [
        event("order", "2025-01-20"),
        event("stop", "2025-02-01", effect("d", "suspend")),
        event("go", "2025-03-10/2025-03-12", effect("d", "resume")),
        deadline("d", "order", "75 days"),
    ]
    assert outcome_of(records, "2025-03-12").possible == _days("2025-05-12", "2025-05-14")


def test_a_suspended_clock_with_an_imprecise_trigger_has_more_or_less_left() -> None:
    records = [
        event("order", "2025-01-20/2025-01-22"),
        event("stop", "2025-02-01", effect("d", "suspend")),
        event("go", "2025-03-10", effect("d", "resume")),
        deadline("d", "order", "75 days"),
    ]
    stopped = outcome_of(records, "2025-02-01")
    assert (stopped.state, stopped.due_earliest, stopped.remaining) == ("suspended", None, "63 days – 65 days")
    assert outcome_of(records, "2025-03-10").possible == _days("2025-05-12", "2025-05-14")


def test_an_effective_date_makes_an_imprecise_act_precise() -> None:
    records = [
        event("order", "2025-01-20"),
        event("again", "2025-03", effect("d", "restart", period="10 days", effective="2025-03-20")),
        deadline("d", "order", "75 days"),
    ]
    assert due(records, "2025-03-31") == "passed 2025-03-30"
    assert due(records, "2025-03-31", "2025-03-30") == "pending 2025-03-30"


def test_what_is_counted_from_an_imprecise_deadline_has_a_date_for_each_of_its_days() -> None:
    records = [event("order", "2025-01"), deadline("d", "order", "1 month"), deadline("after", "d", "1 month")]
    assert read(records, "2025-02-01").deadlines["after"].possible == _days("2025-03-01", "2025-03-28")


def test_the_steps_show_the_earliest_and_the_latest_possibility() -> None:
    found = outcome_of([event("order", "2025-01"), deadline("d", "order", "1 month")], "2025-02-01")
    assert [(step.op, step.reason, step.after) for step in found.steps] == [
        ("trigger", "event", date(2025, 1, 31)),
        ("possibility", "earliest", date(2025, 1, 1)),
        ("count", "trigger-day-excluded", date(2025, 2, 1)),
        ("stay", "saturday", date(2025, 2, 1)),
        ("possibility", "latest", date(2025, 1, 31)),
        ("count", "trigger-day-excluded", date(2025, 2, 28)),
        ("clip", "month-end", date(2025, 2, 28)),
        ("range", "imprecise", date(2025, 2, 28)),
    ]


@given(
    st.dates(date(2020, 1, 1), date(2023, 1, 1)),
    st.integers(0, 40),
    calendar_periods(years=1, months=10, weeks=3, days=40),
    st.sampled_from(["calendar-days", "us-frcp-6", "eu-1182-71", "de-bgb-187-2"]),
)
def test_the_set_is_the_count_of_every_day(first: date, more: int, period: Period, convention: str) -> None:
    last = first + timedelta(days=more)
    records = Docket(
        events={"order": Event("order", parse_edtf(f"{first}/{last}"), last)},
        deadlines={"d": Deadline("d", Rule("order", period, convention=convention))},
    )
    found = evaluate(records, known_on=last).deadlines["d"]
    expected = sorted(
        {count(first + timedelta(days=n), period, convention, known_on=last).result for n in range(more + 1)}
    )
    assert (found.due_earliest, found.due_latest) == (expected[0], expected[-1])
    assert list(found.possible) == (expected if len(expected) > 1 else [])


@pytest.mark.parametrize("on", ["0001/9999", "1000-01-01/2999-12-31"])
def test_a_date_that_can_mean_too_many_days_is_an_error_and_no_hang(on: str) -> None:
    began = time.process_time()
    found = outcome_of([event("order", on, known="2025-01-01"), deadline("d", "order", "1 day")], "2025-02-01")
    assert "possibilities; at most 40,000 are tried" in str(found.error)
    assert time.process_time() - began < 5


def test_imprecise_acts_that_multiply_too_far_are_an_error_and_no_hang() -> None:
    acts = [event(f"again-{year}", str(year), effect("d", "restart", period="10 days")) for year in range(2000, 2024)]
    began = time.process_time()
    found = outcome_of([event("order", "1999"), *acts, deadline("d", "order", "1 day")], "2025-02-01")
    assert "possibilities; at most 40,000 are tried" in str(found.error)
    assert time.process_time() - began < 5


def test_a_century_is_counted_day_by_day_in_seconds() -> None:
    records = docket(event("order", "19XX"), deadline("d", "order", "1 day", convention="us-frcp-6"))
    began = time.process_time()
    found = outcome_of(records, "2025-02-01")
    assert (found.due_earliest, found.due_latest) == (date(1900, 1, 2), date(2000, 1, 3))
    assert time.process_time() - began < 5
