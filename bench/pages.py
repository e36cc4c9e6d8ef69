"""The demonstration page against a static file of the same bytes, through the same server with the settings of production."""

from __future__ import annotations

import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PAGES = {
    "demonstration timeline": "/timelines/ai-chips-and-tiktok/",
    "the same as known on an earlier day": "/timelines/ai-chips-and-tiktok/?known_on=2025-03-01",
    "deadline with its picture": "/deadlines/tiktok-enforcement-pause/",
    "calculator answering": "/calculator/?start=2025-01-20&period=75%20days&convention=us-frcp-6",
}
CLIENTS = 4
ROUNDS = 3
REQUESTS = {True: 20, False: 500}
"""How many requests each client sends in a round: of a computed page, and of a file, which is much faster."""

TIMEOUT = 30


class Server(NamedTuple):
    """A web server that answers, and where its static files lie."""

    port: int
    static: Path


def run(report: Callable[[str, float], None]) -> None:
    """Report, for each page, the time of a request over that of a file of the same bytes; both with the same clients."""
    from tests.services.processes import WebServer, manage

    base = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory() as directory:
        static = Path(directory, "static")
        environment = {
            "DJANGO_SETTINGS_MODULE": "bench.production",
            "BENCH_STATIC_ROOT": str(static),
            "SECRET_KEY": "only-for-the-benchmark-" + "0123456789" * 4,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "HTTPS_REDIRECT": "0",
            "DATABASE_URL": f"sqlite:///{Path(directory, 'bench.sqlite3')}",
            "VAR_DIR": directory,
            "LOG_LEVEL": "ERROR",
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "loadtimeline", *(str(path) for path in sorted((base / "demo").glob("*.yaml"))))
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        with WebServer(environment, Path(directory)) as web:
            bodies = {name: _fetch(web.port, path) for name, path in PAGES.items()}
        for number, body in enumerate(bodies.values()):
            (static / f"page-{number}.html").write_bytes(body)
        # WhiteNoise looks for files when it starts.
        with WebServer(environment, Path(directory)) as web:
            for number, (name, path) in enumerate(PAGES.items()):
                file = f"/static/page-{number}.html"
                if _fetch(web.port, file) != bodies[name]:
                    raise RuntimeError(f"the file served at {file} is not the page {path}, so its time says nothing")
                ratio = statistics.median(
                    _seconds(web.port, path, computed=True) / _seconds(web.port, file, computed=False)
                    for _round in range(ROUNDS)
                )
                report(f"{name}, {len(bodies[name]) / 1024:.0f} KiB / a static file of the same bytes", ratio)


def _seconds(port: int, path: str, *, computed: bool) -> float:
    """The time of one request, with CLIENTS at once that keep their connections."""
    count = REQUESTS[computed]
    expected = len(_fetch(port, path))
    faults: list[Exception] = []

    def client() -> None:
        try:
            with Connection(port) as connection:
                start.wait()
                for _request in range(count):
                    if len(connection.get(path)) != expected:
                        raise RuntimeError(f"{path} changed while it was measured")
        except (OSError, RuntimeError, threading.BrokenBarrierError) as fault:
            start.abort()
            faults.append(fault)

    start = threading.Barrier(CLIENTS + 1)
    threads = [threading.Thread(target=client) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        start.wait(TIMEOUT)
    except threading.BrokenBarrierError:
        pass
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if faults:
        raise faults[0]
    return seconds / (CLIENTS * count)


def _fetch(port: int, path: str) -> bytes:
    with Connection(port) as connection:
        return connection.get(path)


class Connection:
    """A keep-alive connection that costs as little as it can, so that the server is what is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"127.0.0.1:{port}"

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def get(self, path: str) -> bytes:
        """The body of a page. Raises RuntimeError for any other answer than 200 with a length."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._some()
        head = received[:end].decode("latin-1").lower()
        status, _break, fields = head.partition("\r\n")
        length = next((field[15:] for field in fields.split("\r\n") if field.startswith("content-length:")), None)
        if " 200 " not in f"{status} " or length is None:
            raise RuntimeError(f"{path} was answered with {head}")
        while len(received) < end + 4 + int(length):
            received += self._some()
        return bytes(received[end + 4 :])

    def _some(self) -> bytes:
        found = self._socket.recv(262_144)
        if not found:
            raise RuntimeError("the server closed the connection")
        return found
