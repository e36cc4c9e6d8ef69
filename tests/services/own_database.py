"""The database that a test process asks through Django's own connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

from django.db import connection

from tests.services.installation import Databases

# SQLite keeps it in memory, and a second thread of the process finds it by this name.
_IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"


@contextmanager
def own_database(databases: Databases) -> Iterator[None]:
    """Connect Django with a copy of the migrated database, which is gone when the block is left."""
    if databases.server is None:
        _connect_to(_IN_MEMORY)
        with closing(sqlite3.connect(databases.template())) as template:
            connection.ensure_connection()
            template.backup(connection.connection)
        yield
    else:
        with databases.fresh() as address:
            _connect_to(urlsplit(address).path.removeprefix("/"))
            yield
            connection.close()


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
