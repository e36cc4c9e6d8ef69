"""Management commands as a person runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.services.patience import HANGS

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "demo"
# An address where no database answers: whoever needs one says so.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}


class Ran(NamedTuple):
    status: int
    out: str
    err: str


def run(*arguments: str | Path, environment: Mapping[str, str] = NO_DATABASE) -> Ran:
    """Run `manage.py` with the settings of the tests."""
    finished = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings.test", **environment},
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    return Ran(finished.returncode, finished.stdout, finished.stderr)
