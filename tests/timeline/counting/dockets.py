"""Dockets written down briefly: events with their effects, deadlines with their rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from typing import Any

from timeline.counting import (
    Deadline,
    DeadlineOutcome,
    Docket,
    Effect,
    Evaluation,
    Event,
    Policy,
    PolicyOutcome,
    Rule,
    evaluate,
    parse_edtf,
    parse_period,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def effect(on: str, does: str, **more: Any) -> Effect:
    """An effect; `until` and `effective` are days and `by` and `period` periods as written."""
    for key in ("until", "effective"):
        if key in more:
            more[key] = day(more[key])
    for key in ("by", "period"):
        if key in more:
            more[key] = parse_period(more[key])
    return Effect(on, does, **more)


def event(id: str, on: str, *effects: Effect, known: str | None = None, title: str = "") -> Event:
    """An event of an EDTF date, known from the last day it can mean unless `known` says another day."""
    parsed = parse_edtf(on)
    known_from = day(known) if known else parsed.latest or parsed.earliest
    assert known_from is not None
    return Event(id, parsed, known_from, effects, title=title)


def deadline(id: str, trigger: str | None = None, period: str | None = None, **rule: Any) -> Deadline:
    """A deadline whose rule has this trigger and period as written; `stated` is a day as written."""
    policy = rule.pop("policy", None)
    if "stated" in rule:
        rule["stated"] = day(rule["stated"])
    return Deadline(id, Rule(trigger, parse_period(period) if period else None, **rule), policy)


ORDER = event("order", "2025-01-20")
RULE = deadline("d", "order", "75 days")


def act(*effects: Effect, on: str = "2025-03-01", id: str = "act", known: str | None = None) -> Event:
    """An event with effects."""
    return event(id, on, *effects, known=known)


def on_d(does: str, **more: object) -> Effect:
    """An effect on the deadline `d`."""
    return effect("d", does, **more)


def docket(*records: object) -> Docket:
    """The events, deadlines and policies in the order in which a file has them."""
    assert all(isinstance(record, Event | Deadline | Policy) for record in records)
    return Docket(
        events={record.id: record for record in records if isinstance(record, Event)},
        deadlines={record.id: record for record in records if isinstance(record, Deadline)},
        policies={record.id: record for record in records if isinstance(record, Policy)},
    )


def read(records: Docket | Iterable[object], known_on: str, on: str | None = None) -> Evaluation:
    """The evaluation of a docket, or of the records that make one. Steps or no steps: the outcomes are the same."""
    asked = records if isinstance(records, Docket) else docket(*records)
    known, moment = day(known_on), day(on) if on else None
    evaluation = evaluate(asked, known_on=known, on=moment)
    short = evaluate(asked, known_on=known, on=moment, steps=False)
    for key, outcome in evaluation.deadlines.items():
        assert dataclasses.replace(outcome, steps=(), segments=()) == dataclasses.replace(
            short.deadlines[key], steps=(), segments=()
        )
    assert evaluation.policies == short.policies
    return evaluation


def outcome_of(
    records: Docket | Iterable[object], known_on: str, on: str | None = None, id: str = "d"
) -> DeadlineOutcome:
    return read(records, known_on, on).deadlines[id]


def status_of(records: Docket | Iterable[object], known_on: str, on: str | None = None, id: str = "p") -> PolicyOutcome:
    return read(records, known_on, on).policies[id]


def due(records: Docket | Iterable[object], known_on: str, on: str | None = None) -> str:
    """The state of the deadline `d`, and its due date where it has one: "pending 2025-04-05"."""
    found = outcome_of(records, known_on, on)
    return f"{found.state} {found.due}" if found.due is not None else found.state
