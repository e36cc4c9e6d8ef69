"""Run a command with a PostgreSQL and a broker beside it, shared by all the test processes it starts.

`python -m tests.services.run [--postgres] COMMAND...`; with --postgres the tests' own database is in
PostgreSQL, otherwise it is SQLite.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests.services.postgres import Postgres
from tests.services.valkey import Valkey

POSTGRES_VARIABLE = "LONGSTOP_TEST_POSTGRES"
"""Names the server for tests that start processes with a database of their own."""
VALKEY_VARIABLE = "LONGSTOP_TEST_VALKEY"


def main(arguments: list[str]) -> int:
    """Run it and return its exit status."""
    on_postgres = arguments[:1] == ["--postgres"]
    command = arguments[1:] if on_postgres else arguments
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    with Valkey() as valkey, Postgres() as postgres:
        environment[VALKEY_VARIABLE] = valkey.url()
        environment[POSTGRES_VARIABLE] = postgres.url("postgres")
        if on_postgres:
            environment["DATABASE_URL"] = postgres.url("longstop")
        # Ctrl-C goes to the command as well; what it does then is awaited.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        process = subprocess.Popen(command, env=environment, preexec_fn=_take_signals)
        return process.wait()


def _take_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# Whatever the caller's shell points at is not for tests, nor that Python should compile everything anew in each process.
_FOREIGN = frozenset(
    {"ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DJANGO_SETTINGS_MODULE", "EMAIL_HOST", "EMAIL_PORT", "REDIS_URL"}
    | {"PYTHONDONTWRITEBYTECODE", "SECRET_KEY", "SITE_URL", "VAR_DIR"}
)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
