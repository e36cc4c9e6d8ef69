"""The settings of a server, with the collected static files in a folder of the benchmark's own."""

import os
from pathlib import Path

from tracker.settings.production import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCH_STATIC_ROOT"])
