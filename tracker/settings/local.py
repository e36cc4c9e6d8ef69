"""One laptop: works straight after installation, with nothing set; what it keeps lies under var/."""

from tracker.local.places import Places
from tracker.settings.base import *  # noqa: F403
from tracker.settings.base import ENV, INSTALLED_APPS, REDIS_URL, SITE_URL, TEMPLATES, VAR_DIR
from tracker.broker import celery_url, socket_url

PLACES = Places(VAR_DIR)
SECRET_KEY = ENV.secret("SECRET_KEY") or PLACES.secret("secret-key")
DEBUG = ENV.flag("DEBUG", default=True)
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))

INSTALLED_APPS = [*INSTALLED_APPS, "django_mail_viewer", "django_mail_viewer.backends.database"]
TEMPLATES[0]["DIRS"].append(VAR_DIR.parent / "tracker" / "local" / "templates")
EMAIL_BACKEND = "django_mail_viewer.backends.database.backend.EmailBackend"

# The socket of the server that `make run` starts, so that a command typed in a second terminal
# reaches the worker as well.
REDIS_URL = REDIS_URL or socket_url(PLACES.broker_socket)
CELERY_BROKER_URL = celery_url(REDIS_URL)
