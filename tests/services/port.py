"""A port that stays the test's own while its server comes and goes."""

from __future__ import annotations

import socket


def reserve(host: str = "127.0.0.1") -> socket.socket:
    """A socket with a free port that nobody listens on yet; the port is taken until it is closed.

    The kernel gives it to nobody who asks for any port, a client finds the door closed, and a server that asks for this
    very port, with SO_REUSEADDR as servers do, can listen on it (Linux, ip(7)).
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((host, 0))
    return held


def number(held: socket.socket) -> int:
    """The port of a reserved socket."""
    return int(held.getsockname()[1])
