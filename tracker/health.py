"""Answers for whoever watches the service: does the process run, and can it do its work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from timeline.deadlines.sweep_runs import SweepState, patience, sweep_states

logger = logging.getLogger(__name__)

_PATIENCE = 2
"""Seconds that each part has to connect, and again to answer."""


@contextmanager
def _impatient_connection() -> Iterator[BaseDatabaseWrapper]:
    """A new connection to the default database; raises django.db.Error when it is used."""
    # A connection of its own: the one of this thread may wait longer, and may be in a transaction.
    entry = connections.settings["default"]
    options = dict(entry["OPTIONS"])
    if entry["ENGINE"].endswith("postgresql"):
        options |= {
            "connect_timeout": _PATIENCE,
            "tcp_user_timeout": _PATIENCE * 1000,
            "options": f"-c statement_timeout={_PATIENCE * 1000}",
        }
        options.pop("pool", None)
    else:
        options |= {"timeout": _PATIENCE}
        options.pop("init_command", None)
    connection = load_backend(entry["ENGINE"]).DatabaseWrapper({**entry, "OPTIONS": options}, "default")
    try:
        yield connection
    finally:
        connection.close()


def _ask_database(connection: BaseDatabaseWrapper) -> str:
    """Read from the database; raises django.db.Error."""
    # SELECT 1 would not read SQLite's file.
    question = "SELECT 1" if connection.vendor == "postgresql" else "SELECT count(*) FROM sqlite_master"
    with connection.cursor() as cursor:
        cursor.execute(question)
        cursor.fetchone()
    return "ok"


def _ask_sweeps(connection: BaseDatabaseWrapper) -> str:
    """What is to be thought of the sweep that is worst off; raises django.db.Error."""
    states = sweep_states(timezone.now(), connection)
    for name, state in states.items():
        if state == SweepState.FAILING:
            logger.warning("The sweep of %s has not ended for %s", name, patience())
    return next((state for state in (SweepState.FAILING, SweepState.STARTING) if state in states.values()), "ok")


def _ask_broker() -> str:
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
            return "ok"
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error


def _state(name: str, ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (Error, OSError) as error:
        # The log gets the reason; the answer, which anybody may read, does not.
        logger.warning("%s does not answer: %s", name, error)
        return "failing"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer and the sweeps run, else 503; the body gives the state of each.

    The sweeps of an installation that was prepared a moment ago are "starting", which is no reason to wait.
    """
    with _impatient_connection() as connection:
        parts = {
            "database": _state("database", lambda: _ask_database(connection)),
            "broker": _state("broker", _ask_broker),
            "sweep": _state("sweep", lambda: _ask_sweeps(connection)),
        }
    ready = "failing" not in parts.values()
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)
