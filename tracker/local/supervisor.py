"""Runs a whole installation in one terminal: broker, web server, workers and beat."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tracker.broker import redis_url, socket_url
from tracker.env import Environment, SettingError
from tracker.local import broker, leash, ports
from tracker.local.children import Child, Family, Stop, say
from tracker.local.places import Places

_GRACE = 30.0
"""Seconds a child has to end by itself: more than a slow machine takes. A second signal does not wait for it."""
_RESTARTS = 3
_WITHIN = 60.0
"""A child that ends more than _RESTARTS times in _WITHIN seconds ends everything."""


class Failure(Exception):
    """The installation cannot run; the text says why."""


class Supervisor:
    """One run of a local installation."""

    def __init__(self, environment: Environment, base: Path) -> None:
        self.environment = environment
        self.base = base
        self.places = Places(environment.path("VAR_DIR", base / "var"))
        self.host = environment.text("HOST", "127.0.0.1")
        self.restarts: dict[str, list[float]] = {}

    def run(self) -> int:
        """Run until a signal or a failure; returns the exit status."""
        if "MAKELEVEL" in os.environ:
            # `make` killed outright leaves nothing behind either.
            leash.tie_to(os.getppid())
        # The database holds addresses of people: it is for this user alone.
        self.places.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock()
        self._configure()
        family = self.family = Family(held=[lock])
        status = 0
        try:
            self._start()
            while True:
                self._tend(family.pump(1.0))
        except Stop:
            say("longstop| ending")
        except (Failure, OSError) as failure:
            say(f"longstop| {failure}")
            status = 1
        finally:
            self._end()
        return status

    def _configure(self) -> None:
        """Decide on port and variables; raises SettingError before anything has been started."""
        self.port = ports.choose(self.environment, self.host)
        self.address = f"http://localhost:{self.port}"
        self.variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tracker.settings.local",
            "PYTHONUNBUFFERED": "1",
            "SITE_URL": self.environment.address("SITE_URL", self.address),
        }
        self.has_broker = self.environment.has("REDIS_URL")
        if self.has_broker:
            redis_url(self.environment.secret("REDIS_URL"))
        else:
            self.variables["REDIS_URL"] = socket_url(self.places.broker_socket)

    def _start(self) -> None:
        if not self.has_broker:
            broker.make_private(self.places.broker_directory)
            broker.make_private(self.places.broker_socket.parent)
            command = broker.command(self.places.broker_directory, self.places.broker_socket)
            self.family.start("broker", command, self.variables)
            self._wait("broker", 30, lambda: broker.answers(self.places.broker_socket))
        python = sys.executable
        # WSGI: every view here is synchronous, so ASGI would only add a thread hop to each request.
        web = [python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        web += ["--host", self.host, "--port", str(self.port), "--workers", "1", "--blocking-threads", "4"]
        web += ["tracker.wsgi:application"]
        if self.places.prepared.exists() and self.places.prepared.read_text() == self._mark():
            # An earlier run of the same code prepared it: answer first, and look again afterwards.
            self.family.start("web", web, self.variables)
            self._wait("web", 60, self._web_answers)
            self._greet()
            self._prepare()
        else:
            self._prepare()
            self.places.prepared.write_text(self._mark())
            self.family.start("web", web, self.variables)
            self._wait("web", 60, self._web_answers)
            self._greet()
        # Celery warns root of pickles; the worker takes JSON alone.
        self.variables["PYTHONWARNINGS"] = "ignore:You're running the worker:UserWarning"
        celery = [python, "-m", "celery", "--quiet", "-A", "tracker"]
        worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        self.family.start("worker", [*worker, "--concurrency", "2", "--queues", "celery"], self.variables)
        # Apart from mail, because it waits for other people's servers.
        hooks = [*worker, "--concurrency", "1", "--queues", "webhooks", "--hostname", "webhooks@%h"]
        self.family.start("hooks", hooks, self.variables)
        self.family.start("beat", [*celery, "beat", "--pidfile=", "--loglevel", "INFO"], self.variables)

    def _prepare(self) -> None:
        """Run tracker.local.prepare to its end; raises Failure when it cannot do its work."""
        command = [sys.executable, "-m", "tracker.local.prepare"]
        child = self.family.start("prepare", command, self.variables)
        while "prepare" in self.family.children:
            self._tend([ended for ended in self.family.pump(0.5) if ended is not child])
        if child.process.returncode != 0:
            raise Failure("the installation could not be prepared; the reason is above")

    def _mark(self) -> str:
        """Names the code and the database that a preparation is for."""
        digest = hashlib.sha256(self.environment.secret("DATABASE_URL").encode())
        for path in [self.base / "requirements.lock", *sorted(self.base.glob("timeline/migrations/*.py"))]:
            digest.update(path.read_bytes())
        database = self.places.var / "longstop.sqlite3"
        return f"{digest.hexdigest()} {database.stat().st_ino if database.exists() else 0}"

    def _greet(self) -> None:
        password = self.places.admin_password
        login = f"password {password.read_text().strip()}" if password.exists() else "with the password you set"
        if self.port != 8000 and not self.environment.has("PORT"):
            say(f"longstop| port 8000 is in use, so this is port {self.port}")
        say("")
        say(f"  Longstop answers at  {self.address}/")
        say(f"  Admin                {self.address}/admin/  user admin, {login}")
        say(f"  Mail sent from here  {self.address}/mailbox/")
        say(f"  Data is kept in      {self.places.var}")
        say("  Ctrl-C ends all of it.")
        say("")

    def _wait(self, name: str, seconds: float, ready: Callable[[], bool]) -> None:
        """Pump until `ready`; raises Failure when the child `name` ends or does not get there in time."""
        deadline = time.monotonic() + seconds
        while not ready():
            ended = self.family.pump(0.05)
            if any(child.name == name for child in ended):
                raise Failure(f"{name} ended while it was starting; the reason is above")
            self._tend(ended)
            if time.monotonic() > deadline:
                raise Failure(f"{name} did not answer within {seconds:.0f} seconds")

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _tend(self, ended: list[Child]) -> None:
        """Start the children that `ended` again; raises Failure when one ends over and over."""
        for child in ended:
            now = time.monotonic()
            recent = [moment for moment in self.restarts.get(child.name, []) if now - moment < _WITHIN]
            if len(recent) >= _RESTARTS:
                raise Failure(f"{child.name} ended {_RESTARTS + 1} times within a minute; ending everything")
            self.restarts[child.name] = [*recent, now]
            say(f"longstop| {child.name} ended {_how(child.process.returncode)}; starting it again")
            self.family.start(child.name, child.command, child.environment)

    def _end(self) -> None:
        """End all children, the broker last; a second signal ends them at once."""
        try:
            self.family.end([name for name in self.family.children if name != "broker"], _GRACE)
            self.family.end(["broker"], _GRACE)
        except Stop:
            for child in self.family.children.values():
                child.kill_group()
            while self.family.children:
                self.family.pump(0.05)
        self.family.close()
        if not self.has_broker and self.places.broker_socket.parent != self.places.broker_directory:
            # A folder of its own, outside `var`.
            shutil.rmtree(self.places.broker_socket.parent, ignore_errors=True)

    def _lock(self) -> int:
        """Take this installation for this run; a run that is just ending is waited for."""
        descriptor = os.open(self.places.lock, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + _GRACE + 2
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                owner = os.pread(descriptor, 100, 0).decode()
                if owner and _lives(int(owner)) or time.monotonic() > deadline:
                    raise SettingError(
                        f"it already runs with its data in {self.places.var} (process {owner})."
                    ) from None
                time.sleep(0.1)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return descriptor


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _how(status: int) -> str:
    return f"by signal {-status}" if status < 0 else f"with status {status}"
