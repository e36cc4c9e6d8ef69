"""Answers for whoever watches the service: does the process run, and can it do its work."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connections
from django.db.utils import load_backend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

_PATIENCE = 2
"""Seconds that each part has to connect, and again to answer."""


def _ask_database() -> None:
    """Read from the default database over a new connection; raises django.db.Error."""
    # A connection of its own: the one of this thread may wait longer, and may be in a transaction.
    entry = connections.settings["default"]
    options = dict(entry["OPTIONS"])
    if entry["ENGINE"].endswith("postgresql"):
        question = "SELECT 1"
        options |= {
            "connect_timeout": _PATIENCE,
            "tcp_user_timeout": _PATIENCE * 1000,
            "options": f"-c statement_timeout={_PATIENCE * 1000}",
        }
        options.pop("pool", None)
    else:
        # SELECT 1 would not read the file.
        question = "SELECT count(*) FROM sqlite_master"
        options |= {"timeout": _PATIENCE}
        options.pop("init_command", None)
    connection = load_backend(entry["ENGINE"]).DatabaseWrapper({**entry, "OPTIONS": options}, "default")
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            cursor.fetchone()
    finally:
        connection.close()


def _ask_broker() -> None:
    """Have the broker answer a ping; raises ConnectionError."""
    # Imported when asked for: a quarter of a second that the first page need not wait for.
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=_PATIENCE,
            socket_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            client.ping()
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error


def _state(name: str, ask: Callable[[], None]) -> str:
    try:
        ask()
    except (Error, OSError) as error:
        # The log gets the reason; the answer, which anybody may read, does not.
        logger.warning("%s does not answer: %s", name, error)
        return "failing"
    return "ok"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database and the broker answer, else 503; the body gives the state of each."""
    parts = {"database": _state("database", _ask_database), "broker": _state("broker", _ask_broker)}
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)
