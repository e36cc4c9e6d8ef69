from __future__ import annotations

from datetime import date

import pytest

from tests.factories import DeadlineFactory
from timeline.models import Deadline, DeadlineState

pytestmark = pytest.mark.django_db


def test_an_older_copy_in_memory_does_not_overwrite_what_a_recompute_wrote() -> None:
    older = DeadlineFactory.create()
    Deadline.objects.filter(pk=older.pk).update(state=DeadlineState.PENDING, due=date(2026, 12, 2), revision=3)

    older.title = "Another title"
    older.save()

    stored = Deadline.objects.get(pk=older.pk)
    assert (stored.title, stored.state, stored.due, stored.revision) == (
        "Another title",
        DeadlineState.PENDING,
        date(2026, 12, 2),
        3,
    )


def test_a_new_deadline_is_undetermined_until_it_is_computed() -> None:
    stored = Deadline.objects.get(pk=DeadlineFactory.create().pk)

    assert (stored.state, stored.due, stored.revision) == (DeadlineState.UNDETERMINED, None, 0)
