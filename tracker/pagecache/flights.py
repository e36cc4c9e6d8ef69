"""One request makes a page, the others that want it at the same time wait for it."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

_PATIENCE = 20
"""Seconds after which a waiting request makes the page itself."""


class Flights:
    """The keys of which a page is being made."""

    def __init__(self) -> None:
        self._landing: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def making(self, key: Hashable) -> Iterator[None]:
        """The caller's turn to make the page, at once or when somebody else has made it, or failed to."""
        with self._lock:
            landing = self._landing.get(key)
            first = landing is None
            if landing is None:
                landing = self._landing[key] = threading.Event()
        if not first:
            landing.wait(_PATIENCE)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._landing[key]
            landing.set()
