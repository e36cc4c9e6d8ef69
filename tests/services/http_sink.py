"""A real web server that keeps what is posted to it and misbehaves when it is told to."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.services.patience import HANGS

TLS = Path(__file__).parent / "tls"
"""A certificate for hooks.example.org, its key, and the authority that signed it; made for these tests, and good for a hundred years."""

Behaviour = Callable[[Any], object]
"""What a server does with a request: it is given the handler that read it."""


@dataclass(frozen=True)
class Posted:
    """One request that was read whole."""

    target: str
    headers: dict[str, str]
    body: bytes
    at: float
    """Seconds of the monotonic clock."""


def answer(status: int = 200, body: str = "", **headers: str) -> Behaviour:
    """Answer at once; `Retry_After` names the header Retry-After."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    content = body.encode()
    head = f"HTTP/1.1 {status} Whatever\r\nContent-Length: {len(content)}\r\n{lines}\r\n".encode()
    return lambda handler: _write(handler, head + content)


def raw(answer: bytes) -> Behaviour:
    """Answer with these bytes and hang up."""
    return lambda handler: _write(handler, answer)


def drop(handler: Any) -> None:
    """Hang up without an answer."""


def hang(seconds: float = HANGS) -> Behaviour:
    """Say nothing for so long."""
    return lambda handler: handler.server.released.wait(seconds)


def drip(answer: bytes, seconds: float) -> Behaviour:
    """Answer one byte at a time, with so many seconds between them."""

    def behave(handler: Any) -> None:
        for number in range(len(answer)):
            if not _write(handler, answer[number : number + 1]) or handler.server.released.wait(seconds):
                return

    return behave


def _write(handler: Any, content: bytes) -> bool:
    try:
        handler.wfile.write(content)
    except OSError:
        return False
    return True


class _Handler(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        try:
            if self.server.context is not None:
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
                self.rfile = self.request.makefile("rb")
                self.wfile = self.request.makefile("wb", buffering=0)
            posted = self._read()
        except (OSError, ValueError, IndexError):
            return
        self.server.sink.keep(posted)(self)
        try:
            self.request.close()
        except OSError:
            pass

    def _read(self) -> Posted:
        target = self.rfile.readline().decode().split(" ")[1]
        headers = {}
        while line := self.rfile.readline().decode().strip():
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Posted(target, headers, self.rfile.read(int(headers.get("content-length", "0"))), time.monotonic())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    sink: HttpSink
    context: ssl.SSLContext | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.released = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class HttpSink:
    """A web server on a free port of a loopback address; with `secure`, one that speaks TLS as hooks.example.org."""

    def __init__(self, host: str = "127.0.0.1", *, secure: bool = False, port: int = 0) -> None:
        self.host = host
        self._posted: list[Posted] = []
        self._script: list[Behaviour] = []
        self.usually: Behaviour = answer(204)
        """What it does when nothing else is asked for."""
        self._changed = threading.Condition()
        self._server = _Server((host, port), _Handler)
        self._server.sink = self
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
            self._server.context = context
        self.port = int(self._server.server_address[1])
        self.url = f"{'https' if secure else 'http'}://{host}:{self.port}/hook"

    def __enter__(self) -> HttpSink:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.released.set()
        self._server.shutdown()
        self._server.server_close()

    def then(self, *behaviours: Behaviour) -> None:
        """Behave so for the next requests, one each."""
        with self._changed:
            self._script.extend(behaviours)

    @property
    def posted(self) -> list[Posted]:
        """What was read so far, oldest first."""
        with self._changed:
            return list(self._posted)

    def wait_for(self, number: int, seconds: float = HANGS) -> list[Posted]:
        """The requests as soon as there are `number` of them; fails the test after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while len(self._posted) < number:
                left = deadline - time.monotonic()
                assert left > 0, f"after {seconds} s there are {len(self._posted)} requests"
                self._changed.wait(left)
            return list(self._posted)

    def keep(self, posted: Posted) -> Behaviour:
        """Note a request and say what to do with it; in one step, so that the first request gets the first behaviour."""
        with self._changed:
            self._posted.append(posted)
            self._changed.notify_all()
            return self._script.pop(0) if self._script else self.usually
