"""Suspensions: what is left, and how it runs on."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.timeline.counting.dockets import ORDER, RULE, act, deadline, due, event, on_d, outcome_of


def test_a_suspension_without_an_end_keeps_what_is_left_and_a_resumption_runs_it_on() -> None:
    records = [
        ORDER,
        act(on_d("suspend"), id="stop", on="2025-02-01"),
        act(on_d("resume"), id="go", on="2025-03-10"),
        RULE,
    ]
    stopped = outcome_of(records, "2025-02-20")
    assert (stopped.state, stopped.due, stopped.remaining) == ("suspended", None, "63 days")
    assert due(records, "2025-01-31") == "pending 2025-04-05"
    assert outcome_of(records, "2025-06-01", "2025-02-20").remaining == "63 days"
    resumed = outcome_of(records, "2025-03-10")
    assert (resumed.state, resumed.due, resumed.remaining) == ("pending", date(2025, 5, 12), None)
    assert [(segment.kind, segment.start, segment.end) for segment in resumed.segments] == [
        ("running", date(2025, 1, 20), date(2025, 4, 5)),
        ("suspended", date(2025, 2, 2), date(2025, 3, 10)),
        ("resumed", date(2025, 3, 11), date(2025, 5, 12)),
    ]


def test_working_days_that_are_left_stay_working_days() -> None:
    rule = deadline("d", "order", "20 working days", convention="us-business-days")
    records = [
        ORDER,  # Martin Luther King's birthday, a Monday
        act(on_d("suspend"), id="stop", on="2025-01-24"),
        act(on_d("resume"), id="go", on="2025-02-14"),
        rule,
    ]
    assert due(records, "2025-01-23") == "pending 2025-02-18"  # Washington's birthday, 17 February, is skipped
    assert outcome_of(records, "2025-01-24").remaining == "16 working days"
    assert due(records, "2025-02-14") == "pending 2025-03-11"


def test_days_that_are_business_days_by_their_convention_are_left_as_working_days() -> None:
    rule = deadline("d", "order", "20 days", convention="us-business-days")
    stop = act(on_d("suspend"), id="stop", on="2025-01-24")
    assert outcome_of([ORDER, stop, rule], "2025-01-24").remaining == "16 working days"
    extended = [ORDER, act(on_d("extend", until="2025-02-20"), id="more", on="2025-01-21"), stop, rule]
    assert outcome_of(extended, "2025-01-24").remaining == "18 working days"


def test_months_that_are_left_are_months_and_days() -> None:
    rule = deadline("d", "order", "6 months")
    records = [
        event("order", "2025-01-31"),
        act(on_d("suspend"), id="stop", on="2025-03-15"),
        act(on_d("resume"), id="go", on="2025-05-20"),
        rule,
    ]
    assert outcome_of(records, "2025-03-15").remaining == "4 months 16 days"
    assert due(records, "2025-05-20") == "pending 2025-10-06"


def test_a_roll_off_a_closed_day_is_no_part_of_what_is_left() -> None:
    rule = deadline("d", "order", "14 days", convention="us-frcp-6")
    records = [
        event("order", "2025-06-05"),  # the fourteenth day is Juneteenth
        act(on_d("suspend"), id="stop", on="2025-06-15"),
        act(on_d("resume"), id="go", on="2025-07-01"),
        rule,
    ]
    assert due(records, "2025-06-14") == "pending 2025-06-20"
    assert outcome_of(records, "2025-06-15").remaining == "4 days"
    assert due(records, "2025-07-01") == "pending 2025-07-07"  # 5 July is a Saturday


def test_a_suspension_until_a_day_runs_on_by_itself_from_the_day_after() -> None:
    records = [ORDER, act(on_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01"), RULE]
    during = outcome_of(records, "2025-02-20")
    assert (during.state, during.due, during.remaining) == ("suspended", date(2025, 5, 12), "63 days")
    assert outcome_of(records, "2025-03-10").state == "suspended"
    assert due(records, "2025-03-11") == "pending 2025-05-12"
    assert due(records, "2025-05-13") == "passed 2025-05-12"


def test_a_resumption_may_come_earlier_than_the_suspension_said() -> None:
    stop = act(on_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    records = [ORDER, stop, act(on_d("resume"), id="go", on="2025-02-20"), RULE]
    assert due(records, "2025-02-20") == "pending 2025-04-24"
    assert [(segment.kind, segment.end) for segment in outcome_of(records, "2025-02-20").segments] == [
        ("running", date(2025, 4, 5)),
        ("suspended", date(2025, 2, 20)),
        ("resumed", date(2025, 4, 24)),
    ]


def test_a_second_suspension_takes_from_what_the_first_one_left() -> None:
    records = [
        ORDER,
        act(on_d("suspend"), id="stop", on="2025-02-01"),
        act(on_d("resume"), id="go", on="2025-02-10"),
        act(on_d("suspend"), id="stop-again", on="2025-02-20"),
        act(on_d("resume"), id="go-again", on="2025-03-10"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-15").due == date(2025, 4, 14)
    assert outcome_of(records, "2025-02-20").remaining == "53 days"
    assert due(records, "2025-03-10") == "pending 2025-05-02"


def test_a_second_suspension_after_one_that_ended_by_itself_takes_the_days_between() -> None:
    records = [
        ORDER,
        act(on_d("suspend", until="2025-02-10"), id="stop", on="2025-02-01"),
        act(on_d("suspend"), id="stop-again", on="2025-02-20"),
        act(on_d("resume"), id="go-again", on="2025-03-10"),
        RULE,
    ]
    assert due(records, "2025-02-15") == "pending 2025-04-14"
    assert outcome_of(records, "2025-02-20").remaining == "53 days"
    assert due(records, "2025-03-10") == "pending 2025-05-02"


def test_a_longer_suspension_replaces_a_shorter_one() -> None:
    records = [
        ORDER,
        act(on_d("suspend", until="2025-02-28"), id="stop", on="2025-02-01"),
        act(on_d("suspend", until="2025-03-10"), id="longer", on="2025-02-15"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-15").due == date(2025, 5, 12)
    assert outcome_of(records, "2025-03-05").state == "suspended"
    assert due(records, "2025-03-11") == "pending 2025-05-12"


@pytest.mark.parametrize(("stop", "go"), [("2024-12-01", "2025-01-10"), ("2025-01-20", "2025-01-20")])
def test_a_suspension_that_ends_before_the_window_begins_takes_nothing(stop: str, go: str) -> None:
    records = [
        act(on_d("suspend"), id="stop", on=stop),
        act(on_d("resume"), id="go", on=go),
        ORDER,
        RULE,
    ]
    until = [act(on_d("suspend", until=go), id="stop", on=stop), ORDER, RULE]
    assert due(records, "2025-01-21") == due(until, "2025-01-21") == "pending 2025-04-05"


def test_a_suspension_that_begins_before_the_window_leaves_all_of_it() -> None:
    records = [act(on_d("suspend", until="2025-01-31"), id="stop", on="2025-01-10"), ORDER, RULE]
    assert outcome_of(records, "2025-01-20").remaining == "75 days"
    assert due(records, "2025-02-01") == "pending 2025-04-16"


def test_a_suspension_on_or_after_the_last_day_comes_too_late() -> None:
    for stop in ("2025-04-05", "2025-04-06"):
        records = [ORDER, act(on_d("suspend"), id="stop", on=stop), RULE]
        found = outcome_of(records, "2025-05-01")
        assert (found.state, found.due) == ("passed", date(2025, 4, 5))
        assert ("suspend", "too-late") in {(step.op, step.reason) for step in found.steps}


def test_a_resumption_without_a_suspension_changes_nothing() -> None:
    found = outcome_of([ORDER, act(on_d("resume")), RULE], "2025-03-01")
    assert (found.state, found.due) == ("pending", date(2025, 4, 5))
    assert ("resume", "not-suspended") in {(step.op, step.reason) for step in found.steps}


@pytest.mark.parametrize(
    ("resume", "due_date"),
    [({"by": "30 days"}, "2025-04-09"), ({"until": "2025-06-01"}, "2025-06-01")],
)
def test_a_resumption_may_give_a_period_or_a_date_of_its_own(resume: dict[str, str], due_date: str) -> None:
    stop, go = act(on_d("suspend"), id="stop", on="2025-02-01"), act(on_d("resume", **resume), id="go", on="2025-03-10")
    assert due([ORDER, stop, go, RULE], "2025-03-10") == f"pending {due_date}"


def test_a_resumption_that_states_a_date_and_a_period_keeps_the_difference() -> None:
    stop = act(on_d("suspend"), id="stop", on="2025-02-01")
    go = act(on_d("resume", until="2025-06-01", by="30 days"), id="go", on="2025-03-10")
    assert outcome_of([ORDER, stop, go, RULE], "2025-03-10").discrepancy == (
        "go: stated 2025-06-01, computed 2025-04-09 (30 days, calendar-days)"
    )


def test_an_extension_while_the_clock_stands_still_adds_to_what_is_left() -> None:
    stop = act(on_d("suspend"), id="stop", on="2025-02-01")
    more = act(on_d("extend", by="10 days"), id="more", on="2025-02-10")
    go = act(on_d("resume"), id="go", on="2025-03-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").remaining == "73 days"
    assert due([ORDER, stop, more, go, RULE], "2025-03-10") == "pending 2025-05-22"


def test_an_extension_in_a_suspension_that_names_its_end_moves_the_date() -> None:
    stop = act(on_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    more = act(on_d("extend", by="10 days"), id="more", on="2025-02-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").due == date(2025, 5, 22)
    assert due([ORDER, stop, more, RULE], "2025-03-11") == "pending 2025-05-22"


def test_an_extension_after_a_suspension_that_ended_by_itself_counts_from_the_new_date() -> None:
    stop = act(on_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    more = act(on_d("extend", by="10 days"), id="more", on="2025-03-20")
    assert due([ORDER, stop, more, RULE], "2025-03-20") == "pending 2025-05-22"


def test_what_is_left_cannot_be_extended_by_another_unit() -> None:
    stop = act(on_d("suspend"), id="stop", on="2025-02-01")
    more = act(on_d("extend", by="10 hours"), id="more", on="2025-02-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").error == (
        "deadline d: event more: 10 hours cannot be added to the 63 days that are left while the clock stands still"
    )


def test_a_suspension_that_ends_before_it_begins_is_an_error() -> None:
    records = [ORDER, act(on_d("suspend", until="2025-01-31"), id="stop", on="2025-02-01"), RULE]
    assert outcome_of(records, "2025-02-01").error == (
        "deadline d: event stop: its suspension ends on 2025-01-31, before it begins on 2025-02-01"
    )


def test_a_suspension_until_the_end_of_days_is_no_crash() -> None:
    records = [ORDER, act(on_d("suspend", until="9999-12-31"), id="stop", on="2025-02-01"), RULE]
    assert "leaves the years 1 to 9999" in str(outcome_of(records, "2025-02-01").error)


def test_hours_that_are_left_run_on_from_the_clock_time() -> None:
    rule = deadline("d", "order", "72 hours", timezone="America/New_York")
    records = [
        event("order", "2025-06-02T10:00"),
        act(on_d("suspend"), id="stop", on="2025-06-03T12:30"),
        act(on_d("resume"), id="go", on="2025-06-10T09:00"),
        rule,
    ]
    assert outcome_of(records, "2025-06-03").remaining == "45 hours 30 minutes"
    found = outcome_of(records, "2025-06-10")
    assert found.due_time is not None
    assert found.due_time.astimezone(UTC) == datetime(2025, 6, 12, 10, 30, tzinfo=UTC)


def test_a_deadline_counted_backwards_has_left_what_lies_before_it() -> None:
    records = [
        event("order", "2025-06-30", known="2025-01-20"),
        act(on_d("suspend"), id="stop", on="2025-06-01"),
        deadline("d", "order", "14 days", direction="before"),
    ]
    assert outcome_of(records, "2025-05-01").due == date(2025, 6, 16)
    assert outcome_of(records, "2025-06-01").remaining == "15 days"
