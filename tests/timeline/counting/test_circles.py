"""Deadlines that trigger deadlines: long chains, circles, and errors that stay where they are."""

from __future__ import annotations

from datetime import date

import pytest

from tests.timeline.counting.dockets import deadline, docket, effect, event, read
from timeline.counting import Deadline

SOUND = (event("order", "2025-01-20"), deadline("sound", "order", "75 days"))


def _circle(*ids: str) -> list[Deadline]:
    return [deadline(id, trigger, "1 day") for id, trigger in zip(ids, (*ids[1:], ids[0]), strict=True)]


@pytest.mark.parametrize(
    ("members", "named"),
    [
        (("a",), {"a": "a → a"}),
        (("a", "b"), {"a": "a → b → a", "b": "a → b → a"}),
        (("a", "b", "c"), {"a": "a → b → c → a", "b": "a → b → c → a", "c": "a → b → c → a"}),
    ],
)
def test_a_circle_is_an_error_that_names_its_members_and_hurts_no_other(
    members: tuple[str, ...], named: dict[str, str]
) -> None:
    found = read(docket(*_circle(*members), *SOUND), "2025-03-01").deadlines
    assert {id: found[id].error for id in members} == {
        id: f"deadlines trigger each other in a circle: {circle}" for id, circle in named.items()
    }
    assert {found[id].state for id in members} == {"undetermined"}
    assert (found["sound"].due, found["sound"].error) == (date(2025, 4, 5), None)


def test_what_is_counted_from_a_circle_says_so() -> None:
    found = read(docket(deadline("outside", "b", "1 day"), *_circle("a", "b"), *SOUND), "2025-03-01").deadlines
    assert found["outside"].error == (
        "deadline outside: its trigger cannot be computed: deadlines trigger each other in a circle: b → a → b"
    )
    assert found["sound"].due == date(2025, 4, 5)


def test_a_circle_that_supersession_closes_is_an_error_too() -> None:
    records = docket(
        event("act", "2025-02-01", effect("b", "supersede", by_deadline="a")),
        deadline("a", "b", "1 day"),
        deadline("b", stated="2025-06-01"),
        *SOUND,
    )
    found = read(records, "2025-03-01").deadlines
    assert found["a"].error == "deadlines trigger each other in a circle: a → a"
    assert (found["b"].state, found["sound"].due) == ("superseded", date(2025, 4, 5))


@pytest.mark.parametrize("length", [3, 500, 3_000])
def test_a_chain_of_any_length_is_computed(length: int) -> None:
    links = [deadline(f"d{n}", f"d{n - 1}" if n else "order", "1 day") for n in range(length)]
    last = date.fromordinal(date(2025, 1, 20).toordinal() + length)
    for records in (docket(SOUND[0], *links), docket(*reversed(links), SOUND[0])):
        assert read(records, "2025-03-01").deadlines[f"d{length - 1}"].due == last


def test_a_circle_of_any_length_is_found() -> None:
    found = read(docket(*_circle(*(f"d{n}" for n in range(1_500)))), "2025-03-01").deadlines
    assert {outcome.state for outcome in found.values()} == {"undetermined"}
    assert str(found["d7"].error).endswith("d1498 → d1499 → d0")


def test_an_error_far_up_a_chain_is_said_once() -> None:
    records = docket(
        event("order", "2030-12-20", known="2025-01-01"),
        deadline("d0", "order", "30 days", convention="us-ofr"),
        *(deadline(f"d{n}", f"d{n - 1}", "1 day") for n in range(1, 400)),
    )
    assert read(records, "2025-03-01").deadlines["d399"].error == (
        "deadline d399: its trigger cannot be computed: deadline d0: calendar us-ofr does not cover the year 2031;"
        " it covers 1994–2030"
    )


def test_a_year_that_is_not_covered_is_the_error_of_its_deadline_only() -> None:
    records = docket(
        event("late", "2030-12-20", known="2025-01-01"),
        deadline("uncovered", "late", "30 days", convention="us-ofr"),
        deadline("plain", "late", "30 days"),
        *SOUND,
    )
    found = read(records, "2025-03-01").deadlines
    assert (found["uncovered"].state, found["uncovered"].due) == ("undetermined", None)
    assert found["uncovered"].error == (
        "deadline uncovered: calendar us-ofr does not cover the year 2031; it covers 1994–2030"
    )
    assert (found["plain"].due, found["sound"].due) == (date(2031, 1, 19), date(2025, 4, 5))


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"convention": "us-frcp-7"}, "there is no counting convention 'us-frcp-7'; allowed are "),
        ({"calendar": "atlantis"}, "there is no calendar 'atlantis'; allowed are "),
        ({"timezone": "Mars/Base"}, "there is no IANA time zone 'Mars/Base'; allowed are "),
        (
            {"convention": "us-ofr", "direction": "before"},
            "direction 'before': convention us-ofr counts after only",
        ),
    ],
)
def test_a_rule_that_cannot_be_counted_is_the_error_of_its_deadline_only(rule: dict[str, str], error: str) -> None:
    found = read(docket(*SOUND, deadline("bad", "order", "5 days", **rule)), "2025-03-01").deadlines
    assert str(found["bad"].error).startswith(f"deadline bad: {error}")
    assert (found["bad"].state, found["sound"].due) == ("undetermined", date(2025, 4, 5))


def test_a_trigger_that_nothing_has_is_a_trigger_that_has_not_happened() -> None:
    found = read(docket(deadline("d", "nowhere", "5 days")), "2025-03-01").deadlines["d"]
    assert (found.state, found.error) == ("undetermined", None)
    assert [(step.op, step.reason, step.event) for step in found.steps] == [("trigger", "not-known", "nowhere")]
