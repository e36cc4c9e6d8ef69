"""A clock for the processes of an installation that a test sets."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.services.installation import Installation

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""After the hour of reminders and far from midnight, whenever the tests run."""
VARIABLE = "CLOCK_FILE"


class SetClock:
    """Given to processes and acts that start from then on; it runs on from where it was set last."""

    def __init__(self, installation: Installation, moment: datetime = NOON) -> None:
        self._file = installation.directory / "clock"
        installation.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.faults.clock_settings",
            VARIABLE: str(self._file),
        }
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Have it be that moment now."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        written = self._file.with_suffix(".new")
        written.write_text(str(ahead))
        # In one step: a process may be reading it.
        os.replace(written, self._file)


def now(installation: Installation) -> datetime:
    """What its clock says."""
    return datetime.now(UTC) + timedelta(seconds=float(Path(installation.environment[VARIABLE]).read_text()))
