"""The page cache: a WSGI application around Django's, which answers with what was kept before Django sees the request.

Only an answer that its view declared as kept is kept (`timeline.deadlines.keeping`), and only under the very address, scheme
and host that the whole of Django has just answered: a host that is not allowed or a request that is redirected to HTTPS
never gets that far. Each request asks the database for the edition; nothing is kept by the clock beyond what its page says.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import http_date

from timeline.deadlines.editions import Stamp, edition, next_moment
from timeline.deadlines.keeping import is_kept, kept_until

from .conditional import NOT_MODIFIED, OK, PRECONDITION_FAILED, evaluate
from .flights import Flights
from .page import CACHE_CONTROL, Headers, KeptPage, best_encoding
from .store import Store

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Answer = Any
"""What WSGI calls an iterable of bytes that may have a `close`; of Django it is the response."""
Application = Callable[[Environ, StartResponse], Answer]

_STATUS = {OK: "200 OK", NOT_MODIFIED: "304 Not Modified", PRECONDITION_FAILED: "412 Precondition Failed"}
_ALLOWED_VARY = {"", "accept-encoding"}


class PageCache:
    """`application` with a page cache of `limit` bytes in front; `clock` gives the Unix time."""

    def __init__(self, application: Application, limit: int, clock: Callable[[], float] = time.time) -> None:
        self._application = application
        self._clock = clock
        self._flights = Flights()
        self.store = Store(limit)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        key = _key(environ)
        page = self.store.get(key)
        if page is None and not _may_be_kept(environ):
            return self._application(environ, start_response)
        stamp = _edition()
        if stamp is None:
            return self._application(environ, start_response)
        if page is not None and self._is_current(page, stamp):
            return self._answer(key, page, environ, start_response)
        with self._flights.making((key, stamp)):
            # Whoever is first here may still come after one who was done just now.
            page = self.store.get(key)
            if page is not None and self._is_current(page, stamp):
                return self._answer(key, page, environ, start_response)
            return self._make(key, stamp, environ, start_response)

    def _is_current(self, page: KeptPage, stamp: Stamp) -> bool:
        return bool(page.stamp == stamp and self._clock() < page.until)

    def _make(self, key: Hashable, stamp: Stamp, environ: Environ, start_response: StartResponse) -> Answer:
        """Have Django answer, and keep what may be kept. The edition was read before: what is kept is at least as new."""
        began = self._clock()
        started: list[Any] = []
        response = self._application(environ, lambda *args: started.extend(args))
        until = None
        if environ["REQUEST_METHOD"] == "GET" and isinstance(response, HttpResponse) and _is_for_all(response):
            until = _until(response, datetime.fromtimestamp(began, UTC))
        if until is None:
            start_response(*started)
            return response
        page = KeptPage(response.content, started[1], stamp=stamp, until=until, made=self._clock())
        self.store.put(key, page)
        # Django's end of a request, which the server brings about for an answer that it is given.
        response.close()
        return self._answer(key, page, environ, start_response)

    def _answer(self, key: Hashable, page: KeptPage, environ: Environ, start_response: StartResponse) -> Answer:
        sendable = self.store.encoded(key, page, best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        status = evaluate(environ, sendable.etag, page.modified)
        headers = sendable.headers if status == OK else sendable.headers_304 if status == NOT_MODIFIED else _FAILED
        now = int(self._clock())
        if now < page.modified:
            # No date after that of the answer (RFC 9110, section 8.8.2.1).
            headers = [(name, http_date(now) if name == "Last-Modified" else value) for name, value in headers]
        start_response(_STATUS[status], list(headers))
        if status != OK or environ["REQUEST_METHOD"] == "HEAD":
            return [b""]
        return [sendable.body]


_FAILED: Headers = [("Content-Length", "0"), ("Cache-Control", CACHE_CONTROL)]


def _key(environ: Environ) -> Hashable:
    """All of a request that a kept page may depend on, as it was sent: two spellings of a query can be two pages."""
    host = environ.get("HTTP_HOST") or (environ.get("SERVER_NAME"), environ.get("SERVER_PORT"))
    return (
        _is_secure(environ),
        host,
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
    )


def _is_secure(environ: Environ) -> bool:
    """As `HttpRequest.is_secure`."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ.get("wsgi.url_scheme") == "https")


def _may_be_kept(environ: Environ) -> bool:
    """Whether the path leads to a view whose answers may be kept."""
    try:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode() or "/"
        with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
            return is_kept(resolve(path).func)
    except (Resolver404, UnicodeError):
        return False


def _edition() -> Stamp | None:
    """The edition, or null when the database does not answer: then Django may say so."""
    here: Any = connection
    if not here.in_atomic_block:
        here.close_if_unusable_or_obsolete()
    # A broken connection shows in the query itself; a question before it would double the time.
    here.health_check_done = True
    try:
        return edition()
    except Error:
        logger.warning("The edition cannot be read", exc_info=True)
        here.close()
        return None


def _is_for_all(response: HttpResponse) -> bool:
    """Whether everybody gets this answer: declared so, and without a sign of the contrary."""
    vary = {part.strip().lower() for part in response.get("Vary", "").split(",")}
    return (
        response.status_code == OK
        and is_kept(response)
        and not response.cookies
        and not response.streaming
        and vary <= _ALLOWED_VARY
    )


def _until(response: HttpResponse, made: datetime) -> datetime | None:
    """The first moment after `made` at which a page may change without an edit: midnight UTC, or a deadline's.

    Null when the database cannot say.
    """
    midnight = datetime.combine(made.date() + timedelta(days=1), datetime.min.time(), UTC)
    try:
        coming = next_moment(made)
    except Error:
        return None
    return min(moment for moment in (midnight, coming, kept_until(response)) if moment is not None)
