"""Requests to a WSGI application, as a web server makes them, and a clock that a test turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from tracker.pagecache.application import PageCache

MIDDAY = 1_740_830_400.0
"""Noon UTC of 1 March 2025."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Counting:
    """Django, and how often it is asked."""

    def __init__(self) -> None:
        self._django = WSGIHandler()
        self.asked: list[str] = []
        self.before: Callable[[], object] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        self.before()
        found: Iterable[bytes] = self._django(environ, start_response)
        return found


class Site:
    """The page cache in front of Django."""

    def __init__(self, limit: int = 10_000_000) -> None:
        self.now = MIDDAY
        self.django = Counting()
        self.cache = PageCache(self.django, limit, lambda: self.now)

    def visit(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for an address; `headers` as `HTTP_…`, or other values of the environment."""
        path, _, query = address.partition("?")
        environ = RequestFactory().generic(method, path, QUERY_STRING=query, **headers).environ  # type: ignore[arg-type]
        started: list[Any] = []
        with _connection_kept():
            response = self.cache(environ, lambda status, headers, *rest: started.extend((status, headers)))
            try:
                body = b"".join(response)
            finally:
                if hasattr(response, "close"):
                    response.close()
        return Answer(int(started[0][:3]), {name.lower(): value for name, value in started[1]}, body)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """As in Django's test client: the connection is in the test's transaction, and outlives a request."""
    signals = (request_started, request_finished)
    heard = [signal for signal in signals if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in heard:
            signal.connect(close_old_connections)
