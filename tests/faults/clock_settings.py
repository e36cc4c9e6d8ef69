"""The tests' settings for processes with another clock: CLOCK_FILE says by how many seconds it is ahead of the machine's."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from tracker.settings.test import *  # noqa: F403

_file = Path(os.environ["CLOCK_FILE"])
_by_the_machine = timezone.now


def _now() -> datetime:
    return _by_the_machine() + timedelta(seconds=float(_file.read_text()))


# Before any module of the service has taken the name.
timezone.now = _now
