"""Tuning of a database connection by its engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracker.env import SettingError

_SQLITE = "django.db.backends.sqlite3"
_POSTGRESQL = "django.db.backends.postgresql"


def tuned(database: Any) -> dict[str, Any]:
    """A copy of one entry of DATABASES with the options this service relies on.

    SQLite: readers do not block the writer (WAL), a write transaction takes its lock at the start
    instead of failing half-way (IMMEDIATE) and waits up to 20 s for it.
    PostgreSQL: connecting gives up after 5 s.
    """
    entry = dict(database)
    options = dict(entry.get("OPTIONS") or {})
    if entry["ENGINE"] == _SQLITE:
        if entry["NAME"] != ":memory:":
            Path(entry["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
            ),
        }
    elif entry["ENGINE"] == _POSTGRESQL:
        options.setdefault("connect_timeout", 5)
    else:
        raise SettingError("DATABASE_URL names a database that is not supported; PostgreSQL and SQLite are.")
    entry["OPTIONS"] = options
    return entry
