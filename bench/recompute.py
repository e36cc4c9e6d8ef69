"""A full recompute against a plain SQL UPDATE of as many rows on the same table, and one edit among all of them."""

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
from operator import add
from pathlib import Path
from statistics import median

SIZE = 100_000
SMALLEST = 10_000
NOW = datetime(2024, 7, 15, 12, tzinfo=UTC)
_EDITS = 20


def run(report: Callable[[str, float], None], size: int = SIZE) -> None:
    """Report, for 10⁴ deadlines and each ten times as many up to `size`, how many times as long as the UPDATE each takes.

    On PostgreSQL; on SQLite for 10⁴ only. Each size has a fresh database and a process of its own.
    """
    from tests.services.postgres import Postgres

    with tempfile.TemporaryDirectory() as directory:
        _report(report, "SQLite", SMALLEST, f"sqlite:///{Path(directory, 'bench.sqlite3')}")
    before: dict[str, float] = {}
    for each in _sizes(size):
        with Postgres() as server:
            found = _report(report, "PostgreSQL", each, server.url("postgres"))
        for what in _MEASURED if before else ():
            growth = found[what] / before[what]
            report(f"PostgreSQL, {each:,} deadlines, {what}: growth since {before['size']:,.0f}", growth)
        before = {**found, "size": each}


_MEASURED = ("plain UPDATE", "first outcome of every deadline", "nothing changed", "every deadline moved")


def _sizes(size: int) -> list[int]:
    sizes = [size]
    while sizes[0] > SMALLEST:
        sizes.insert(0, max(SMALLEST, sizes[0] // 10))
    return sizes


def _report(report: Callable[[str, float], None], database: str, size: int, url: str) -> dict[str, float]:
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
    measured: dict[str, float] = json.loads(found.stdout.splitlines()[-1])
    name = f"{database}, {size:,} deadlines"
    report(f"{name}, plain UPDATE of every row: seconds", measured["plain UPDATE"])
    for what in _MEASURED[1:]:
        report(f"{name}, {what} / UPDATE", measured[what] / measured["plain UPDATE"])
    report(f"{name}, one edited event, the save: milliseconds", 1000 * measured["one edit, saved"])
    report(f"{name}, one edited event, the recompute: milliseconds", 1000 * measured["one edit, recomputed"])
    report(f"{name}, one edited event, both, the slowest of {2 * _EDITS}: ms", 1000 * measured["one edit, slowest"])
    report(f"{name}, peak memory: MiB", measured["MiB"])
    return measured


def measure(size: int) -> dict[str, float]:
    """Seconds of each measurement with `size` deadlines in an empty database, and the peak memory in MiB."""
    from django.core.management import call_command

    from bench.synthetic import make_deadlines, shift_events
    from timeline.deadlines.recompute import recompute_all

    call_command("migrate", verbosity=0)
    make_deadlines(size)
    _tidy()
    seconds = {"first outcome of every deadline": _timed(lambda: recompute_all(now=NOW), size)}
    _tidy()
    seconds["plain UPDATE"] = _timed(_update)
    _tidy()
    seconds["nothing changed"] = _timed(lambda: recompute_all(now=NOW), 0)
    seconds |= _edited()
    shift_events()
    _tidy()
    seconds["every deadline moved"] = _timed(lambda: recompute_all(now=NOW), size)
    seconds["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds


def _update() -> None:
    from django.db import connection

    from timeline.models import Deadline

    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Deadline._meta.db_table} SET position = position + 1")


def _edited() -> dict[str, float]:
    """Seconds that edits of single events take, each moved by days and back, and what follows from them."""
    from timeline.deadlines.recompute import recompute
    from timeline.models import Event, RecomputeRequest

    saves, recomputes = [], []

    def follow() -> None:
        recompute(RecomputeRequest.objects.values_list("deadline_id", flat=True), now=NOW)

    # The first one is for a process that has just begun to warm up.
    for event in Event.objects.order_by("pk")[: _EDITS + 1]:
        for day in ("2024-06-26", event.date):
            event.date = day
            saves.append(_timed(event.save))
            recomputes.append(_timed(follow))
    return {
        "one edit, saved": median(saves[2:]),
        "one edit, recomputed": median(recomputes[2:]),
        "one edit, slowest": max(map(add, saves[2:], recomputes[2:])),
    }


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
