"""Appending outcomes and bringing deadlines in line with them, thousands of rows at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Field

from timeline.models import Deadline, DeadlineState, Outcome, OutcomeCause

from .computed import Computed, Values

_DEADLINE = Deadline._meta.db_table
_OUTCOME = Outcome._meta.db_table
_COLUMNS = ("deadline_id", *Values._fields, "cause", "event_id", "editor_id", "known_on", "review_at")
_VALUES = ", ".join(Values._fields)


class Cause(NamedTuple):
    """What somebody's edit gives as the cause of an outcome: who and what brought it."""

    cause: OutcomeCause
    event_id: int | None
    editor_id: Any


def write_outcomes(computed: Mapping[int, Computed], asked: Mapping[int, Cause], now: datetime) -> list[int]:
    """Bring deadlines in line with what was computed; answers the keys, ascending, of those that got a new outcome.

    Only one whose newest outcome says something else gets one. Without an entry in `asked` it was the passing of time,
    with the event whose day has come where it did more than pass.
    """
    instant = _instants()
    rows = []
    for pk, (values, review_at, known_on, event) in computed.items():
        cause, event_id, editor_id = asked.get(pk) or (OutcomeCause.TIME.value, event, None)
        state, due, due_at, *rest = values
        row = (pk, state, due, instant(due_at), *rest, cause, event_id, editor_id, known_on, instant(review_at))
        rows.append(row)
    rows_as_json = json.dumps(rows, default=str, ensure_ascii=False)
    judged = f"WITH new AS MATERIALIZED ({_rows_as_table()}), judged AS MATERIALIZED ({_judgement()})"
    append = f"""
        INSERT INTO {_OUTCOME} (deadline_id, revision, computed_at, known_on, cause, editor_id, event_id, {_VALUES})
        SELECT deadline_id, held + 1, %s, known_on, cause, editor_id, caused_by, {_VALUES} FROM judged WHERE changes
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"""
                {judged}, appended AS ({append})
                UPDATE {_DEADLINE} SET {_assign("judged")}, revision = held + CASE WHEN changes THEN 1 ELSE 0 END
                FROM judged WHERE {_DEADLINE}.id = judged.deadline_id
                RETURNING CASE WHEN changes THEN deadline_id END
            """
            cursor.execute(sql, [rows_as_json, instant(now)])
            return sorted(pk for (pk,) in cursor.fetchall() if pk is not None)
        cursor.execute(f"{judged} {append} RETURNING deadline_id", [rows_as_json, instant(now)])
        appended = sorted(pk for (pk,) in cursor.fetchall())
        sql = f"""
            WITH new AS MATERIALIZED ({_rows_as_table()})
            UPDATE {_DEADLINE} SET {_assign("new")}, revision = ({_NEWEST})
            FROM new WHERE {_DEADLINE}.id = new.deadline_id
        """
        cursor.execute(sql, [rows_as_json])
        return appended


_NEWEST = f"SELECT MAX(every.revision) FROM {_OUTCOME} every WHERE every.deadline_id = new.deadline_id"


def _judgement() -> str:
    """A SELECT of each new row with the revision held, whether it changes, and the event that caused that."""
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    unlike = {name: f"old.{name} {differs} new.{name}" for name in Values._fields}
    but_for_state = " OR ".join(each for name, each in unlike.items() if name != "state")
    return f"""
        SELECT new.*, COALESCE(old.revision, 0) AS held, old.id IS NULL OR {" OR ".join(unlike.values())} AS changes,
            CASE WHEN new.cause <> '{OutcomeCause.TIME.value}' THEN new.event_id
                WHEN old.id IS NOT NULL AND (new.state <> '{DeadlineState.PASSED.value}' OR {but_for_state})
                THEN new.event_id END AS caused_by
        FROM new LEFT JOIN {_OUTCOME} old ON old.deadline_id = new.deadline_id AND old.revision = ({_NEWEST})
    """


def _assign(source: str) -> str:
    return ", ".join(f"{name} = {source}.{name}" for name in (*Values._fields, "review_at"))


def _rows_as_table() -> str:
    """A SELECT of rows that come as one parameter: a JSON list of lists, so that their number has no limit."""
    if connection.vendor == "postgresql":
        every = ", ".join(f"(row ->> {n})::{_type(name)} AS {name}" for n, name in enumerate(_COLUMNS))
        return f"SELECT {every} FROM jsonb_array_elements(%s::jsonb) AS found(row)"
    every = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(_COLUMNS))
    return f"SELECT {every} FROM json_each(%s)"


def _type(column: str) -> str:
    model = Deadline if column == "review_at" else Outcome
    field: Field[Any, Any] = next(field for field in model._meta.concrete_fields if field.column == column)
    return "text" if isinstance(field, CharField) else str(field.cast_db_type(connection))


def _instants() -> Callable[[datetime | None], str | None]:
    """How the database writes an instant, each put into words once."""
    adapt = connection.ops.adapt_datetimefield_value

    @cache
    def instant(at: datetime | None) -> str | None:
        return None if at is None else str(adapt(at))

    return instant
