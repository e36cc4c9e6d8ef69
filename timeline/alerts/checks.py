"""System checks: what can be wrong at run time and is found before a reader misses a mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import Error, connections
from django.utils import timezone

from timeline.deadlines.sweep_runs import SweepState, patience, sweep_states


@register(Tags.database)
def check_sweeps(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """longstop.W001 for each sweep that has not come to its end for too long; `check --database default` asks.

    A warning and no error, because an error would also forbid to migrate a service that stands still.
    """
    if "default" not in (databases or ()):
        return []
    try:
        states = sweep_states(timezone.now(), connections["default"])
    except Error:
        # There is no table yet, or no database: that has messages of its own.
        return []
    return [
        Warning(
            f"The sweep of {name} has not ended for more than {patience().total_seconds():.0f} seconds.",
            hint="Do a worker and beat run, and does the broker answer? Their logs say what holds the sweep up.",
            id="longstop.W001",
        )
        for name, state in states.items()
        if state == SweepState.FAILING
    ]
