from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories import CountedRuleFactory
from timeline.deadlines.recompute import recompute
from timeline.models import DeadlineState, Outcome

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_first_recompute_appends_the_first_outcome() -> None:
    deadline = CountedRuleFactory.create().deadline

    assert recompute([deadline.pk], now=NOW) == 1

    deadline.refresh_from_db()
    assert (deadline.state, deadline.due, deadline.revision) == (DeadlineState.PENDING, date(2025, 4, 5), 1)
    assert deadline.due_at == deadline.review_at == datetime(2025, 4, 6, tzinfo=UTC)
    assert Outcome.objects.get().due == date(2025, 4, 5)
