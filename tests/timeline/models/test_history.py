from __future__ import annotations

import pytest

from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db


def test_a_record_has_as_many_versions_as_it_was_saved() -> None:
    source = SourceFactory.create(title="First")

    source.title = "Second"
    source.save()

    assert [version.title for version in source.history.order_by("history_id")] == ["First", "Second"]
