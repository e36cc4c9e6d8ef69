"""The order of acts: legal effect, then publication, then the file."""

from __future__ import annotations

from datetime import date

from tests.timeline.counting.dockets import ORDER, RULE, act, due, on_d, outcome_of


def test_of_two_orders_on_one_day_the_later_published_wins_and_then_the_later_in_the_file() -> None:
    first = act(on_d("extend", until="2025-06-01"), id="first", known="2025-03-02")
    second = act(on_d("extend", until="2025-07-01"), id="second", known="2025-03-01")
    assert due([ORDER, first, second, RULE], "2025-03-05") == "pending 2025-06-01"
    same = act(on_d("extend", until="2025-07-01"), id="second", known="2025-03-02")
    assert due([ORDER, first, same, RULE], "2025-03-05") == "pending 2025-07-01"
    assert due([ORDER, same, first, RULE], "2025-03-05") == "pending 2025-06-01"


def test_the_effects_of_one_event_are_taken_in_the_order_of_the_file() -> None:
    both = act(on_d("extend", until="2025-06-01"), on_d("extend", by="10 days"))
    reverse = act(on_d("extend", by="10 days"), on_d("extend", until="2025-06-01"))
    assert due([ORDER, both, RULE], "2025-03-01") == "pending 2025-06-11"
    assert due([ORDER, reverse, RULE], "2025-03-01") == "pending 2025-06-01"


def test_a_retroactive_effect_is_folded_where_it_has_effect() -> None:
    """Signed in March for 1 February: the extension in February, counted from the old date, is counted from the new one."""
    later = act(on_d("extend", by="10 days"), id="february", on="2025-02-10")
    retroactive = act(on_d("extend", until="2025-05-01", effective="2025-02-01"))
    records = [ORDER, later, retroactive, RULE]
    assert due(records, "2025-02-10") == "pending 2025-04-15"
    assert due(records, "2025-03-01") == "pending 2025-05-11"


def test_a_pre_announced_end_is_known_at_once_and_holds_from_its_day() -> None:
    records = [ORDER, act(on_d("rescind", effective="2025-03-15"), on="2025-02-01"), RULE]
    assert outcome_of(records, "2025-02-01").state == "pending"
    assert outcome_of(records, "2025-03-14").state == "pending"
    assert outcome_of(records, "2025-03-15").state == "rescinded"


def test_a_pre_announced_suspension_is_not_yet_one() -> None:
    records = [ORDER, act(on_d("suspend", effective="2025-03-15"), on="2025-02-01"), RULE]
    assert due(records, "2025-02-01") == "pending 2025-04-05"
    assert (outcome_of(records, "2025-03-15").state, outcome_of(records, "2025-03-15").remaining) == (
        "suspended",
        "21 days",
    )


def test_extended_twice_is_what_the_two_steps_say() -> None:
    first = act(on_d("extend", by="10 days"), id="first", on="2025-02-01")
    second = act(on_d("extend", by="20 days"), id="second", on="2025-03-01")
    found = outcome_of([ORDER, first, second, RULE], "2025-03-01")
    moves = [(step.before, step.after) for step in found.steps if step.op == "extend"]
    assert moves == [(date(2025, 4, 5), date(2025, 4, 15)), (date(2025, 4, 15), date(2025, 5, 5))]
    assert found.caused_by == "second"
