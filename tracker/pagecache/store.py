"""Kept pages by key, the least recently used leaving first when the memory for them is full."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from .page import KeptPage, Sendable


class Store:
    """Safe to use from several threads; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[Hashable, tuple[KeptPage, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Hashable) -> KeptPage | None:
        """The page of a key, of whatever edition."""
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, page: KeptPage) -> None:
        """Keep a page in place of the one that has its key; one that is too large alone is not kept."""
        with self._lock:
            self._forget(key)
            self._add(key, page)

    def encoded(self, key: Hashable, page: KeptPage, encoding: str) -> Sendable:
        """`page.encoded`, counting what it comes to weigh."""
        found, is_new = page.encoded(encoding)
        if is_new:
            with self._lock:
                held = self._pages.get(key)
                if held is not None and held[0] is page:
                    self._forget(key)
                    self._add(key, page)
        return found

    def _add(self, key: Hashable, page: KeptPage) -> None:
        size = page.size
        if size > self.limit:
            return
        self._pages[key] = page, size
        self.size += size
        while self.size > self.limit:
            _oldest, (_page, freed) = self._pages.popitem(last=False)
            self.size -= freed

    def _forget(self, key: Hashable) -> None:
        if key in self._pages:
            self.size -= self._pages.pop(key)[1]
