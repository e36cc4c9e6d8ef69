"""Every effect on a deadline, alone and together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.timeline.counting.dockets import deadline, docket, due, effect, event, outcome_of, read
from timeline.counting import Effect, Event, Segment

ORDER = event("order", "2025-01-20")
RULE = deadline("d", "order", "75 days")


def _by(*effects: Effect, on: str = "2025-03-01", id: str = "act", known: str | None = None) -> Event:
    return event(id, on, *effects, known=known)


def _d(does: str, **more: object) -> Effect:
    return effect("d", does, **more)


def test_without_effects_the_deadline_is_pending_until_its_day_is_over() -> None:
    records = [ORDER, RULE]
    assert due(records, "2025-01-19") == "undetermined"
    assert due(records, "2025-01-20") == "pending 2025-04-05"
    assert due(records, "2025-04-05") == "pending 2025-04-05"
    assert due(records, "2025-04-06") == "passed 2025-04-05"


# extend ---------------------------------------------------------------------------------------------


def test_an_extension_until_a_date_sets_that_date() -> None:
    records = [ORDER, _by(_d("extend", until="2025-06-19")), RULE]
    assert due(records, "2025-02-28") == "pending 2025-04-05"
    assert due(records, "2025-03-01") == "pending 2025-06-19"


def test_an_extension_counts_from_the_old_due_date_unless_it_says_from_the_event() -> None:
    from_deadline = [ORDER, _by(_d("extend", by="75 days")), RULE]
    from_event = [ORDER, _by(_d("extend", by="75 days", counted_from="event")), RULE]
    assert due(from_deadline, "2025-03-01") == "pending 2025-06-19"
    assert due(from_event, "2025-03-01") == "pending 2025-05-15"


def test_an_extension_may_shorten() -> None:
    assert due([ORDER, _by(_d("extend", until="2025-03-15")), RULE], "2025-03-01") == "pending 2025-03-15"


def test_a_passed_deadline_that_is_extended_is_pending_again() -> None:
    records = [ORDER, _by(_d("extend", until="2025-06-19"), on="2025-04-10"), RULE]
    assert due(records, "2025-04-09") == "passed 2025-04-05"
    assert due(records, "2025-04-10") == "pending 2025-06-19"


def test_an_extension_rolls_by_the_rule_s_own_convention() -> None:
    rule = deadline("d", "order", "14 days", convention="us-frcp-6")
    assert due([ORDER, rule], "2025-02-01") == "pending 2025-02-03"
    records = [ORDER, _by(_d("extend", by="19 days"), on="2025-02-01"), rule]
    assert due(records, "2025-02-01") == "pending 2025-02-24"  # 22 February 2025 is a Saturday


def test_a_stated_date_wins_over_the_computed_one_and_the_difference_is_kept() -> None:
    records = [ORDER, _by(_d("extend", until="2025-06-18", by="75 days")), RULE]
    found = outcome_of(records, "2025-03-01")
    assert (found.due, found.discrepancy) == (
        date(2025, 6, 18),
        "act: stated 2025-06-18, computed 2025-06-19 (75 days, calendar-days)",
    )


def test_a_stated_date_that_agrees_is_no_discrepancy() -> None:
    found = outcome_of([ORDER, _by(_d("extend", until="2025-06-19", by="75 days")), RULE], "2025-03-01")
    assert (found.due, found.discrepancy) == (date(2025, 6, 19), None)
    assert ("cross-check", "agrees") in {(step.op, step.reason) for step in found.steps}


def test_a_discrepancy_outlives_every_later_effect() -> None:
    records = [
        ORDER,
        _by(_d("extend", until="2025-06-18", by="75 days")),
        _by(_d("extend", until="2025-09-01"), id="second", on="2025-03-10"),
        _by(_d("restart", period="10 days"), id="third", on="2025-03-20"),
        _by(_d("satisfy"), id="fourth", on="2025-03-25"),
        RULE,
    ]
    kept = "act: stated 2025-06-18, computed 2025-06-19 (75 days, calendar-days)"
    assert [outcome_of(records, known).discrepancy for known in ("2025-03-01", "2025-03-10", "2025-03-25")] == [
        kept
    ] * 3


def test_an_extension_without_date_or_period_is_an_error_that_names_the_event() -> None:
    found = outcome_of([ORDER, _by(_d("extend")), RULE], "2025-03-01")
    assert (found.state, found.due) == ("undetermined", None)
    assert found.error == "deadline d: event act: extend needs until, or by with a due date to count from"


# restart --------------------------------------------------------------------------------------------


def test_a_restart_counts_the_rule_s_period_anew_or_another() -> None:
    assert due([ORDER, _by(_d("restart")), RULE], "2025-03-01") == "pending 2025-05-15"
    assert due([ORDER, _by(_d("restart", period="120 days")), RULE], "2025-03-01") == "pending 2025-06-29"


def test_a_restart_of_a_stated_date_needs_a_period() -> None:
    stated = deadline("d", stated="2025-04-05")
    assert outcome_of([_by(_d("restart")), stated], "2025-03-01").error == (
        "deadline d: event act: restart needs a period, because the rule only states a date"
    )
    assert due([_by(_d("restart", period="30 days")), stated], "2025-03-01") == "pending 2025-03-31"


def test_a_restart_ends_a_suspension_and_opens_what_was_satisfied() -> None:
    suspended = [ORDER, _by(_d("suspend"), id="stop", on="2025-02-01"), _by(_d("restart")), RULE]
    satisfied = [ORDER, _by(_d("satisfy"), id="done", on="2025-02-01"), _by(_d("restart")), RULE]
    assert due(suspended, "2025-03-01") == due(satisfied, "2025-03-01") == "pending 2025-05-15"


# suspend and resume ---------------------------------------------------------------------------------


def test_a_suspension_without_an_end_keeps_what_is_left_and_a_resumption_runs_it_on() -> None:
    records = [
        ORDER,
        _by(_d("suspend"), id="stop", on="2025-02-01"),
        _by(_d("resume"), id="go", on="2025-03-10"),
        RULE,
    ]
    stopped = outcome_of(records, "2025-02-20")
    assert (stopped.state, stopped.due, stopped.remaining) == ("suspended", None, "63 days")
    assert due(records, "2025-01-31") == "pending 2025-04-05"
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
        _by(_d("suspend"), id="stop", on="2025-01-24"),
        _by(_d("resume"), id="go", on="2025-02-14"),
        rule,
    ]
    assert due(records, "2025-01-23") == "pending 2025-02-18"  # Washington's birthday, 17 February, is skipped
    assert outcome_of(records, "2025-01-24").remaining == "16 working days"
    assert due(records, "2025-02-14") == "pending 2025-03-11"


def test_days_that_are_business_days_by_their_convention_are_left_as_working_days() -> None:
    rule = deadline("d", "order", "20 days", convention="us-business-days")
    stop = _by(_d("suspend"), id="stop", on="2025-01-24")
    assert outcome_of([ORDER, stop, rule], "2025-01-24").remaining == "16 working days"
    extended = [ORDER, _by(_d("extend", until="2025-02-20"), id="more", on="2025-01-21"), stop, rule]
    assert outcome_of(extended, "2025-01-24").remaining == "18 working days"


def test_months_that_are_left_are_months_and_days() -> None:
    rule = deadline("d", "order", "6 months")
    records = [
        event("order", "2025-01-31"),
        _by(_d("suspend"), id="stop", on="2025-03-15"),
        _by(_d("resume"), id="go", on="2025-05-20"),
        rule,
    ]
    assert outcome_of(records, "2025-03-15").remaining == "4 months 16 days"
    assert due(records, "2025-05-20") == "pending 2025-10-06"


def test_a_roll_off_a_closed_day_is_no_part_of_what_is_left() -> None:
    rule = deadline("d", "order", "14 days", convention="us-frcp-6")
    records = [
        event("order", "2025-06-05"),  # the fourteenth day is Juneteenth
        _by(_d("suspend"), id="stop", on="2025-06-15"),
        _by(_d("resume"), id="go", on="2025-07-01"),
        rule,
    ]
    assert due(records, "2025-06-14") == "pending 2025-06-20"
    assert outcome_of(records, "2025-06-15").remaining == "4 days"
    assert due(records, "2025-07-01") == "pending 2025-07-07"  # 5 July is a Saturday


def test_a_suspension_until_a_day_runs_on_by_itself_from_the_day_after() -> None:
    records = [ORDER, _by(_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01"), RULE]
    during = outcome_of(records, "2025-02-20")
    assert (during.state, during.due, during.remaining) == ("suspended", date(2025, 5, 12), "63 days")
    assert outcome_of(records, "2025-03-10").state == "suspended"
    assert due(records, "2025-03-11") == "pending 2025-05-12"
    assert due(records, "2025-05-13") == "passed 2025-05-12"


def test_a_resumption_may_come_earlier_than_the_suspension_said() -> None:
    stop = _by(_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    records = [ORDER, stop, _by(_d("resume"), id="go", on="2025-02-20"), RULE]
    assert due(records, "2025-02-20") == "pending 2025-04-24"
    assert [(segment.kind, segment.end) for segment in outcome_of(records, "2025-02-20").segments] == [
        ("running", date(2025, 4, 5)),
        ("suspended", date(2025, 2, 20)),
        ("resumed", date(2025, 4, 24)),
    ]


def test_a_second_suspension_takes_from_what_the_first_one_left() -> None:
    records = [
        ORDER,
        _by(_d("suspend"), id="stop", on="2025-02-01"),
        _by(_d("resume"), id="go", on="2025-02-10"),
        _by(_d("suspend"), id="stop-again", on="2025-02-20"),
        _by(_d("resume"), id="go-again", on="2025-03-10"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-15").due == date(2025, 4, 14)
    assert outcome_of(records, "2025-02-20").remaining == "53 days"
    assert due(records, "2025-03-10") == "pending 2025-05-02"


def test_a_second_suspension_after_one_that_ended_by_itself_takes_the_days_between() -> None:
    records = [
        ORDER,
        _by(_d("suspend", until="2025-02-10"), id="stop", on="2025-02-01"),
        _by(_d("suspend"), id="stop-again", on="2025-02-20"),
        _by(_d("resume"), id="go-again", on="2025-03-10"),
        RULE,
    ]
    assert due(records, "2025-02-15") == "pending 2025-04-14"
    assert outcome_of(records, "2025-02-20").remaining == "53 days"
    assert due(records, "2025-03-10") == "pending 2025-05-02"


def test_a_longer_suspension_replaces_a_shorter_one() -> None:
    records = [
        ORDER,
        _by(_d("suspend", until="2025-02-28"), id="stop", on="2025-02-01"),
        _by(_d("suspend", until="2025-03-10"), id="longer", on="2025-02-15"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-15").due == date(2025, 5, 12)
    assert outcome_of(records, "2025-03-05").state == "suspended"
    assert due(records, "2025-03-11") == "pending 2025-05-12"


@pytest.mark.parametrize(("stop", "go"), [("2024-12-01", "2025-01-10"), ("2025-01-20", "2025-01-20")])
def test_a_suspension_that_ends_before_the_window_begins_takes_nothing(stop: str, go: str) -> None:
    records = [
        _by(_d("suspend"), id="stop", on=stop),
        _by(_d("resume"), id="go", on=go),
        ORDER,
        RULE,
    ]
    until = [_by(_d("suspend", until=go), id="stop", on=stop), ORDER, RULE]
    assert due(records, "2025-01-21") == due(until, "2025-01-21") == "pending 2025-04-05"


def test_a_suspension_that_begins_before_the_window_leaves_all_of_it() -> None:
    records = [_by(_d("suspend", until="2025-01-31"), id="stop", on="2025-01-10"), ORDER, RULE]
    assert outcome_of(records, "2025-01-20").remaining == "75 days"
    assert due(records, "2025-02-01") == "pending 2025-04-16"


def test_a_suspension_on_or_after_the_last_day_comes_too_late() -> None:
    for stop in ("2025-04-05", "2025-04-06"):
        records = [ORDER, _by(_d("suspend"), id="stop", on=stop), RULE]
        found = outcome_of(records, "2025-05-01")
        assert (found.state, found.due) == ("passed", date(2025, 4, 5))
        assert ("suspend", "too-late") in {(step.op, step.reason) for step in found.steps}


def test_a_resumption_without_a_suspension_changes_nothing() -> None:
    found = outcome_of([ORDER, _by(_d("resume")), RULE], "2025-03-01")
    assert (found.state, found.due) == ("pending", date(2025, 4, 5))
    assert ("resume", "not-suspended") in {(step.op, step.reason) for step in found.steps}


@pytest.mark.parametrize(
    ("resume", "due_date"),
    [({"by": "30 days"}, "2025-04-09"), ({"until": "2025-06-01"}, "2025-06-01")],
)
def test_a_resumption_may_give_a_period_or_a_date_of_its_own(resume: dict[str, str], due_date: str) -> None:
    stop, go = _by(_d("suspend"), id="stop", on="2025-02-01"), _by(_d("resume", **resume), id="go", on="2025-03-10")
    assert due([ORDER, stop, go, RULE], "2025-03-10") == f"pending {due_date}"


def test_a_resumption_that_states_a_date_and_a_period_keeps_the_difference() -> None:
    stop = _by(_d("suspend"), id="stop", on="2025-02-01")
    go = _by(_d("resume", until="2025-06-01", by="30 days"), id="go", on="2025-03-10")
    assert outcome_of([ORDER, stop, go, RULE], "2025-03-10").discrepancy == (
        "go: stated 2025-06-01, computed 2025-04-09 (30 days, calendar-days)"
    )


def test_an_extension_while_the_clock_stands_still_adds_to_what_is_left() -> None:
    stop = _by(_d("suspend"), id="stop", on="2025-02-01")
    more = _by(_d("extend", by="10 days"), id="more", on="2025-02-10")
    go = _by(_d("resume"), id="go", on="2025-03-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").remaining == "73 days"
    assert due([ORDER, stop, more, go, RULE], "2025-03-10") == "pending 2025-05-22"


def test_an_extension_in_a_suspension_that_names_its_end_moves_the_date() -> None:
    stop = _by(_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    more = _by(_d("extend", by="10 days"), id="more", on="2025-02-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").due == date(2025, 5, 22)
    assert due([ORDER, stop, more, RULE], "2025-03-11") == "pending 2025-05-22"


def test_an_extension_after_a_suspension_that_ended_by_itself_counts_from_the_new_date() -> None:
    stop = _by(_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01")
    more = _by(_d("extend", by="10 days"), id="more", on="2025-03-20")
    assert due([ORDER, stop, more, RULE], "2025-03-20") == "pending 2025-05-22"


def test_what_is_left_cannot_be_extended_by_another_unit() -> None:
    stop = _by(_d("suspend"), id="stop", on="2025-02-01")
    more = _by(_d("extend", by="10 hours"), id="more", on="2025-02-10")
    assert outcome_of([ORDER, stop, more, RULE], "2025-02-10").error == (
        "deadline d: event more: 10 hours cannot be added to the 63 days that are left while the clock stands still"
    )


def test_a_suspension_that_ends_before_it_begins_is_an_error() -> None:
    records = [ORDER, _by(_d("suspend", until="2025-01-31"), id="stop", on="2025-02-01"), RULE]
    assert outcome_of(records, "2025-02-01").error == (
        "deadline d: event stop: its suspension ends on 2025-01-31, before it begins on 2025-02-01"
    )


def test_a_suspension_until_the_end_of_days_is_no_crash() -> None:
    records = [ORDER, _by(_d("suspend", until="9999-12-31"), id="stop", on="2025-02-01"), RULE]
    assert "leaves the years 1 to 9999" in str(outcome_of(records, "2025-02-01").error)


def test_hours_that_are_left_run_on_from_the_clock_time() -> None:
    rule = deadline("d", "order", "72 hours", timezone="America/New_York")
    records = [
        event("order", "2025-06-02T10:00"),
        _by(_d("suspend"), id="stop", on="2025-06-03T12:30"),
        _by(_d("resume"), id="go", on="2025-06-10T09:00"),
        rule,
    ]
    assert outcome_of(records, "2025-06-03").remaining == "45 hours 30 minutes"
    found = outcome_of(records, "2025-06-10")
    assert found.due_time is not None
    assert found.due_time.astimezone(UTC) == datetime(2025, 6, 12, 10, 30, tzinfo=UTC)


def test_a_deadline_counted_backwards_has_left_what_lies_before_it() -> None:
    records = [
        event("order", "2025-06-30", known="2025-01-20"),
        _by(_d("suspend"), id="stop", on="2025-06-01"),
        deadline("d", "order", "14 days", direction="before"),
    ]
    assert outcome_of(records, "2025-05-01").due == date(2025, 6, 16)
    assert outcome_of(records, "2025-06-01").remaining == "15 days"


# The ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "state"), [("satisfy", "satisfied"), ("rescind", "rescinded"), ("supersede", "superseded")]
)
def test_an_end_holds_from_its_day(does: str, state: str) -> None:
    records = [ORDER, _by(_d(does)), RULE]
    assert due(records, "2025-03-01") == f"{state} 2025-04-05"
    assert due(records, "2025-06-01", "2025-02-28") == "pending 2025-04-05"
    assert due(records, "2025-06-01", "2025-03-01") == f"{state} 2025-04-05"


def test_a_void_deadline_never_applied_and_a_rescinded_one_did() -> None:
    void, rescinded = [ORDER, _by(_d("void")), RULE], [ORDER, _by(_d("rescind")), RULE]
    assert [outcome_of(void, "2025-06-01", on).state for on in ("2025-02-01", "2025-05-01")] == ["void", "void"]
    assert [outcome_of(rescinded, "2025-06-01", on).state for on in ("2025-02-01", "2025-05-01")] == [
        "pending",
        "rescinded",
    ]
    assert outcome_of(void, "2025-02-28").state == "pending"


def test_a_reinstated_deadline_applies_again() -> None:
    records = [ORDER, _by(_d("rescind"), id="end", on="2025-02-01"), _by(_d("reinstate")), RULE]
    assert [outcome_of(records, "2025-06-01", on).state for on in ("2025-01-25", "2025-02-10", "2025-03-01")] == [
        "pending",
        "rescinded",
        "pending",
    ]
    assert due(records, "2025-06-01") == "passed 2025-04-05"


def test_a_deadline_reinstated_after_it_was_suspended_and_rescinded_stands_still_again() -> None:
    records = [
        ORDER,
        _by(_d("suspend"), id="stop", on="2025-02-01"),
        _by(_d("rescind"), id="end", on="2025-02-10"),
        _by(_d("reinstate"), id="again", on="2025-02-20"),
        _by(_d("resume"), id="go", on="2025-03-10"),
        RULE,
    ]
    assert outcome_of(records, "2025-02-10").state == "rescinded"
    assert outcome_of(records, "2025-02-20").state == "suspended"
    assert due(records, "2025-03-10") == "pending 2025-05-12"


def test_a_rescission_ends_a_suspension_for_good() -> None:
    records = [
        ORDER,
        _by(_d("suspend", until="2025-03-10"), id="stop", on="2025-02-01"),
        _by(_d("rescind"), id="end", on="2025-02-20"),
        RULE,
    ]
    assert outcome_of(records, "2025-06-01").state == "rescinded"
    assert outcome_of(records, "2025-06-01", "2025-03-20").state == "rescinded"


def test_an_extension_does_not_bring_back_what_was_rescinded() -> None:
    records = [
        ORDER,
        _by(_d("rescind"), id="end", on="2025-02-20"),
        _by(_d("extend", until="2025-09-01")),
        RULE,
    ]
    assert due(records, "2025-03-01") == "rescinded 2025-09-01"


def test_a_void_rule_whose_trigger_never_came_is_void() -> None:
    assert outcome_of([_by(_d("void")), RULE], "2025-03-01").state == "void"
    assert outcome_of([_by(_d("rescind")), RULE], "2025-03-01").state == "rescinded"
    assert outcome_of([_by(_d("rescind")), RULE], "2025-06-01", "2025-02-28").state == "undetermined"


def test_an_effect_that_no_deadline_can_have_is_an_error_that_names_the_event() -> None:
    assert outcome_of([ORDER, _by(_d("repeal")), RULE], "2025-03-01").error == (
        "deadline d: event act: a deadline cannot be the target of 'repeal'"
    )


# announce -------------------------------------------------------------------------------------------


def test_an_announcement_is_a_forecast_and_moves_nothing() -> None:
    records = [ORDER, _by(_d("announce", until="2025-09-01")), RULE]
    found = outcome_of(records, "2025-03-01")
    assert (found.state, found.due) == ("pending", date(2025, 4, 5))
    assert [(forecast.event, forecast.until) for forecast in found.forecasts] == [("act", date(2025, 9, 1))]


def test_an_act_published_since_settles_the_forecast() -> None:
    announced = _by(_d("announce", until="2025-09-01"), id="plan", on="2025-02-01")
    records = [ORDER, announced, _by(_d("extend", until="2025-09-01")), RULE]
    assert [len(outcome_of(records, known).forecasts) for known in ("2025-02-01", "2025-03-01")] == [1, 0]


def test_a_forecast_for_a_later_day_is_settled_by_an_act_that_has_effect_earlier() -> None:
    announced = _by(_d("announce", effective="2025-12-01"), id="plan", on="2025-02-01")
    assert outcome_of([ORDER, announced, _by(_d("rescind")), RULE], "2025-03-01").forecasts == ()


def test_a_forecast_published_after_an_act_stays_though_the_act_has_effect_later() -> None:
    act = _by(_d("extend", until="2025-09-01", effective="2025-06-01"), on="2025-02-01")
    announced = _by(_d("announce", until="2025-12-01"), id="plan", on="2025-03-01")
    assert [forecast.event for forecast in outcome_of([ORDER, act, announced, RULE], "2025-03-01").forecasts] == [
        "plan"
    ]


# supersede ------------------------------------------------------------------------------------------


def test_a_deadline_counted_from_a_superseded_one_is_counted_from_its_successor() -> None:
    records = [
        ORDER,
        _by(_d("supersede", by_deadline="new")),
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
        _by(_d("supersede", by_deadline="new"), effect("new", "supersede", by_deadline="d")),
        RULE,
        deadline("new", stated="2025-08-01"),
        deadline("after", "d", "10 days"),
    ]
    found = read(records, "2025-03-01").deadlines
    assert found["after"].state == "undetermined"
    assert "supersede each other in a circle: d → new → d" in str(found["after"].error)
    assert (found["d"].state, found["new"].state) == ("superseded", "superseded")


def test_a_successor_that_the_docket_does_not_hold_leaves_its_followers_without_a_date() -> None:
    records = [ORDER, _by(_d("supersede", by_deadline="draft")), RULE, deadline("after", "d", "10 days")]
    found = read(records, "2025-03-01").deadlines["after"]
    assert (found.state, found.due, found.error) == ("undetermined", None, None)


# Order ----------------------------------------------------------------------------------------------


def test_of_two_orders_on_one_day_the_later_published_wins_and_then_the_later_in_the_file() -> None:
    first = _by(_d("extend", until="2025-06-01"), id="first", known="2025-03-02")
    second = _by(_d("extend", until="2025-07-01"), id="second", known="2025-03-01")
    assert due([ORDER, first, second, RULE], "2025-03-05") == "pending 2025-06-01"
    same = _by(_d("extend", until="2025-07-01"), id="second", known="2025-03-02")
    assert due([ORDER, first, same, RULE], "2025-03-05") == "pending 2025-07-01"
    assert due([ORDER, same, first, RULE], "2025-03-05") == "pending 2025-06-01"


def test_the_effects_of_one_event_are_taken_in_the_order_of_the_file() -> None:
    both = _by(_d("extend", until="2025-06-01"), _d("extend", by="10 days"))
    reverse = _by(_d("extend", by="10 days"), _d("extend", until="2025-06-01"))
    assert due([ORDER, both, RULE], "2025-03-01") == "pending 2025-06-11"
    assert due([ORDER, reverse, RULE], "2025-03-01") == "pending 2025-06-01"


def test_a_retroactive_effect_is_folded_where_it_has_effect() -> None:
    """Signed in March for 1 February: the extension in February, counted from the old date, is counted from the new one."""
    later = _by(_d("extend", by="10 days"), id="february", on="2025-02-10")
    retroactive = _by(_d("extend", until="2025-05-01", effective="2025-02-01"))
    records = [ORDER, later, retroactive, RULE]
    assert due(records, "2025-02-10") == "pending 2025-04-15"
    assert due(records, "2025-03-01") == "pending 2025-05-11"


def test_a_pre_announced_end_is_known_at_once_and_holds_from_its_day() -> None:
    records = [ORDER, _by(_d("rescind", effective="2025-03-15"), on="2025-02-01"), RULE]
    assert outcome_of(records, "2025-02-01").state == "pending"
    assert outcome_of(records, "2025-03-14").state == "pending"
    assert outcome_of(records, "2025-03-15").state == "rescinded"


def test_a_pre_announced_suspension_is_not_yet_one() -> None:
    records = [ORDER, _by(_d("suspend", effective="2025-03-15"), on="2025-02-01"), RULE]
    assert due(records, "2025-02-01") == "pending 2025-04-05"
    assert (outcome_of(records, "2025-03-15").state, outcome_of(records, "2025-03-15").remaining) == (
        "suspended",
        "21 days",
    )


def test_extended_twice_is_what_the_two_steps_say() -> None:
    first = _by(_d("extend", by="10 days"), id="first", on="2025-02-01")
    second = _by(_d("extend", by="20 days"), id="second", on="2025-03-01")
    found = outcome_of([ORDER, first, second, RULE], "2025-03-01")
    moves = [(step.before, step.after) for step in found.steps if step.op == "extend"]
    assert moves == [(date(2025, 4, 5), date(2025, 4, 15)), (date(2025, 4, 15), date(2025, 5, 5))]
    assert found.caused_by == "second"


# The rule -------------------------------------------------------------------------------------------


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
        _by(_d("extend", by="10 days")),
        RULE,
        deadline("from-due", "d", "1 month"),
        deadline("from-start", "d", "1 month", counted_from="start"),
    ]
    found = read(records, "2025-03-01").deadlines
    assert (found["from-due"].due, found["from-start"].due) == (date(2025, 5, 15), date(2025, 2, 20))


@pytest.mark.parametrize("does", ["rescind", "void", "suspend"])
def test_what_is_counted_from_a_deadline_without_a_date_has_none(does: str) -> None:
    records = [ORDER, _by(_d(does)), RULE, deadline("after", "d", "10 days")]
    before, since = read(records, "2025-02-28").deadlines["after"], read(records, "2025-03-01").deadlines["after"]
    assert (before.state, before.due) == ("pending", date(2025, 4, 15))
    assert (since.state, since.due, since.error) == ("undetermined", None, None)


def test_what_is_counted_from_a_suspended_deadline_follows_the_resumption() -> None:
    records = [
        ORDER,
        _by(_d("suspend"), id="stop", on="2025-02-01"),
        _by(_d("resume"), id="go", on="2025-03-10"),
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
    records = [ORDER, _by(_d("extend", until="2025-06-19")), RULE]
    assert outcome_of(docket(*records), "2025-03-01").segments == (
        Segment("running", date(2025, 1, 20), date(2025, 4, 5)),
        Segment("extended", date(2025, 4, 6), date(2025, 6, 19), "act"),
    )
