"""Appending outcomes and bringing deadlines in line with them: one statement each for thousands of rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Field

from timeline.models import Deadline, DeadlineState, Outcome, OutcomeCause

from .computed import Computed, Values

_DEADLINE = Deadline._meta.db_table
_OUTCOME = Outcome._meta.db_table
_COLUMNS = ("deadline_id", *Values._fields, "cause", "event_id", "editor_id", "known_on")
_DATES = tuple(name for name in Values._fields if name != "state")


class Cause(NamedTuple):
    """What somebody's edit gives as the cause of an outcome: who and what brought it."""

    cause: OutcomeCause
    event_id: int | None
    editor_id: Any


def append_outcomes(computed: Mapping[int, Computed], asked: Mapping[int, Cause], now: datetime) -> list[int]:
    """Append an outcome to each of those deadlines whose newest outcome says something else; answers their keys, ascending.

    Without an entry in `asked` it was the passing of time, with the event whose day has come where it did more than pass.
    """
    rows = []
    for pk, (values, _review_at, known_on, event) in computed.items():
        cause = asked.get(pk) or (OutcomeCause.TIME.value, event, None)
        rows.append((pk, *_stored(values), *cause, known_on))
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"old.{name} {differs} new.{name}" for name in Values._fields)
    changed_more = " OR ".join(f"old.{name} {differs} new.{name}" for name in _DATES)
    values_ = ", ".join(f"new.{name}" for name in Values._fields)
    sql = f"""
        WITH new AS ({_rows_of(_COLUMNS)})
        INSERT INTO {_OUTCOME} (deadline_id, revision, computed_at, known_on, cause, editor_id, event_id,
            {", ".join(Values._fields)})
        SELECT new.deadline_id, COALESCE(old.revision, 0) + 1, %s, new.known_on, new.cause, new.editor_id,
            CASE WHEN new.cause <> '{OutcomeCause.TIME.value}' THEN new.event_id
                WHEN old.id IS NOT NULL AND (new.state <> '{DeadlineState.PASSED.value}' OR {changed_more})
                THEN new.event_id END,
            {values_}
        FROM new LEFT JOIN {_OUTCOME} old ON old.deadline_id = new.deadline_id AND old.revision = ({_NEWEST})
        WHERE old.id IS NULL OR {changed}
        RETURNING deadline_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_as_json(rows), _instant(now)])
        return sorted(pk for (pk,) in cursor.fetchall())


def align_deadlines(computed: Mapping[int, Computed]) -> None:
    """Give each of those deadlines the values of its newest outcome, and its next review."""
    rows = [(pk, _instant(found.review_at)) for pk, found in computed.items()]
    columns = ", ".join(f"{name} = old.{name}" for name in ("revision", *Values._fields))
    sql = f"""
        WITH new AS ({_rows_of(("deadline_id", "review_at"))})
        UPDATE {_DEADLINE} SET {columns}, review_at = new.review_at
        FROM new JOIN {_OUTCOME} old ON old.deadline_id = new.deadline_id AND old.revision = ({_NEWEST})
        WHERE {_DEADLINE}.id = new.deadline_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [_as_json(rows)])


_NEWEST = f"SELECT MAX(every.revision) FROM {_OUTCOME} every WHERE every.deadline_id = new.deadline_id"


def _rows_of(columns: Sequence[str]) -> str:
    """A SELECT of rows that come as one parameter: a JSON list of lists, so that their number has no limit."""
    if connection.vendor == "postgresql":
        every = ", ".join(f"(row ->> {n})::{_type(name)} AS {name}" for n, name in enumerate(columns))
        return f"SELECT {every} FROM jsonb_array_elements(%s::jsonb) AS found(row)"
    every = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    return f"SELECT {every} FROM json_each(%s)"


def _type(column: str) -> str:
    model = Deadline if column == "review_at" else Outcome
    field: Field[Any, Any] = next(field for field in model._meta.concrete_fields if field.column == column)
    return "text" if isinstance(field, CharField) else str(field.cast_db_type(connection))


def _stored(values: Values) -> Values:
    return values if values.due_at is None else values._replace(due_at=_instant(values.due_at))


def _instant(at: datetime | None) -> Any:
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def _as_json(rows: Sequence[Any]) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False)
