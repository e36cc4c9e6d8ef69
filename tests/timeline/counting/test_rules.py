"""Rules: stated dates, triggers that are deadlines, hours."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.timeline.counting.dockets import ORDER, RULE, act, deadline, docket, due, event, on_d, outcome_of, read
from timeline.counting import Segment


def test_a_stated_date_with_a_trigger_is_known_once_the_trigger_is() -> None:
    records = [ORDER, deadline("d", "order", stated="2025-04-05")]
    assert due(records, "2025-01-19") == "undetermined"
    assert due(records, "2025-01-20") == "pending 2025-04-05"


def test_a_stated_date_without_a_trigger_is_always_known() -> None:
    assert due([deadline("d", stated="2025-04-05")], "2001-01-01") == "pending 2025-04-05"


def test_a_stated_date_is_checked_against_the_period_of_the_rule() -> None:
    found = outcome_of([ORDER, deadline("d", "order", "75 days", stated="2025-04-04")], "2025-01-20")
    assert (found.due, found.discrepancy) == (
        date(2025, 4, 4),
        "stated 2025-04-04, computed 2025-04-05 (75 days, calendar-days)",
    )


def test_a_stated_date_whose_check_cannot_be_computed_holds_and_says_so() -> None:
    rule = deadline("d", "order", "75 days", stated="2031-04-05", convention="us-ofr")
    found = outcome_of([event("order", "2031-01-20", known="2025-01-20"), rule], "2025-01-20")
    assert (found.due, found.error) == (date(2031, 4, 5), None)
    assert ("cross-check", "not-computable") in {(step.op, step.reason) for step in found.steps}


def test_a_stated_day_that_is_no_longer_inside_ends_the_day_before() -> None:
    rule = deadline("d", stated="2025-04-05", last_day="excluded")
    assert due([rule], "2025-04-04") == "pending 2025-04-04"
    assert due([rule], "2025-04-05") == "passed 2025-04-04"


def test_a_deadline_is_counted_from_the_start_of_another_or_from_its_due_date() -> None:
    records = [
        ORDER,
        act(on_d("extend", by="10 days")),
        RULE,
        deadline("from-due", "d", "1 month"),
        deadline("from-start", "d", "1 month", counted_from="start"),
    ]
    found = read(records, "2025-03-01").deadlines
    assert (found["from-due"].due, found["from-start"].due) == (date(2025, 5, 15), date(2025, 2, 20))


@pytest.mark.parametrize("does", ["rescind", "void", "suspend"])
def test_what_is_counted_from_a_deadline_without_a_date_has_none(does: str) -> None:
    records = [ORDER, act(on_d(does)), RULE, deadline("after", "d", "10 days")]
    before, since = read(records, "2025-02-28").deadlines["after"], read(records, "2025-03-01").deadlines["after"]
    assert (before.state, before.due) == ("pending", date(2025, 4, 15))
    assert (since.state, since.due, since.error) == ("undetermined", None, None)


def test_what_is_counted_from_a_suspended_deadline_follows_the_resumption() -> None:
    records = [
        ORDER,
        act(on_d("suspend"), id="stop", on="2025-02-01"),
        act(on_d("resume"), id="go", on="2025-03-10"),
        RULE,
        deadline("after", "d", "10 days"),
    ]
    assert read(records, "2025-02-01").deadlines["after"].state == "undetermined"
    assert read(records, "2025-03-10").deadlines["after"].due == date(2025, 5, 22)


def test_hours_need_a_clock_time_in_the_trigger() -> None:
    found = outcome_of([ORDER, deadline("d", "order", "72 hours")], "2025-01-20")
    assert found.error == (
        "deadline d: event order: a period in hours needs a clock time in its date, such as 2025-10-09T14:17"
    )


def test_a_deadline_in_hours_ends_at_its_instant() -> None:
    rule = deadline("d", "order", "72 hours", timezone="America/New_York")
    found = outcome_of([event("order", "2025-10-31T10:23"), rule], "2025-10-31")
    assert found.due_at == datetime(2025, 11, 3, 14, 23, tzinfo=UTC)
    assert found.as_data()["due"] == "2025-11-03T09:23"


def test_the_window_is_drawn_from_the_trigger_to_the_due_date() -> None:
    records = [ORDER, act(on_d("extend", until="2025-06-19")), RULE]
    assert outcome_of(docket(*records), "2025-03-01").segments == (
        Segment("running", date(2025, 1, 20), date(2025, 4, 5)),
        Segment("extended", date(2025, 4, 6), date(2025, 6, 19), "act"),
    )
