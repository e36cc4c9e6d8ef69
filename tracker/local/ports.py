"""Which port the web server takes."""

from __future__ import annotations

import socket

from tracker.env import Environment, SettingError

_USUAL = 8000


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on `port` of the address `host` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def any_free(host: str) -> int:
    """A port that is free now, chosen by the kernel."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def choose(environment: Environment, host: str) -> int:
    """PORT where it is set, else 8000, else the next of a hundred that is free.

    Raises SettingError when PORT names a port that is in use, for whoever set it expects the
    service there and nowhere else.
    """
    if environment.has("PORT"):
        port = environment.number("PORT", _USUAL, least=1, most=65535)
        if not is_free(host, port):
            raise SettingError(f"PORT is {port}, which another process on {host} uses; choose another.")
        return port
    for port in range(_USUAL, _USUAL + 100):
        if is_free(host, port):
            return port
    return any_free(host)
