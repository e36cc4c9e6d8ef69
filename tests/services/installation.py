"""A whole installation for one test: a database of its own, a broker database, a mail server."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.postgres import execute
from tests.services.processes import Beat, WebServer, Worker, manage
from tests.services.smtp import SmtpSink

_SETTINGS = {"DJANGO_SETTINGS_MODULE": "tracker.settings.test"}


class Databases:
    """Migrated databases by the dozen: one is migrated, the others are copies of it.

    `server` is the address of a PostgreSQL server, or None for SQLite files under `directory`. All that are given the same
    `shared` directory copy the same migrated one, in whatever process they are.
    """

    def __init__(self, server: str | None, directory: Path, shared: Path | None = None) -> None:
        self.server = server
        self.directory = directory
        self.shared = shared or directory
        self._template: str | None = None

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The DATABASE_URL of a migrated, empty database, gone when the block is left."""
        name = f"longstop_{uuid.uuid4().hex}"
        if self.server is None:
            path = self.directory / f"{name}.sqlite3"
            shutil.copy(self.template(), path)
            yield f"sqlite:///{path}"
        else:
            execute(self.server, f"CREATE DATABASE {name} TEMPLATE {self.template()}")
            yield self._url(name)
            execute(self.server, f"DROP DATABASE {name} WITH (FORCE)")

    def template(self) -> str:
        """The file or the name of the database to copy; who asks first migrates it, others wait for that."""
        if self._template is None:
            kind = hashlib.sha256((self.server or "").encode()).hexdigest()[:16]
            with open(self.shared / f"template-{kind}", "a+") as made:
                fcntl.flock(made, fcntl.LOCK_EX)
                made.seek(0)
                self._template = made.read() or self._migrated()
                made.truncate(0)
                made.write(self._template)
        return self._template

    def _migrated(self) -> str:
        name = f"longstop_template_{uuid.uuid4().hex}"
        if self.server is None:
            template = str(self.shared / f"{name}.sqlite3")
            address = f"sqlite:///{template}"
        else:
            template = name
            address = self._url(name)
            execute(self.server, f"CREATE DATABASE {name}")
        # What SQLite's write-ahead log holds is in the file once the last connection is closed.
        manage({**_SETTINGS, "DATABASE_URL": address}, "migrate", "--verbosity", "0")
        return template

    def _url(self, name: str) -> str:
        assert self.server is not None
        return urlsplit(self.server)._replace(path=f"/{name}").geturl()


class Installation:
    """What a worker, a web server and the commands of one test share."""

    def __init__(self, database: str, broker: str, mail: SmtpSink, directory: Path, **environment: str) -> None:
        self.database = database
        self.broker = broker
        self.mail = mail
        self.directory = directory
        self.environment = {
            **_SETTINGS,
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "EMAIL_HOST": mail.host,
            "EMAIL_PORT": str(mail.port),
            "EMAIL_TIMEOUT": "60",
            "VAR_DIR": str(directory),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            **environment,
        }

    def worker(self, *, processes: int = 1, queue: str = "") -> Worker:
        """A worker, not started yet; one for each queue has a log of its own."""
        return Worker(self.environment, self.directory, processes=processes, queue=queue)

    def beat(self, name: str = "beat") -> Beat:
        """A beat, not started yet; a second one needs another name."""
        return Beat(self.environment, self.directory, name)

    def web(self) -> WebServer:
        """A web server, not started yet."""
        return WebServer(self.environment, self.directory)

    def manage(self, *arguments: str) -> str:
        """Run one management command and return what it printed."""
        return manage(self.environment, *arguments)
