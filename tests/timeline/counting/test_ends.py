"""What ends a deadline, brings it back, is announced or takes its place."""

from __future__ import annotations

from datetime import date

import pytest

from tests.timeline.counting.dockets import ORDER, RULE, act, deadline, due, effect, on_d, outcome_of, read


@pytest.mark.parametrize(
    ("does", "state"), [("satisfy", "satisfied"), ("rescind", "rescinded"), ("supersede", "superseded")]
)
def test_an_end_holds_from_its_day(does: str, state: str) -> None:
    records = [ORDER, act(on_d(does)), RULE]
    assert due(records, "2025-03-01") == f"{state} 2025-04-05"
    assert due(records, "2025-06-01", "2025-02-28") == "pending 2025-04-05"
    assert due(records, "2025-06-01", "2025-03-01") == f"{state} 2025-04-05"


def test_a_void_deadline_never_applied_and_a_rescinded_one_did() -> None:
    void, rescinded = [ORDER, act(on_d("void")), RULE], [ORDER, act(on_d("rescind")), RULE]
    assert [outcome_of(void, "2025-06-01", on).state for on in ("2025-02-01", "2025-05-01")] == ["void", "void"]
    assert [outcome_of(rescinded, "2025-06-01", on).state for on in ("2025-02-01", "2025-05-01")] == [
        "pending",
        "rescinded",
    ]
    assert outcome_of(void, "2025-02-28").state == "pending"


def test_a_reinstated_deadline_applies_again() -> None:
    records = [ORDER, act(on_d("rescind"), id="end", on="2025-02-01"), act(on_d("reinstate")), RULE]
    assert [outcome_of(records, "2025-06-01", on).state for on in ("2025-01-25", "2025-02-10", "2025-03-01")] == [
        "pending",
        "rescinded",
        "pending",
    ]
    assert due(records, "2025-06-01") == "passed 2025-04-05"


def test_a_deadline_reinstated_after_it_was_suspended_and_rescinded_stands_still_again() -> None:
    records = [
        ORDER,
        act(on_d("suspend"), id="stop", on="2025-02-01"),
        act(on_d("rescind"), id="end", on="2025-02-10"),
        act(on_d("reinstate"), id="again", on="2025-02-20"),
        act(on_d("resume"), id="go", on="2025-03-10"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-10").state == "rescinded"
    assert outcome_of(records, "2025-02-20").state == "suspended"
    assert due(records, "2025-03-10") == "pending 2025-05-12"


def test_a_rescission_ends_a_suspension_for_good() -> None:
    records = [
        ORDER,
        act(on_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01"),
        act(on_d("rescind"), id="end", on="2025-02-20"),
        RULE,
    ]
    assert outcome_of(records, "2025-06-01").state == "rescinded"
    assert outcome_of(records, "2025-06-01", "2025-03-20").state == "rescinded"


def test_an_extension_does_not_bring_back_what_was_rescinded() -> None:
    records = [
        ORDER,
        act(on_d("rescind"), id="end", on="2025-02-20"),
        act(on_d("extend", until="2025-09-01")),
        RULE,
    ]
    assert due(records, "2025-03-01") == "rescinded 2025-09-01"


def test_a_void_rule_whose_trigger_never_came_is_void() -> None:
    assert outcome_of([act(on_d("void")), RULE], "2025-03-01").state == "void"
    assert outcome_of([act(on_d("rescind")), RULE], "2025-03-01").state == "rescinded"
    assert outcome_of([act(on_d("rescind")), RULE], "2025-06-01", "2025-02-28").state == "undetermined"


def test_an_effect_that_no_deadline_can_have_is_an_error_that_names_the_event() -> None:
    assert outcome_of([ORDER, act(on_d("repeal")), RULE], "2025-03-01").error == (
        "deadline d: event act: a deadline cannot be the target of 'repeal'"
    )


def test_an_announcement_is_a_forecast_and_moves_nothing() -> None:
    records = [ORDER, act(on_d("announce", until="2025-09-01")), RULE]
    found = outcome_of(records, "2025-03-01")
    assert (found.state, found.due) == ("pending", date(2025, 4, 5))
    assert [(forecast.event, forecast.until) for forecast in found.forecasts] == [("act", date(2025, 9, 1))]


def test_an_act_published_since_settles_the_forecast() -> None:
    announced = act(on_d("announce", until="2025-09-01"), id="plan", on="2025-02-01")
    records = [ORDER, announced, act(on_d("extend", until="2025-09-01")), RULE]
    assert [len(outcome_of(records, known).forecasts) for known in ("2025-02-01", "2025-03-01")] == [1, 0]


def test_a_forecast_for_a_later_day_is_settled_by_an_act_that_has_effect_earlier() -> None:
    announced = act(on_d("announce", effective="2025-12-01"), id="plan", on="2025-02-01")
    assert outcome_of([ORDER, announced, act(on_d("rescind")), RULE], "2025-03-01").forecasts == ()


def test_a_forecast_published_after_an_act_stays_though_the_act_has_effect_later() -> None:
    extended = act(on_d("extend", until="2025-09-01", effective="2025-06-01"), on="2025-02-01")
    announced = act(on_d("announce", until="2025-12-01"), id="plan", on="2025-03-01")
    assert [forecast.event for forecast in outcome_of([ORDER, extended, announced, RULE], "2025-03-01").forecasts] == [
        "plan"
    ]


def test_a_deadline_counted_from_a_superseded_one_is_counted_from_its_successor() -> None:
    records = [
        ORDER,
        act(on_d("supersede", by_deadline="new")),
        RULE,
        deadline("new", stated="2025-08-01"),
        deadline("after", "d", "10 days"),
    ]
    before, since = read(records, "2025-02-28").deadlines, read(records, "2025-03-01").deadlines
    assert (before["after"].due, since["after"].due) == (date(2025, 4, 15), date(2025, 8, 11))
    assert (since["d"].state, since["d"].successor) == ("superseded", "new")


def test_deadlines_that_supersede_each_other_are_an_error_and_no_hang() -> None:
    records = [
        ORDER,
        act(on_d("supersede", by_deadline="new"), effect("new", "supersede", by_deadline="d")),
        RULE,
        deadline("new", stated="2025-08-01"),
        deadline("after", "d", "10 days"),
    ]
    found = read(records, "2025-03-01").deadlines
    assert found["after"].state == "undetermined"
    assert "supersede each other in a circle: d → new → d" in str(found["after"].error)
    assert (found["d"].state, found["new"].state) == ("superseded", "superseded")


def test_a_successor_that_the_docket_does_not_hold_leaves_its_followers_without_a_date() -> None:
    records = [ORDER, act(on_d("supersede", by_deadline="draft")), RULE, deadline("after", "d", "10 days")]
    found = read(records, "2025-03-01").deadlines["after"]
    assert (found.state, found.due, found.error) == ("undetermined", None, None)
