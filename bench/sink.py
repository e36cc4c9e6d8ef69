"""A mail server that accepts everything and keeps nothing, as cheap as Python makes it: the same for all who are measured.

It answers each client in the exchanges that client makes: it announces PIPELINING, as most mail servers do.
"""

from __future__ import annotations

import selectors
import socket
import subprocess
import sys
from types import TracebackType

_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 SIZE 1000000\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_OK = b"250 OK\r\n"
_END = b"\r\n.\r\n"


class Sink:
    """The server in a process of its own, on the loopback address."""

    def __enter__(self) -> Sink:
        self._process = subprocess.Popen([sys.executable, "-m", "bench.sink"], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = self._process.stdout.readline().strip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


class _Client:
    """What one client has sent and was not answered yet."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"220 sink\r\n")
        self.connection = connection
        self._unread = b""
        self._in_data = False

    def serve(self) -> bool:
        """Answer what has come; false when nothing more will."""
        try:
            received = self.connection.recv(1 << 18)
        except OSError:
            return False
        unread = self._unread + received
        answers = []
        while (at := unread.find(_END if self._in_data else b"\r\n")) >= 0:
            if self._in_data:
                unread = unread[at + len(_END) :]
                self._in_data = False
                answers.append(_OK)
            else:
                verb = unread[:4].upper()
                unread = unread[at + 2 :]
                self._in_data = verb == b"DATA"
                answers.append(_ANSWERS.get(verb, _OK))
        self._unread = unread
        if answers:
            self.connection.sendall(b"".join(answers))
        return bool(received)


def main() -> None:
    waiting = selectors.DefaultSelector()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        waiting.register(listening, selectors.EVENT_READ)
        print(listening.getsockname()[1], flush=True)
        while True:
            for key, _ in waiting.select():
                client: _Client | None = key.data
                if client is None:
                    connection, _ = listening.accept()
                    waiting.register(connection, selectors.EVENT_READ, _Client(connection))
                elif not client.serve():
                    waiting.unregister(client.connection)
                    client.connection.close()


if __name__ == "__main__":
    main()
