"""The tests: fast hashing, mail kept in memory, and the services that DATABASE_URL and REDIS_URL name."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tracker.settings.base import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
