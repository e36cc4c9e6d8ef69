"""The service with the settings of production and timelines to look at, served as docs/configuration.md says."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

_BASE = Path(__file__).resolve().parent.parent
DEMONSTRATION = tuple(sorted((_BASE / "demo").glob("*.yaml")))


class Served(NamedTuple):
    """A running service: where it answers, its environment, and a folder that is gone afterwards."""

    address: str
    environment: Mapping[str, str]
    directory: Path


@contextmanager
def served(*timelines: Path | Mapping[str, Any], **variables: str) -> Iterator[Served]:
    """Serve timelines, each a file or what would stand in one; `variables` are more of the environment."""
    from tests.services.processes import WebServer, manage

    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        # nginx serves from it as another user.
        directory.chmod(0o755)
        environment = {
            "DJANGO_SETTINGS_MODULE": "bench.production",
            "BENCH_STATIC_ROOT": str(directory / "static"),
            "SECRET_KEY": "only-for-the-benchmark-" + "0123456789" * 4,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "HTTPS_REDIRECT": "0",
            "DATABASE_URL": f"sqlite:///{directory / 'bench.sqlite3'}",
            "VAR_DIR": name,
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        files = []
        for number, timeline in enumerate(timelines):
            if not isinstance(timeline, Path):
                file = directory / f"timeline-{number}.json"
                file.write_text(json.dumps(timeline))
                timeline = file
            files.append(str(timeline))
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "loadtimeline", *files)
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        web = WebServer(environment, directory)
        web.command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        web.command += ["--port", str(web.port), "--workers", str(os.cpu_count() or 1), "--blocking-threads", "2"]
        web.command += ["tracker.wsgi:application"]
        with web:
            yield Served(web.address, environment, directory)
