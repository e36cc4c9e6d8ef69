"""The order in which several test processes take files from the queue."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

_STARTS_PROCESSES = {"chromium", "house", "installation"}


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests by file; files with tests that start processes are spread over the first half of the others.

    Such tests mostly wait. Several of them at once would leave the cores idle, and so would a long one that is begun last.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [path for path, file in sorted(files.items()) if any(_starts_processes(item) for item in file)]
    computing = iter([path for path in sorted(files) if path not in waiting])
    between = (len(files) - len(waiting)) // (2 * len(waiting)) if waiting else 0
    mixed: list[Path] = []
    for path in waiting:
        mixed += [path, *islice(computing, between)]
    return [item for path in (*mixed, *computing) for item in files[path]]


def _starts_processes(item: pytest.Item) -> bool:
    return not _STARTS_PROCESSES.isdisjoint(getattr(item, "fixturenames", ()))
