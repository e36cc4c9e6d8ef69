from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import OutcomeFactory
from timeline.alerts.notices import LATE_NEWS, notice_kind, same_values
from timeline.models import AlertKind, Outcome

LATER = date(2025, 6, 19)


def outcome(**values: Any) -> Outcome:
    built: Outcome = OutcomeFactory.build(deadline=None, **values)
    return built


def later(**values: Any) -> Outcome:
    return outcome(due=LATER, due_at=datetime(2025, 6, 20, tzinfo=UTC), **values)


def dateless(**values: Any) -> Outcome:
    return outcome(due=None, due_at=None, due_earliest=None, due_latest=None, **values)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (outcome(), later(), AlertKind.MOVED),
        (later(), outcome(), AlertKind.MOVED),
        (outcome(), outcome(due=None, due_earliest=date(2025, 4, 1), due_latest=LATER), AlertKind.MOVED),
        (outcome(), outcome(due_at=datetime(2025, 4, 5, 12, tzinfo=UTC)), AlertKind.MOVED),
        (outcome(), dateless(state="undetermined"), AlertKind.MOVED),
        (dateless(state="undetermined"), outcome(), AlertKind.MOVED),
        (outcome(state="passed"), later(), AlertKind.MOVED),
        (outcome(), dateless(state="suspended", remaining="12 days"), AlertKind.SUSPENDED),
        (outcome(state="passed"), dateless(state="suspended"), AlertKind.SUSPENDED),
        (dateless(state="suspended"), later(), AlertKind.RESUMED),
        (outcome(state="rescinded"), outcome(), AlertKind.RESUMED),
        (outcome(state="satisfied"), outcome(), AlertKind.RESUMED),
        (outcome(), outcome(state="satisfied"), AlertKind.SATISFIED),
        (dateless(state="suspended"), outcome(state="satisfied"), AlertKind.SATISFIED),
        (outcome(), outcome(state="rescinded"), AlertKind.ENDED),
        (outcome(), outcome(state="void"), AlertKind.ENDED),
        (outcome(), outcome(state="superseded"), AlertKind.ENDED),
        (outcome(), outcome(state="passed"), AlertKind.PASSED),
    ],
)
def test_a_change_that_followers_wait_for_is_told(before: Outcome, after: Outcome, kind: AlertKind) -> None:
    assert notice_kind(before, after) == kind


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, outcome()),
        (None, outcome(state="passed")),
        (outcome(), outcome()),
        (outcome(), outcome(discrepancy="The stated and the computed date differ.")),
        (dateless(state="suspended", remaining="12 days"), dateless(state="suspended", remaining="11 days")),
        (outcome(), dateless(state="undetermined", error="calendar us-federal does not cover the year 2150")),
        (dateless(state="undetermined", error="no"), outcome()),
        (outcome(state="passed"), later(state="passed")),
        (outcome(state="passed"), outcome(state="satisfied")),
        (outcome(state="rescinded"), outcome(state="void")),
        (dateless(state="undetermined"), outcome(state="passed")),
    ],
)
def test_what_nobody_waits_for_is_not_told(before: Outcome | None, after: Outcome) -> None:
    assert notice_kind(before, after) is None


def test_a_deadline_seen_to_pass_and_met_after_all_is_told_for_a_while() -> None:
    passed = outcome(state="passed", cause="time")
    in_time = outcome(state="satisfied", computed_at=passed.computed_at + LATE_NEWS)
    too_late = outcome(state="satisfied", computed_at=passed.computed_at + LATE_NEWS + timedelta(seconds=1))

    assert notice_kind(passed, in_time) == AlertKind.SATISFIED
    assert notice_kind(passed, too_late) is None
    assert notice_kind(outcome(state="passed", cause="rule"), in_time) is None


def test_what_remains_and_discrepancies_do_not_make_an_outcome_another() -> None:
    assert same_values(outcome(remaining="1 day", discrepancy="x"), outcome())
    assert not same_values(outcome(), later())
    assert not same_values(outcome(), outcome(error="no"))
