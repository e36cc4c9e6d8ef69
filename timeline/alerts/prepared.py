"""An UPDATE that the ORM wrote once and that is run with other values: it takes longer to write and to plan than to run."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connections, router, transaction
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery


class Values(NamedTuple):
    """What differs from run to run: the key of the row, a token, two moments."""

    key: int
    token: uuid.UUID
    now: datetime
    until: datetime


Write = Callable[[Values], tuple["QuerySet[Any]", dict[str, Any]]]
"""From such values, the rows to update and the new values."""

# Nothing that anybody would write: where they stand in the statement, the values of each run go.
_STAND_INS = Values(
    -8_127_364_905,
    uuid.UUID("6f0d4a52-7b1e-4a07-9d7c-0c5b1f2a9e33"),
    datetime(1713, 4, 5, 6, 7, 8, 91, tzinfo=UTC),
    datetime(1714, 5, 6, 7, 8, 9, 10, tzinfo=UTC),
)

_RUNS_BEFORE_PLAN_IS_KEPT = 2


class PreparedUpdate:
    """One UPDATE of one row, committed by itself where no transaction is open."""

    def __init__(self, write: Write) -> None:
        rows, values = write(_STAND_INS)
        self.using = router.db_for_write(rows.model)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        query.clear_ordering(force=True)
        # The ORM writes a lock within a transaction only.
        with transaction.atomic(self.using):
            self.statement, parameters = query.get_compiler(self.using).as_sql()
        self._parameters = list(parameters)
        self._places = [
            [at for at, value in enumerate(parameters) if value == wanted] for wanted in self._adapted(_STAND_INS)
        ]

    def run(self, values: Values) -> bool:
        """Whether there was such a row to update."""
        with _cursor(self.using) as cursor:
            cursor.execute(self.statement, self.parameters(values))
            return bool(cursor.rowcount)

    def parameters(self, values: Values) -> list[Any]:
        """What to run `statement` with."""
        parameters = self._parameters.copy()
        for places, value in zip(self._places, self._adapted(values), strict=True):
            for at in places:
                parameters[at] = value
        return parameters

    def _adapted(self, values: Values) -> tuple[Any, ...]:
        connection = connections[self.using]
        token = values.token if connection.features.has_native_uuid_field else values.token.hex
        moment = connection.ops.adapt_datetimefield_value
        return values.key, token, moment(values.now), moment(values.until)


class PreparedPair:
    """Two of them for two different rows, committed together."""

    def __init__(self, first: PreparedUpdate, second: PreparedUpdate) -> None:
        self._first = first
        self._second = second
        self._using = first.using
        self._statement = ""
        if connections[self._using].vendor == "postgresql":
            # One exchange with the server instead of four.
            self._statement = (
                f"WITH first AS ({first.statement} RETURNING 1), second AS ({second.statement} RETURNING 1)"
                " SELECT (SELECT count(*) FROM first), (SELECT count(*) FROM second)"
            )

    def run(self, first: Values, second: Values) -> tuple[bool, bool]:
        """Whether there were such rows to update."""
        if not self._statement:
            with transaction.atomic(self._using):
                return self._first.run(first), self._second.run(second)
        with _cursor(self._using) as cursor:
            cursor.execute(self._statement, self._first.parameters(first) + self._second.parameters(second))
            done = cursor.fetchone()
            return bool(done[0]), bool(done[1])


def _cursor(using: str) -> Any:
    """A cursor for which PostgreSQL keeps the plan of a statement, unless connections change hands behind a pooler."""
    connection: Any = connections[using]
    if connection.vendor != "postgresql" or connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        return connection.cursor()
    import psycopg

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Without a threshold psycopg prepares nothing. The ORM's own cursors never prepare, whatever it is.
    connection.connection.prepare_threshold = _RUNS_BEFORE_PLAN_IS_KEPT
    cursor = psycopg.Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
