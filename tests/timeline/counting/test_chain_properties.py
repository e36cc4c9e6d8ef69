"""What holds of every chain, whatever its acts."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.counting.chains import chains
from tests.timeline.counting.periods import calendar_periods, day_periods
from timeline.counting import (
    Deadline,
    DeadlineOutcome,
    Docket,
    Effect,
    Event,
    Period,
    Rule,
    count,
    evaluate,
    parse_edtf,
)

STATES = {
    "pending",
    "passed",
    "satisfied",
    "suspended",
    "rescinded",
    "void",
    "superseded",
    "undetermined",
}
END = date(2026, 1, 1)


def _days(docket: Docket) -> list[date]:
    """The days on which something became known, ascending."""
    return sorted({event.known_from for event in docket.events.values()})


def _history(docket: Docket) -> list[DeadlineOutcome]:
    """The outcome of `d` as known on each of those days."""
    return [evaluate(docket, known_on=day).deadlines["d"] for day in _days(docket)]


@given(chains(moved=True), st.integers(-30, 900), st.integers(-900, 900))
def test_every_chain_has_an_outcome_on_every_day(docket: Docket, known: int, on: int) -> None:
    known_on = docket.events["order"].known_from + timedelta(days=known)
    found = evaluate(docket, known_on=known_on, on=known_on + timedelta(days=on))
    for outcome in found.deadlines.values():
        assert outcome.state in STATES
        assert outcome.error is None or outcome.state == "undetermined"
        assert outcome.state != "pending" or outcome.due_latest is not None
        assert (outcome.remaining is not None) == (outcome.state == "suspended")
        assert all(segment.end is None or segment.start <= segment.end for segment in outcome.segments)


@given(chains(moved=True, vague=True, acts=3), st.integers(0, 500))
def test_an_imprecise_chain_has_an_outcome_on_every_day(docket: Docket, known: int) -> None:
    known_on = docket.events["order"].known_from + timedelta(days=known)
    for outcome in evaluate(docket, known_on=known_on).deadlines.values():
        assert outcome.state in STATES
        assert list(outcome.possible) == sorted(set(outcome.possible))
        if outcome.possible:
            assert (outcome.due_earliest, outcome.due_latest) == (outcome.possible[0], outcome.possible[-1])
            assert outcome.due is None


@given(chains())
def test_knowing_more_never_changes_the_steps_that_were_known(docket: Docket) -> None:
    history = _history(docket)
    for before, since in zip(history, history[1:], strict=False):
        if since.error is None:
            assert since.steps[: len(before.steps)] == before.steps


@given(chains(moved=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_matters_only_where_effect_and_publication_are_the_same(
    docket: Docket, random: object
) -> None:
    rows = list(docket.events.items())
    places = {
        (event.effects[0].effective or event.known_from, event.known_from)
        for event in docket.events.values()
        if event.effects
    }
    assert len(places) == sum(bool(event.effects) for event in docket.events.values())
    random.shuffle(rows)  # type: ignore[attr-defined]
    shuffled = dataclasses.replace(docket, events=dict(rows))
    assert evaluate(shuffled, known_on=END) == evaluate(docket, known_on=END)


@given(
    st.dates(date(2016, 1, 1), date(2020, 1, 1)),
    day_periods(most=90),
    st.lists(calendar_periods(years=0, months=3, weeks=3, days=40), min_size=2, max_size=4),
    st.sampled_from(["calendar-days", "us-frcp-6"]),
)
def test_extended_by_one_and_then_by_another_is_what_the_steps_say(
    start: date, period: Period, extensions: list[Period], convention: str
) -> None:
    act = Event(
        "act",
        parse_edtf(start.isoformat()),
        start,
        tuple(Effect("d", "extend", by=extension) for extension in extensions),
    )
    docket = Docket(
        events={"order": Event("order", parse_edtf(start.isoformat()), start), "act": act},
        deadlines={"d": Deadline("d", Rule("order", period, convention=convention))},
    )
    found = evaluate(docket, known_on=start).deadlines["d"]
    expected = count(start, period, convention).result
    moves = []
    for extension in extensions:
        before, expected = expected, count(expected, extension, convention).result
        moves.append((before, expected))
    assert found.due == expected
    assert [(step.before, step.after) for step in found.steps if step.op == "extend"] == moves


@given(chains())
def test_a_discrepancy_never_vanishes(docket: Docket) -> None:
    kept: list[str] = []
    for outcome in _history(docket):
        if outcome.error is not None:
            break
        said = outcome.discrepancy.split("; ") if outcome.discrepancy else []
        assert said[: len(kept)] == kept
        kept = said


@given(chains(moved=True), st.integers(-30, 900))
def test_without_steps_the_outcome_is_the_same(docket: Docket, known: int) -> None:
    known_on = docket.events["order"].known_from + timedelta(days=known)
    with_steps = evaluate(docket, known_on=known_on).deadlines
    without = evaluate(docket, known_on=known_on, steps=False).deadlines
    for id, outcome in with_steps.items():
        bare = dataclasses.replace(outcome, steps=(), segments=())
        assert dataclasses.replace(without[id], segments=()) == bare
        assert without[id].steps == ()


@given(chains(moved=True), st.integers(0, 900))
def test_what_is_not_known_yet_changes_nothing(docket: Docket, known: int) -> None:
    known_on = docket.events["order"].known_from + timedelta(days=known)
    only = {id: event for id, event in docket.events.items() if event.known_from <= known_on}
    assert evaluate(dataclasses.replace(docket, events=only), known_on=known_on) == evaluate(docket, known_on=known_on)


@given(chains(moved=True))
def test_every_step_names_what_caused_it(docket: Docket) -> None:
    for outcome in evaluate(docket, known_on=END).deadlines.values():
        for step in outcome.steps:
            assert step.event is None or step.event in docket.events or step.event in docket.deadlines
            assert step.as_data().keys() == set(step._fields)
