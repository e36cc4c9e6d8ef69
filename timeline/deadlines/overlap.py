"""Working on two pieces at once, so that one is computed while the database works on the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, local
from typing import TypeVar

from django.db import connection

Piece = TypeVar("Piece")
Result = TypeVar("Result")

_AT_ONCE = 2


def overlapping(pieces: Iterable[Piece], worker: Callable[[], Callable[[Piece], Result]]) -> Iterator[Result]:
    """The result for each piece, in their order. `worker` is called once in each thread and answers what does a piece.

    A thread has a connection of its own, and so no part in a transaction of the caller: inside one, and on SQLite, which
    lets one write at a time, the pieces are done one after the other here. The first error ends it all.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from map(worker(), pieces)
        return
    own = local()

    def begin() -> None:
        own.do = worker()

    def do(piece: Piece) -> Result:
        result: Result = own.do(piece)
        return result

    under_way: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(_AT_ONCE, initializer=begin) as threads:
        try:
            for piece in pieces:
                under_way.append(threads.submit(do, piece))
                # One more than there are threads, so that none waits for the next.
                if len(under_way) > _AT_ONCE:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for waiting in under_way:
                waiting.cancel()
            _close_connections(threads)


def _close_connections(threads: ThreadPoolExecutor) -> None:
    """Have each thread close its connection, which no other thread may do."""
    together = Barrier(_AT_ONCE)

    def close() -> None:
        together.wait()
        connection.close()

    for closing in [threads.submit(close) for _ in range(_AT_ONCE)]:
        closing.result()
