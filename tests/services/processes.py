"""The service's own processes, started for a test as they are started for real."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from tests.services import port
from tests.services.patience import HANGS, eventually

_BASE = Path(__file__).resolve().parent.parent.parent
_LEASH = _BASE / "tracker" / "local" / "leash.py"


class ServiceProcess:
    """A process that writes its output to a file and is gone when the block is left."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], logs: Path) -> None:
        self.name = name
        self.command = command
        self.environment = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
        self.log_file = logs / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def log(self) -> str:
        """All that it has written so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def spawn(self) -> None:
        """Start the process without waiting for it."""
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-I", str(_LEASH), str(os.getpid()), *self.command],
                env=self.environment,
                cwd=_BASE,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def wait(self, ready: Callable[[], bool], seconds: float = HANGS) -> None:
        """Wait until `ready`; raises RuntimeError with the output when it does not come to that."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > deadline:
                # No block is entered that would end it.
                self.kill()
                raise RuntimeError(f"{self.name} did not start:\n{self.log}")
            time.sleep(0.05)

    def stop(self, seconds: float = HANGS) -> int | None:
        """Ask it to end, kill it when it does not; returns its exit status."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        return self.kill()

    def kill(self) -> int | None:
        """End it and its children as a power failure would."""
        if self.process is None:
            return None
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        status = self.process.wait()
        self.process = None
        return status


class Worker(ServiceProcess):
    """A Celery worker; `environment` says which settings, database, broker and mail server.

    It takes tasks from every queue, or from the one that is named.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path, *, processes: int = 1, queue: str = "") -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "tracker", "worker", "--loglevel", "INFO"]
        command += ["--concurrency", str(processes), "--without-gossip", "--without-mingle"]
        if queue:
            command += ["--queues", queue, "--hostname", f"{queue}@%h"]
        super().__init__(f"worker-{queue}" if queue else "worker", command, environment, logs)

    def __enter__(self) -> Worker:
        self.start()
        return self

    def start(self) -> None:
        """Start it (again) and wait until it takes tasks."""
        before = self.log.count(" ready.")
        self.spawn()
        self.wait(lambda: self.log.count(" ready.") > before)

    def freeze(self) -> None:
        """Stop it and its children where they are, as a machine that is out of memory would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT)

    def children(self) -> list[int]:
        """The processes that do its work."""
        assert self.process is not None
        number = self.process.pid
        return [int(child) for child in Path(f"/proc/{number}/task/{number}/children").read_text().split()]

    def kill_child(self, chance: random.Random) -> None:
        """Kill one of the processes that do its work, as soon as it has one: who was killed is replaced in a while."""
        eventually(lambda: any(_lives(child) for child in self.children()), lambda: self.log)
        try:
            os.kill(chance.choice([child for child in self.children() if _lives(child)]), signal.SIGKILL)
        except (IndexError, ProcessLookupError):
            # It ended at that very moment.
            self.kill_child(chance)


def _lives(number: int) -> bool:
    """Whether a process is more than an entry that nobody has read yet."""
    try:
        # The name is in brackets and may hold any sign.
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Beat(ServiceProcess):
    """The clock that asks for the sweeps."""

    def __init__(self, environment: Mapping[str, str], logs: Path, name: str = "beat") -> None:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "tracker", "beat", "--loglevel", "INFO"]
        command += ["--schedule", str(logs / f"{name}-schedule"), "--pidfile="]
        super().__init__(name, command, environment, logs)

    def __enter__(self) -> Beat:
        self.spawn()
        return self


class WebServer(ServiceProcess):
    """The web server, on a free port of the loopback address."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        # Nobody else gets the port before the server listens on it, or while it is started again.
        self._reserved = port.reserve()
        self.port = port.number(self._reserved)
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        command += ["--port", str(self.port), "--blocking-threads", "2", "tracker.wsgi:application"]
        super().__init__("web", command, {"SITE_URL": self.address, **environment}, logs)

    def __enter__(self) -> WebServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._reserved.close()

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        self.spawn()
        self.wait(self._answers)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def manage(environment: Mapping[str, str], *arguments: str) -> str:
    """Run one management command; returns what it printed, raises CalledProcessError when it failed."""
    finished = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **environment},
        cwd=_BASE,
        check=True,
        capture_output=True,
        text=True,
    )
    return finished.stdout
