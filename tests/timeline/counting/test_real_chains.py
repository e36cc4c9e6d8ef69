"""Chains as they were: what was known on each day, and what followed from it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.timeline.counting.dockets import deadline, docket, due, effect, event, outcome_of, read

PAUSE = docket(
    event("eo-14166", "2025-01-20"),
    event("eo-14258", "2025-04-04", effect("d", "extend", until="2025-06-19", by="75 days")),
    event("eo-14310", "2025-06-19", effect("d", "extend", until="2025-09-17", by="90 days")),
    event("eo-14350", "2025-09-16", effect("d", "extend", until="2025-12-16", by="90 days")),
    event("eo-14352", "2025-09-25", effect("d", "restart", period="120 days")),
    event("joint-venture", "2026-01-22", effect("d", "satisfy")),
    deadline("d", "eo-14166", "75 days"),
)
"""The Attorney General does not enforce the Act against TikTok."""


@pytest.mark.parametrize(
    ("known_on", "answer"),
    [
        ("2025-01-19", "undetermined"),
        ("2025-01-20", "pending 2025-04-05"),
        ("2025-03-01", "pending 2025-04-05"),
        ("2025-04-03", "pending 2025-04-05"),
        ("2025-04-04", "pending 2025-06-19"),
        ("2025-06-18", "pending 2025-06-19"),
        ("2025-06-19", "pending 2025-09-17"),
        ("2025-09-15", "pending 2025-09-17"),
        ("2025-09-16", "pending 2025-12-16"),
        ("2025-09-24", "pending 2025-12-16"),
        ("2025-09-25", "pending 2026-01-23"),
        ("2026-01-21", "pending 2026-01-23"),
        ("2026-01-22", "satisfied 2026-01-23"),
        ("2026-06-01", "satisfied 2026-01-23"),
    ],
)
def test_the_pause_of_tiktok_s_enforcement_as_known_on_each_day(known_on: str, answer: str) -> None:
    assert due(PAUSE, known_on) == answer


def test_every_extension_agrees_with_its_period_from_the_old_deadline() -> None:
    found = outcome_of(PAUSE, "2026-02-01")
    assert found.discrepancy is None
    assert [step.event for step in found.steps if (step.op, step.reason) == ("cross-check", "agrees")] == [
        "eo-14258",
        "eo-14310",
        "eo-14350",
    ]


def test_the_window_names_the_order_behind_each_stretch() -> None:
    stretches = outcome_of(PAUSE, "2026-02-01").segments
    assert [(stretch.kind, stretch.event, str(stretch.end)) for stretch in stretches] == [
        ("running", None, "2025-04-05"),
        ("extended", "eo-14258", "2025-06-19"),
        ("extended", "eo-14310", "2025-09-17"),
        ("extended", "eo-14350", "2025-12-16"),
        ("restarted", "eo-14352", "2026-01-23"),
    ]


def test_the_act_s_own_deadline_is_no_part_of_the_pause() -> None:
    records = [event("enacted", "2024-04-24"), deadline("d", "enacted", "270 days")]
    assert due(records, "2024-04-24") == "pending 2025-01-19"
    assert due(records, "2025-01-20") == "passed 2025-01-19"


OMNIBUS = docket(
    event("in-force", "2024-08-01", known="2024-07-12"),
    event(
        "omnibus",
        "2026-07-24",
        effect("d", "extend", until="2027-12-02", effective="2026-08-02"),
    ),
    deadline("d", "in-force", stated="2026-08-02"),
)


@pytest.mark.parametrize(
    ("known_on", "answer"),
    [
        ("2024-07-11", "undetermined"),
        ("2024-07-12", "pending 2026-08-02"),
        ("2026-07-23", "pending 2026-08-02"),
        ("2026-07-24", "pending 2027-12-02"),
        ("2026-08-03", "pending 2027-12-02"),
        ("2027-12-03", "passed 2027-12-02"),
    ],
)
def test_an_amendment_published_days_before_the_date_moves_it_once_it_is_known(known_on: str, answer: str) -> None:
    assert due(OMNIBUS, known_on) == answer


def test_an_act_adopted_but_not_published_is_a_forecast_apart() -> None:
    records = docket(
        event("in-force", "2024-08-01", known="2024-07-12"),
        event("adopted", "2026-06-29", effect("d", "announce", until="2027-12-02")),
        event("published", "2026-07-24", effect("d", "extend", until="2027-12-02")),
        deadline("d", "in-force", stated="2026-08-02"),
    )
    waiting = outcome_of(records, "2026-07-01")
    assert waiting.due == date(2026, 8, 2)
    assert [(forecast.event, forecast.until) for forecast in waiting.forecasts] == [("adopted", date(2027, 12, 2))]
    settled = outcome_of(records, "2026-07-24")
    assert (settled.due, settled.forecasts) == (date(2027, 12, 2), ())


def test_a_rescission_that_was_only_announced_leaves_the_dates_of_the_rule_standing() -> None:
    records = docket(
        event("published", "2025-01-15"),
        event(
            "announced",
            "2025-05-13",
            effect("compliance", "announce"),
            effect("delayed", "announce"),
        ),
        deadline("compliance", "published", "120 days"),
        deadline("delayed", "published", "365 days"),
    )
    found = read(records, "2025-05-14").deadlines
    assert (found["compliance"].due, found["delayed"].due) == (date(2025, 5, 15), date(2026, 1, 15))
    assert [found[id].state for id in ("compliance", "delayed")] == ["pending", "pending"]
    assert [len(found[id].forecasts) for id in ("compliance", "delayed")] == [1, 1]


def test_one_document_extends_the_deadline_of_another_rule() -> None:
    records = docket(
        event("proposed", "2024-04-04"),
        event("corrected", "2024-05-06", effect("d", "extend", until="2024-07-03")),
        deadline("d", "proposed", "60 days", convention="us-ofr"),
    )
    assert due(records, "2024-05-05") == "pending 2024-06-03"
    assert due(records, "2024-05-06") == "pending 2024-07-03"


def test_two_live_orders_both_stand_and_the_later_one_wins() -> None:
    records = docket(
        event("order", "2025-01-20"),
        event("first-court", "2025-03-03", effect("d", "suspend", until="2025-05-31")),
        event("second-court", "2025-03-04", effect("d", "extend", until="2025-04-30")),
        deadline("d", "order", "75 days"),
    )
    assert outcome_of(records, "2025-03-03").remaining == "33 days"
    assert outcome_of(records, "2025-03-04").due == date(2025, 4, 30)


def test_the_merger_clock_of_the_commission_stops_and_runs_on_in_working_days() -> None:
    """Case M.10646: opened on 8 November 2022 with 90 working days, until 23 March 2023; the stop is made up."""
    records = docket(
        event("notified", "2022-11-08"),
        event("stopped", "2022-12-15", effect("d", "suspend")),
        event("answered", "2023-01-20", effect("d", "resume")),
        deadline("d", "notified", "90 working days", convention="eu-1182-71"),
    )
    assert due(records, "2022-11-08") == "pending 2023-03-23"
    assert outcome_of(records, "2022-12-15").remaining == "63 working days"
    assert due(records, "2023-01-20") == "pending 2023-04-24"
