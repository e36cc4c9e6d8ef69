"""A policy's status on a day: the fold of what events did to it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.timeline.counting.dockets import effect, event, status_of
from timeline.counting import Effect, Event, Policy

POLICY = Policy("p")


def _p(does: str, **more: object) -> Effect:
    return effect("p", does, **more)


def _statuses(acts: list[Event], *days: str, known_on: str = "2030-01-01") -> list[str | None]:
    return [status_of([*acts, POLICY], known_on, day).status for day in days]


def test_a_policy_that_nothing_happened_to_has_no_status() -> None:
    assert _statuses([], "2025-01-01") == [None]


def test_a_bill_goes_from_announcement_to_repeal() -> None:
    acts = [
        event("speech", "2024-01-01", _p("announce")),
        event("bill", "2024-02-01", _p("propose")),
        event("vote", "2024-03-01", _p("adopt")),
        event("start", "2024-04-01", _p("take-effect")),
        event("change", "2024-05-01", _p("amend")),
        event("end", "2024-06-01", _p("repeal")),
    ]
    days = ["2023-12-31", "2024-01-01", "2024-02-01", "2024-03-15", "2024-04-01", "2024-05-01", "2024-06-01"]
    assert _statuses(acts, *days) == [None, "announced", "proposed", "adopted", "in force", "in force", "repealed"]


def test_what_took_effect_before_it_was_adopted_stays_in_force() -> None:
    acts = [
        event("vote", "2024-03-01", _p("adopt")),
        event("retroactive", "2024-03-01", _p("take-effect", effective="2024-01-01")),
    ]
    assert _statuses(acts, "2023-12-31", "2024-01-01", "2024-03-01") == [None, "in force", "in force"]


def test_a_pre_announced_effect_is_the_status_of_its_day() -> None:
    acts = [event("vote", "2024-03-01", _p("adopt"), _p("take-effect", effective="2024-08-01"))]
    assert _statuses(acts, "2024-07-31", "2024-08-01", known_on="2024-03-01") == ["adopted", "in force"]


def test_a_later_proposal_or_announcement_changes_nothing_about_what_is_in_force() -> None:
    acts = [
        event("start", "2024-04-01", _p("take-effect")),
        event("bill", "2024-05-01", _p("propose")),
        event("speech", "2024-06-01", _p("announce", until="2024-12-31")),
    ]
    found = status_of([*acts, POLICY], "2024-06-01")
    assert found.status == "in force"
    assert [change.status for change in found.changes] == ["in force"]
    assert [(forecast.event, forecast.until) for forecast in found.forecasts] == [("speech", date(2024, 12, 31))]


def test_a_forecast_is_settled_by_what_is_published_since() -> None:
    acts = [
        event("start", "2024-04-01", _p("take-effect")),
        event("speech", "2024-06-01", _p("announce")),
        event("end", "2024-09-01", _p("repeal")),
    ]
    assert [len(status_of([*acts, POLICY], known).forecasts) for known in ("2024-06-01", "2024-09-01")] == [1, 0]


def test_a_suspension_until_a_day_ends_by_itself() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("stop", "2024-02-01", _p("suspend", until="2024-03-10")),
    ]
    days = ["2024-01-31", "2024-02-01", "2024-03-10", "2024-03-11"]
    assert _statuses(acts, *days) == ["in force", "suspended", "suspended", "in force"]


def test_a_suspension_without_an_end_lasts_until_it_is_resumed() -> None:
    acts = [
        event("vote", "2024-01-01", _p("adopt")),
        event("stop", "2024-02-01", _p("suspend")),
        event("go", "2024-06-01", _p("resume")),
    ]
    assert _statuses(acts, "2024-05-31", "2024-06-01") == ["suspended", "adopted"]


def test_a_resumption_may_come_earlier_than_the_suspension_said() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("stop", "2024-02-01", _p("suspend", until="2024-12-31")),
        event("go", "2024-06-01", _p("resume")),
    ]
    found = status_of([*acts, POLICY], "2030-01-01")
    assert [(change.on, change.status) for change in found.changes] == [
        (date(2024, 1, 1), "in force"),
        (date(2024, 2, 1), "suspended"),
        (date(2024, 6, 1), "in force"),
    ]


def test_a_longer_suspension_replaces_a_shorter_one() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("stop", "2024-02-01", _p("suspend", until="2024-03-10")),
        event("longer", "2024-03-01", _p("suspend", until="2024-05-10")),
    ]
    assert _statuses(acts, "2024-03-20", "2024-05-10", "2024-05-11") == ["suspended", "suspended", "in force"]


def test_what_takes_effect_while_suspended_is_in_force_when_the_suspension_ends() -> None:
    acts = [
        event("vote", "2024-01-01", _p("adopt"), _p("take-effect", effective="2024-03-01")),
        event("stop", "2024-02-01", _p("suspend", until="2024-04-10")),
    ]
    assert _statuses(acts, "2024-02-15", "2024-03-15", "2024-04-11") == ["suspended", "suspended", "in force"]


@pytest.mark.parametrize(("does", "status"), [("repeal", "repealed"), ("expire", "expired")])
def test_an_end_stays_though_a_suspension_would_have_run_out(does: str, status: str) -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("stop", "2024-02-01", _p("suspend", until="2024-03-10")),
        event("end", "2024-02-20", _p(does)),
    ]
    assert _statuses(acts, "2024-01-15", "2024-02-20", "2024-03-11") == ["in force", status, status]


def test_a_void_policy_never_was_law_on_any_day() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("judgment", "2024-06-01", _p("void")),
    ]
    assert _statuses(acts, "2023-01-01", "2024-03-01", "2024-07-01") == ["void", "void", "void"]
    assert _statuses(acts, "2024-03-01", known_on="2024-05-31") == ["in force"]


def test_what_was_repealed_may_be_adopted_again() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("end", "2024-02-01", _p("repeal")),
        event("again", "2024-06-01", _p("adopt")),
    ]
    assert _statuses(acts, "2024-05-31", "2024-06-01") == ["repealed", "adopted"]


def test_only_what_was_known_counts() -> None:
    acts = [event("vote", "2024-01-01", _p("adopt"), known="2024-02-01")]
    assert _statuses(acts, "2024-01-15", known_on="2024-01-31") == [None]
    assert _statuses(acts, "2024-01-15", known_on="2024-02-01") == ["adopted"]


def test_a_suspension_until_the_end_of_days_is_no_crash() -> None:
    acts = [
        event("start", "2024-01-01", _p("take-effect")),
        event("stop", "2024-02-01", _p("suspend", until="9999-12-31")),
    ]
    assert _statuses(acts, "2024-05-31") == ["suspended"]
