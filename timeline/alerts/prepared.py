"""An UPDATE that the ORM wrote once and that is run with other values: it takes longer to write than to run."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connections, router
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

Write = Callable[[int, uuid.UUID, datetime, datetime], tuple["QuerySet[Any]", dict[str, Any]]]
"""From a key, a token and two moments, the rows to update and the new values."""

# Nothing that anybody would write: where they stand in the statement, the values of each run go.
_KEY = -8_127_364_905
_TOKEN = uuid.UUID("6f0d4a52-7b1e-4a07-9d7c-0c5b1f2a9e33")
_NOW = datetime(1713, 4, 5, 6, 7, 8, 91, tzinfo=UTC)
_UNTIL = datetime(1714, 5, 6, 7, 8, 9, 10, tzinfo=UTC)


class PreparedUpdate:
    """One UPDATE of one row, committed by itself where no transaction is open."""

    def __init__(self, write: Write) -> None:
        rows, values = write(_KEY, _TOKEN, _NOW, _UNTIL)
        self._using = router.db_for_write(rows.model)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(values)
        query.clear_ordering(force=True)
        statement, parameters = query.get_compiler(self._using).as_sql()
        self._statement = statement
        self._parameters = list(parameters)
        stand_ins = [_KEY, self._token(_TOKEN), self._moment(_NOW), self._moment(_UNTIL)]
        self._places = [[at for at, value in enumerate(parameters) if value == wanted] for wanted in stand_ins]

    def run(self, key: int, token: uuid.UUID, now: datetime, until: datetime) -> bool:
        """Whether there was such a row to update."""
        values = (key, self._token(token), self._moment(now), self._moment(until))
        parameters = self._parameters.copy()
        for places, value in zip(self._places, values, strict=True):
            for at in places:
                parameters[at] = value
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._statement, parameters)
            return bool(cursor.rowcount)

    def _token(self, token: uuid.UUID) -> Any:
        return token if connections[self._using].features.has_native_uuid_field else token.hex

    def _moment(self, moment: datetime) -> Any:
        return connections[self._using].ops.adapt_datetimefield_value(moment)
