"""A throw-away Redis-protocol server, started as `make run` starts its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.services.patience import HANGS
from tracker.broker import socket_url
from tracker.local import broker
from tracker.local.leash import tie_to


class Valkey:
    """A server on a Unix socket; it can be stopped, killed, frozen and started again with its data."""

    def __enter__(self) -> Valkey:
        self.home = Path(tempfile.mkdtemp(prefix="longstop-valkey-"))
        self.socket = self.home / "broker.sock"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self.home)

    def start(self) -> None:
        """Start it, with what an earlier life has written to its append-only file."""
        parent = os.getpid()
        with open(self.home / "log", "ab") as log:
            self.process = subprocess.Popen(
                broker.command(self.home, self.socket),
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=lambda: tie_to(parent, signal.SIGKILL),
            )
        deadline = time.monotonic() + HANGS
        while not broker.answers(self.socket):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.home / "log").read_text())
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a power failure would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def forget(self) -> None:
        """Delete the data of a server that was killed: every message is lost."""
        assert self.process is None
        for folder in self.home.glob("append*"):
            shutil.rmtree(folder)

    def freeze(self) -> None:
        """Leave it accepting connections and answering nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def url(self, database: int = 0) -> str:
        """The REDIS_URL of one of its sixteen databases."""
        return socket_url(self.socket, database)
