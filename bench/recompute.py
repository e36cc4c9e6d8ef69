"""A full recompute against a plain SQL UPDATE of as many rows, on both databases, in a process of its own each."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

SIZE = 100_000
NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)


def run(report: Callable[[str, float], None], sizes: tuple[int, ...] = (SIZE,)) -> None:
    """Report, for each database and number of deadlines, how many times as long as the UPDATE a recompute takes."""
    from tests.services.postgres import Postgres

    for size in sizes:
        with tempfile.TemporaryDirectory() as directory:
            _report(report, "SQLite", size, f"sqlite:///{Path(directory, 'bench.sqlite3')}")
        with Postgres() as server:
            _report(report, "PostgreSQL", size, server.url("postgres"))


def _report(report: Callable[[str, float], None], database: str, size: int, url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tracker.settings.test"}
    # There is no broker, which is worth a warning and nothing else.
    environment["LOG_LEVEL"] = "ERROR"
    found = subprocess.run(
        [sys.executable, "-m", "bench.recompute", str(size)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds = json.loads(found.stdout.splitlines()[-1])
    for what in ("first outcome of every deadline", "nothing changed", "every deadline moved"):
        report(f"{database}, {size:,} deadlines, {what} / UPDATE", seconds[what] / seconds["update"])
    report(f"{database}, {size:,} deadlines, one edited event / UPDATE", seconds["one event"] / seconds["update"])
    report(f"{database}, {size:,} deadlines, memory / 300 MiB", seconds["MiB"] / 300)


def measure(size: int) -> dict[str, float]:
    """Seconds of each measurement with `size` deadlines in an empty database, and the peak memory in MiB."""
    from django.core.management import call_command
    from django.db import connection

    from bench.synthetic import make_deadlines, shift_events
    from timeline.deadlines.recompute import recompute, recompute_all
    from timeline.models import Deadline, Event, RecomputeRequest

    call_command("migrate", verbosity=0)
    make_deadlines(size)
    seconds = {"first outcome of every deadline": _timed(lambda: recompute_all(now=NOW), size)}
    _tidy()
    with connection.cursor() as cursor:
        table = Deadline._meta.db_table
        seconds["update"] = _timed(lambda: cursor.execute(f"UPDATE {table} SET position = position + 1"))
    _tidy()
    seconds["nothing changed"] = _timed(lambda: recompute_all(now=NOW), 0)
    event = Event.objects.order_by("pk")[0]

    def edit() -> None:
        event.date = "2024-01-17"
        event.save()
        recompute(RecomputeRequest.objects.values_list("deadline_id", flat=True), now=NOW)

    seconds["one event"] = _timed(edit)
    shift_events(28)
    seconds["every deadline moved"] = _timed(lambda: recompute_all(now=NOW), size)
    seconds["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds


def _timed(work: Callable[[], object], expected: int | None = None) -> float:
    begun = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - begun
    if expected is not None and answer != expected:
        raise RuntimeError(f"{answer} outcomes changed instead of {expected}, so the time says nothing")
    return seconds


def _tidy() -> None:
    """What a server does by itself in quiet hours."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> None:
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
