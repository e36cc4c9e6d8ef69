"""What `make run` starts, and that nothing of it stays behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import redis

from tests.services import port
from tests.services.patience import HANGS
from tracker.broker import socket_url
from tracker.local.places import Places

_BASE = Path(__file__).resolve().parent.parent.parent


class Run:
    """One run of a local installation."""

    def __init__(self, var: Path, wanted: int = 0) -> None:
        self.var = var
        # Nobody else gets it until this run listens there.
        self._reserved = None if wanted else port.reserve()
        self.port = port.number(self._reserved) if self._reserved else wanted
        self.output_file = var.parent / f"output-{self.port}"
        own = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}
        environment = {name: value for name, value in os.environ.items() if name not in own}
        with open(self.output_file, "wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tracker.local"],
                env={**environment, "VAR_DIR": str(var), "PORT": str(self.port)},
                cwd=_BASE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def family(self) -> list[psutil.Process]:
        """The supervisor and all it has started, down to the last grandchild."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def connected_workers(self) -> int:
        """How often a worker of this run has connected to the broker."""
        return len(re.findall(r"^worker \|.*Connected to redis", self.output, re.MULTILINE))

    def children(self) -> list[psutil.Process]:
        """What the supervisor itself has started and has not seen the end of."""
        return [one for one in psutil.Process(self.process.pid).children() if lives(one)]

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + HANGS
        while not holds():
            assert time.monotonic() < deadline, self.output
            assert self.process.poll() is None, self.output
            time.sleep(0.05)

    def wait_until_it_works(self) -> None:
        self.wait(self.answers)
        self.wait(lambda: self.ready_workers() > 0)

    def ready_workers(self) -> int:
        """How often a worker of this run has come to take tasks."""
        return len(re.findall(r"^worker \|.* ready\.$", self.output, re.MULTILINE))


def lives(process: psutil.Process) -> bool:
    """A zombie is dead."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def all_end(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those of `processes` that will not end."""
    deadline = time.monotonic() + HANGS
    while True:
        alive = [one for one in processes if lives(one)]
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.05)


class House:
    """One installation, running whenever a test needs it to."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.current: Run | None = None
        self.seen: list[psutil.Process] = []

    def running(self) -> Run:
        """The run that is on, or a new one; it works."""
        if self.current is None or self.current.process.poll() is not None:
            self.current = Run(self.var)
            self.current.wait_until_it_works()
        self.seen += self.current.family()
        return self.current

    def close(self) -> None:
        """End the run that is on; fails when that takes long or leaves a process behind."""
        if self.current is not None and self.current.process.poll() is None:
            self.seen += self.current.family()
            self.current.process.terminate()
            try:
                self.current.process.wait(HANGS)
            finally:
                self.current.process.kill()
        assert all_end(self.seen) == []


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An installation in a path that has a space and is too long for a socket."""
    built = House(tmp_path_factory.mktemp("a long name " + "x" * 80) / "var")
    try:
        yield built
    finally:
        built.close()


def test_it_says_where_it_answers_and_who_may_come_in(house: House) -> None:
    run = house.running()
    password = house.var / "admin-password"
    assert f"Longstop answers at  http://localhost:{run.port}/\n" in run.output
    assert f"http://localhost:{run.port}/admin/  user admin, password {password.read_text()}" in run.output
    assert f"Mail sent from here  http://localhost:{run.port}/mailbox/\n" in run.output
    assert password.stat().st_mode & 0o777 == 0o600


def test_the_broker_is_private_and_writes_what_it_is_given(house: House) -> None:
    house.running()
    path = Places(house.var).broker_socket
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with redis.Redis.from_url(socket_url(path)) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("dir") == {"dir": str(house.var / "broker")}


def test_two_runs_do_not_share_their_data(house: House) -> None:
    run = house.running()
    other = Run(house.var)
    assert other.process.wait(HANGS) == 1
    assert other.output == (
        f"Longstop cannot start: it already runs with its data in {house.var} (process {run.process.pid}).\n"
    )


@pytest.mark.parametrize("name", ["worker", "granian", "valkey-server"])
def test_a_child_that_dies_is_started_again_and_said_so(house: House, name: str) -> None:
    run = house.running()
    before = run.output.count("ended by signal 9; starting it again")
    ready, connected = run.ready_workers(), run.connected_workers()
    children = run.children()
    # The broker writes its whole command line into one.
    victim = next(one for one in children if name in [Path(word).name for word in " ".join(one.cmdline()).split()])
    victim.kill()
    run.wait(lambda: run.output.count("ended by signal 9; starting it again") == before + 1)
    run.wait(lambda: len(run.children()) == len(children))
    run.wait(run.answers)
    # Only then does it end as it should when the next test ends all of it.
    if name == "worker":
        run.wait(lambda: run.ready_workers() > ready)
    if name == "valkey-server":
        run.wait(lambda: run.connected_workers() > connected)


def test_ctrl_c_ends_all_of_it_in_order(house: House) -> None:
    run = house.running()
    family = run.family()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(HANGS) == 0
    assert all_end(family) == []
    assert "killing it" not in run.output
    assert run.output.index("Warm shutdown") < run.output.index("Valkey is now ready to exit")


def test_a_second_start_answers_without_preparing_anything_and_keeps_the_data(house: House) -> None:
    if house.current is None or house.current.process.poll() is None:
        ended = house.running()
        ended.process.terminate()
        assert ended.process.wait(HANGS) == 0
    kept = {name: (house.var / name).read_text() for name in ("admin-password", "secret-key")}
    house.current = run = Run(house.var)
    run.wait_until_it_works()
    assert {name: (house.var / name).read_text() for name in kept} == kept
    assert "Preparing the database" not in run.output
    assert "Loading" not in run.output


def test_a_killed_supervisor_leaves_nothing_behind(house: House) -> None:
    run = house.running()
    family = run.family()
    assert len(family) > 5
    run.process.kill()
    run.process.wait()
    assert all_end(family) == []


def test_a_closed_terminal_ends_all_of_it(house: House) -> None:
    run = house.running()
    family = run.family()
    run.process.send_signal(signal.SIGHUP)
    assert run.process.wait(HANGS) == 0
    assert all_end(family) == []


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        refused = Run(tmp_path / "var", number)
        assert refused.process.wait(HANGS) == 1
    assert refused.output == (
        f"Longstop cannot start: PORT is {number}, which another process on 127.0.0.1 uses; choose another.\n"
    )
