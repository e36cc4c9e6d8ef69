"""Extensions and restarts: dates that move."""

from __future__ import annotations

from datetime import date

from tests.timeline.counting.dockets import ORDER, RULE, act, deadline, due, on_d, outcome_of


def test_without_effects_the_deadline_is_pending_until_its_day_is_over() -> None:
    records = [ORDER, RULE]
    assert due(records, "2025-01-19") == "undetermined"
    assert due(records, "2025-01-20") == "pending 2025-04-05"
    assert due(records, "2025-04-05") == "pending 2025-04-05"
    assert due(records, "2025-04-06") == "passed 2025-04-05"


def test_an_extension_until_a_date_sets_that_date() -> None:
    records = [ORDER, act(on_d("extend", until="2025-06-19")), RULE]
    assert due(records, "2025-02-28") == "pending 2025-04-05"
    assert due(records, "2025-03-01") == "pending 2025-06-19"


def test_an_extension_counts_from_the_old_due_date_unless_it_says_from_the_event() -> None:
    from_deadline = [ORDER, act(on_d("extend", by="75 days")), RULE]
    from_event = [ORDER, act(on_d("extend", by="75 days", counted_from="event")), RULE]
    assert due(from_deadline, "2025-03-01") == "pending 2025-06-19"
    assert due(from_event, "2025-03-01") == "pending 2025-05-15"


def test_an_extension_may_shorten() -> None:
    assert due([ORDER, act(on_d("extend", until="2025-03-15")), RULE], "2025-03-01") == "pending 2025-03-15"


def test_a_passed_deadline_that_is_extended_is_pending_again() -> None:
    records = [ORDER, act(on_d("extend", until="2025-06-19"), on="2025-04-10"), RULE]
    assert due(records, "2025-04-09") == "passed 2025-04-05"
    assert due(records, "2025-04-10") == "pending 2025-06-19"


def test_an_extension_rolls_by_the_rule_s_own_convention() -> None:
    rule = deadline("d", "order", "14 days", convention="us-frcp-6")
    assert due([ORDER, rule], "2025-02-01") == "pending 2025-02-03"
    records = [ORDER, act(on_d("extend", by="19 days"), on="2025-02-01"), rule]
    assert due(records, "2025-02-01") == "pending 2025-02-24"  # 22 February 2025 is a Saturday


def test_a_stated_date_wins_over_the_computed_one_and_the_difference_is_kept() -> None:
    records = [ORDER, act(on_d("extend", until="2025-06-18", by="75 days")), RULE]
    found = outcome_of(records, "2025-03-01")
    assert (found.due, found.discrepancy) == (
        date(2025, 6, 18),
        "act: stated 2025-06-18, computed 2025-06-19 (75 days, calendar-days)",
    )


def test_a_stated_date_that_agrees_is_no_discrepancy() -> None:
    found = outcome_of([ORDER, act(on_d("extend", until="2025-06-19", by="75 days")), RULE], "2025-03-01")
    assert (found.due, found.discrepancy) == (date(2025, 6, 19), None)
    assert ("cross-check", "agrees") in {(step.op, step.reason) for step in found.steps}


def test_a_discrepancy_outlives_every_later_effect() -> None:
    records = [
        ORDER,
        act(on_d("extend", until="2025-06-18", by="75 days")),
        act(on_d("extend", until="2025-09-01"), id="second", on="2025-03-10"),
        act(on_d("restart", period="10 days"), id="third", on="2025-03-20"),
        act(on_d("satisfy"), id="fourth", on="2025-03-25"),
        RULE,
    ]
    kept = "act: stated 2025-06-18, computed 2025-06-19 (75 days, calendar-days)"
    assert [outcome_of(records, known).discrepancy for known in ("2025-03-01", "2025-03-10", "2025-03-25")] == [
        kept
    ] * 3


def test_an_extension_without_date_or_period_is_an_error_that_names_the_event() -> None:
    found = outcome_of([ORDER, act(on_d("extend")), RULE], "2025-03-01")
    assert (found.state, found.due) == ("undetermined", None)
    assert found.error == "deadline d: event act: extend needs until, or by with a due date to count from"


def test_a_restart_counts_the_rule_s_period_anew_or_another() -> None:
    assert due([ORDER, act(on_d("restart")), RULE], "2025-03-01") == "pending 2025-05-15"
    assert due([ORDER, act(on_d("restart", period="120 days")), RULE], "2025-03-01") == "pending 2025-06-29"


def test_a_restart_of_a_stated_date_needs_a_period() -> None:
    stated = deadline("d", stated="2025-04-05")
    assert outcome_of([act(on_d("restart")), stated], "2025-03-01").error == (
        "deadline d: event act: restart needs a period, because the rule only states a date"
    )
    assert due([act(on_d("restart", period="30 days")), stated], "2025-03-01") == "pending 2025-03-31"


def test_a_restart_ends_a_suspension_and_opens_what_was_satisfied() -> None:
    suspended = [ORDER, act(on_d("suspend"), id="stop", on="2025-02-01"), act(on_d("restart")), RULE]
    satisfied = [ORDER, act(on_d("satisfy"), id="done", on="2025-02-01"), act(on_d("restart")), RULE]
    assert due(suspended, "2025-03-01") == due(satisfied, "2025-03-01") == "pending 2025-05-15"
