"""The tests: cheap password hashing, and the services that DATABASE_URL, REDIS_URL and EMAIL_* name."""

import os

from tracker.broker import celery_url, redis_url
from tracker.settings.base import *  # noqa: F403
from tracker.settings.base import ENV, REST_FRAMEWORK

SECRET_KEY = "only-for-tests-" + "0123456789" * 4
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A test that needs a broker starts one (tests/services); all others meet a closed door, so that
# nothing is ever sent to a server that happens to run on this machine.
REDIS_URL = redis_url(ENV.secret("REDIS_URL", f"unix:///nonexistent/longstop-{os.getpid()}.sock"))
CELERY_BROKER_URL = celery_url(REDIS_URL)

# A test that wants to be refused says so itself.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_CLASSES": []}

# Browser tests start a web server that finds styles and scripts where they are written.
WHITENOISE_USE_FINDERS = ENV.flag("TEST_STATIC_FILES")
