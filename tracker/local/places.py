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

    @property
    def lock(self) -> Path:
        """Held by the run that owns this installation."""
        return self.var / "run.lock"

    @property
    def prepared(self) -> Path:
        """Names what the last completed preparation was for."""
        return self.var / "prepared"

    @property
    def admin_password(self) -> Path:
        """The password that the first run made for the user `admin`."""
        return self.var / "admin-password"

    def secret(self, path: Path) -> str:
        """The secret kept in `path`, made when it is not there yet; only its owner may read it."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            # Written aside and linked, so that a second process never reads half a secret.
            descriptor, aside = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(36) + "\n")
            try:
                os.link(aside, path)
            except FileExistsError:
                pass
            finally:
                os.unlink(aside)
        return path.read_text(encoding="ascii").strip()
