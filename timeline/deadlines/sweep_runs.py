"""Whether the sweeps run: each leaves a mark when it has come to its end, and the mark must not grow old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet

from timeline.models import SweepRun

_PATIENCE = 5
_LEAST_PATIENCE = timedelta(seconds=10)
_LEAST_AT_FIRST = timedelta(minutes=2)
"""Between migrating and the first sweep a demonstration is loaded and processes start."""


class SweepName(StrEnum):
    """The sweeps that the service rests on."""

    DEADLINES = "deadlines"
    ALERTS = "alerts"


class SweepState(StrEnum):
    """What is to be thought of a sweep."""

    OK = "ok"
    STARTING = "starting"
    """It has never ended, but the database was prepared only a moment ago."""
    FAILING = "failing"


def sweep_ended(name: SweepName, now: datetime) -> None:
    """Mark that a sweep has just come to its end."""
    SweepRun.objects.update_or_create(name=name, defaults={"finished_at": now})


def patience() -> timedelta:
    """How old the mark of a sweep may be: five times SWEEP_SECONDS, and ten seconds at least."""
    return max(timedelta(seconds=_PATIENCE * settings.SWEEP_SECONDS), _LEAST_PATIENCE)


def sweep_states(now: datetime, connection: BaseDatabaseWrapper) -> dict[SweepName, SweepState]:
    """What is to be thought of each sweep, asked over `connection`. Raises django.db.Error.

    A sweep that has never ended has the same patience, and two minutes at least, from the moment the newest migration was
    applied, so that a new or a newer installation has its first minutes.
    """
    ended: dict[str, datetime] = dict(_rows(SweepRun.objects.values_list("name", "finished_at"), connection))
    states = {}
    for name in SweepName:
        if name in ended:
            fresh, otherwise = now - ended[name] <= patience(), SweepState.OK
        else:
            prepared = _prepared_at(connection)
            at_first = max(patience(), _LEAST_AT_FIRST)
            fresh, otherwise = prepared is not None and now - prepared <= at_first, SweepState.STARTING
        states[name] = otherwise if fresh else SweepState.FAILING
    return states


def _prepared_at(connection: BaseDatabaseWrapper) -> datetime | None:
    applied = MigrationRecorder.Migration.objects.filter(app="timeline").order_by("-applied")
    return next((moment for (moment,) in _rows(applied.values_list("applied")[:1], connection)), None)


def _rows(records: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    # Not by an alias: whoever asks about health has a connection with little patience, which has none.
    found: Iterable[Any] = records.query.get_compiler(connection=connection).results_iter()
    return found
