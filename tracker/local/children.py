"""The processes of a local installation: started on a leash, their output prefixed, ended without remains."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def say(line: str) -> None:
    """Print one line; a terminal that has gone away must not keep anything from being ended."""
    try:
        print(line, flush=True)
    except OSError:
        # Later prints would fail again, at the latest when Python flushes at its end.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115


class Stop(Exception):
    """A signal asked for the end."""


class Child:
    """One started process, the leader of its own process group."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.started_at = time.monotonic()
        # A process group of its own: Ctrl-C reaches the supervisor alone, which ends all in order.
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(_HERE / "leash.py"), str(os.getpid()), *self.command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout.fileno()
        os.set_blocking(self.output, False)
        self._rest = b""

    def show_output(self) -> bool:
        """Print what the process has written since; returns False when its output has ended."""
        while True:
            try:
                data = os.read(self.output, 65536)
            except BlockingIOError:
                return True
            if not data:
                if self._rest:
                    self._print(self._rest)
                    self._rest = b""
                return False
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self._print(line)

    def _print(self, line: bytes) -> None:
        say(f"{self.name:<7}| {line.decode('utf-8', 'replace').rstrip()}")

    def kill_group(self) -> None:
        """End whatever is left of the process group at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


class Family:
    """All children of this supervisor, and the watchdog that ends them when the supervisor vanishes."""

    def __init__(self, held: Sequence[int] = ()) -> None:
        """`held`: descriptors that stay open until the last child is gone, such as a lock's."""
        self.children: dict[str, Child] = {}
        self._selector = selectors.DefaultSelector()
        # A signal only writes a byte here; pump() then raises at a place where nothing is half done.
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._woken, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wake)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, frame: None)
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", str(_HERE / "watchdog.py")],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=held,
        )

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start `command`, whose lines are printed after `name`."""
        child = Child(name, command, environment)
        self.children[name] = child
        self._selector.register(child.output, selectors.EVENT_READ, child)
        self._tell(f"+{child.process.pid}")
        return child

    def pump(self, seconds: float) -> list[Child]:
        """Wait up to `seconds` for output and print it; returns the children that have ended.

        Those are forgotten already. Raises Stop when a signal has asked for the end.
        """
        for key, _ in self._selector.select(seconds):
            if key.fd == self._woken:
                os.read(self._woken, 4096)
                raise Stop
            child: Child = key.data
            if not child.show_output():
                self._selector.unregister(child.output)
                self._await_end(child)
        ended = [child for child in self.children.values() if child.process.poll() is not None]
        for child in ended:
            self._forget(child)
        return ended

    def end(self, names: Sequence[str], grace: float) -> None:
        """Ask the children `names` to end; those still alive after `grace` seconds are killed."""
        for name in names:
            if name in self.children:
                self.children[name].process.terminate()
        deadline = time.monotonic() + grace
        while any(name in self.children for name in names):
            self.pump(0.05)
            if time.monotonic() > deadline:
                for name in names:
                    if name in self.children:
                        say(f"longstop| {name} does not end by itself; killing it")
                        self.children[name].kill_group()
                deadline = time.monotonic() + grace

    def close(self) -> None:
        """Let the watchdog go; call it when all children have ended."""
        assert self._watchdog.stdin is not None
        self._watchdog.stdin.close()
        self._watchdog.wait()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._wake)
        os.close(self._woken)

    @staticmethod
    def _await_end(child: Child) -> None:
        """Give a process that has closed its output the moment it needs to be gone."""
        try:
            child.process.wait(0.2)
        except subprocess.TimeoutExpired:
            return

    def _forget(self, child: Child) -> None:
        # A pool process can outlive its leader for a moment, or for ever when the leader was killed.
        child.kill_group()
        child.show_output()
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)
        assert child.process.stdout is not None
        child.process.stdout.close()
        del self.children[child.name]
        self._tell(f"-{child.process.pid}")

    def _tell(self, line: str) -> None:
        assert self._watchdog.stdin is not None
        self._watchdog.stdin.write(f"{line}\n".encode())
        self._watchdog.stdin.flush()
