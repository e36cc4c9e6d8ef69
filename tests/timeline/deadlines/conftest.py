"""What the tests of this floor share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from timeline.deadlines.doorbell import outcomes_changed, recompute_requested
from timeline.deadlines.recompute import Change


@pytest.fixture
def rung() -> Iterator[list[list[int]]]:
    """The keys of each ring of the bell, in order."""
    heard: list[list[int]] = []

    def hear(pks: list[int], **kwargs: object) -> None:
        heard.append(pks)

    recompute_requested.connect(hear)
    yield heard
    recompute_requested.disconnect(hear)


@pytest.fixture
def told() -> Iterator[list[Change]]:
    """Every change that was told, in order."""
    heard: list[Change] = []

    def hear(changes: list[Change], **kwargs: object) -> None:
        heard.extend(changes)

    outcomes_changed.connect(hear)
    yield heard
    outcomes_changed.disconnect(hear)
