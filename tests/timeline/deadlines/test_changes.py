from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CountedRuleFactory, EffectFactory
from timeline.deadlines.changes import Change, Changes
from timeline.deadlines.doorbell import outcomes_changed
from timeline.deadlines.keys import Keys
from timeline.deadlines.recompute import recompute
from timeline.models import Deadline, Outcome

NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_changes_are_read_only_when_somebody_looks() -> None:
    deadlines = [CountedRuleFactory.create().deadline for _ in range(3)]
    recompute([deadline.pk for deadline in deadlines], now=NOW)
    EffectFactory.create(on_deadline=deadlines[1], event__date="2025-01-25")
    recompute([deadlines[1].pk], now=NOW)
    changes = Changes(Keys([deadline.pk for deadline in deadlines]))

    with CaptureQueriesContext(connection) as queries:
        assert len(changes) == 3
        assert changes.of([]) == []
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        found = list(changes)
        assert changes[1] == found[1]
        assert changes[:2] == found[:2]
    assert len(queries) == 2
    first, second = Outcome.objects.filter(deadline=deadlines[1]).order_by("revision")
    assert found[1] == Change(deadlines[1], first, second)
    assert [change.before for change in (found[0], found[2])] == [None, None]
    assert changes.of([deadlines[1].pk, 4711]) == [found[1]]
    with CaptureQueriesContext(connection) as queries:
        assert found[1].after.deadline.due == date(2025, 6, 19)
    assert len(queries) == 0


def test_a_recompute_tells_the_keys_of_what_changed() -> None:
    heard: list[Changes] = []

    def hear(changes: Changes, **kwargs: object) -> None:
        heard.append(changes)

    outcomes_changed.connect(hear)
    deadline = CountedRuleFactory.create().deadline
    try:
        recompute([deadline.pk], now=NOW)
    finally:
        outcomes_changed.disconnect(hear)

    assert heard[0].keys == Keys([deadline.pk])


@pytest.mark.parametrize("number", [1, 5, 300])
def test_any_number_of_keys_can_be_asked_for(number: int) -> None:
    pks = sorted(CountedRuleFactory.create().deadline_id for _ in range(3))
    asked = [*pks, *range(pks[-1] + 1, pks[-1] + number)]

    assert list(Deadline.objects.filter(**Keys(asked).where()).order_by("pk").values_list("pk", flat=True)) == pks
    assert Outcome.objects.filter(**Keys(asked).where("deadline_id")).count() == 0


def test_an_unbroken_run_of_keys_is_a_range() -> None:
    keys = Keys([3, 4, 7], unbroken=True)

    assert keys.where("deadline_id") == {"deadline_id__gte": 3, "deadline_id__lte": 7}
    assert keys.halves() == (Keys([3], unbroken=True), Keys([4, 7], unbroken=True))
    assert Keys([], unbroken=True).where() == {"pk__in": []}
