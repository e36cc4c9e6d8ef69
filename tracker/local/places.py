"""Where a local installation keeps its files."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the final zero.
_LONGEST_SOCKET_PATH = 100


class Places:
    """The files of one local installation, all of them under `var` where a path can be that long."""

    def __init__(self, var: Path) -> None:
        self.var = var

    @property
    def broker_directory(self) -> Path:
        """Where the private broker keeps its append-only file."""
        return self.var / "broker"

    @property
    def broker_socket(self) -> Path:
        """The private broker's socket; in the temporary directory when `var` lies too deep for one."""
        near = self.broker_directory / "broker.sock"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET_PATH:
            return near
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"longstop-{os.getuid()}-{digest}" / "broker.sock"

    def secret(self, name: str) -> str:
        """The secret kept in the file `name`, made when it is not there yet; only its owner may read it."""
        path = self.var / name
        self.var.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        value = secrets.token_urlsafe(50)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(value + "\n")
        return value
