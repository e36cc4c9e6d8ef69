"""A clock for the processes of an installation that a test sets."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from tests.services.installation import Installation


class SetClock:
    """Given to processes that start from then on; it runs on from where it was set last."""

    def __init__(self, installation: Installation) -> None:
        self._file = installation.directory / "clock"
        installation.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.faults.clock_settings",
            "CLOCK_FILE": str(self._file),
        }

    def set(self, moment: datetime) -> None:
        """Have it be that moment now."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        written = self._file.with_suffix(".new")
        written.write_text(str(ahead))
        # In one step: a process may be reading it.
        os.replace(written, self._file)
