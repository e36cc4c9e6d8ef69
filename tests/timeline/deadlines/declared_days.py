"""Rules that a declared day touches, and what a declaration asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.factories import (
    CountedRuleFactory,
)
from timeline.deadlines.recompute import recompute
from timeline.models import (
    Deadline,
    OutcomeCause,
    RecomputeRequest,
    Rule,
)

NOW = datetime(2029, 5, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
CLOSED = date(2029, 6, 5)
"""A Tuesday with open days around it."""


def due_on(day: date = CLOSED, **rule: Any) -> Rule:
    """A rule of 14 days by us-frcp-6 that ends on a day, computed."""
    values = {"convention": "us-frcp-6", "period": "14 days"} | rule
    trigger = (day - timedelta(days=14)).isoformat()
    made = CountedRuleFactory.create(**{"trigger_event__date": trigger, "trigger_event__known_from": TODAY} | values)
    recompute([made.deadline_id], now=NOW)
    return made


def fresh(rule: Rule) -> Deadline:
    return Deadline.objects.get(pk=rule.deadline_id)


def reached_by(declare: Callable[[], Any]) -> list[int]:
    """The deadlines that a declaration asks for, each as often as it does."""
    # What is due for review anyway is always reached; here nothing is.
    Deadline.objects.update(review_at=None)
    RecomputeRequest.objects.all().delete()
    declare()
    assert set(RecomputeRequest.objects.values_list("cause", flat=True)) <= {OutcomeCause.CALENDAR}
    return sorted(RecomputeRequest.objects.values_list("deadline_id", flat=True))


def keys(rules: Iterable[Rule]) -> list[int]:
    return sorted(rule.deadline_id for rule in rules)
