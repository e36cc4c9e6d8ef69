"""The memory for kept pages has a limit, and what is asked for stays."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.pagecache.page import KeptPage
from tracker.pagecache.store import Store


def page(length: int) -> KeptPage:
    return KeptPage(b"x" * length, [], stamp=1, until=datetime(2025, 3, 1, tzinfo=UTC), made=0)


def test_the_page_that_was_not_asked_for_longest_leaves_when_the_memory_is_full() -> None:
    store = Store(3 * page(10_000).size)
    for key in "abc":
        store.put(key, page(10_000))
    store.get("a")
    store.put("d", page(10_000))
    assert [key for key in "abcd" if store.get(key)] == ["a", "c", "d"]
    assert store.size == store.limit


def test_a_page_takes_the_place_of_the_one_with_its_key() -> None:
    store = Store(100_000)
    store.put("a", page(10_000))
    store.put("a", page(20_000))
    assert (len(store), store.size) == (1, page(20_000).size)


def test_a_page_that_is_too_large_alone_is_not_kept_and_pushes_nothing_out() -> None:
    store = Store(20_000)
    store.put("a", page(10_000))
    store.put("b", page(30_000))
    assert (store.get("a") is not None, store.get("b")) == (True, None)


def test_an_encoding_that_is_made_later_counts() -> None:
    store = Store(100_000)
    kept = page(10_000)
    store.put("a", kept)
    before = store.size
    body = store.encoded("a", kept, "gzip").body
    assert store.size == before + len(body)
    assert store.encoded("a", kept, "gzip").body is body
    assert store.size == before + len(body)
