"""How long tests wait."""

from __future__ import annotations

import time
from collections.abc import Callable

HANGS = 240.0
"""Seconds after which something that does not come counts as hanging, on a machine ten times slower than usual too."""


def eventually(holds: Callable[[], bool], what: Callable[[], object] = lambda: "it", every: float = 0.05) -> None:
    """Wait until something holds; fails the test with `what` was found instead when it does not come to that."""
    deadline = time.monotonic() + HANGS
    while not holds():
        assert time.monotonic() < deadline, f"it did not come to that in {HANGS:.0f} s: {what()}"
        time.sleep(every)


def unless_it_stands(look: Callable[[], object]) -> Callable[[], None]:
    """A check to make again and again while waiting: it fails the test once what is seen has not changed for long."""
    seen, since = look(), time.monotonic()

    def check() -> None:
        nonlocal seen, since
        now_seen = look()
        if now_seen != seen:
            seen, since = now_seen, time.monotonic()
        assert time.monotonic() - since < HANGS, f"for {HANGS:.0f} s it has been {seen}"

    return check
