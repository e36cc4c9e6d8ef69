"""One laptop: works straight after installation, with nothing set; what it keeps lies under var/."""

from tracker.broker import celery_url, socket_url
from tracker.local.places import Places
from tracker.settings.base import *  # noqa: F403
from tracker.settings.base import BASE_DIR, ENV, INSTALLED_APPS, METRICS_TOKEN, REDIS_URL, TEMPLATES, VAR_DIR

PLACES = Places(VAR_DIR)
SECRET_KEY = ENV.secret("SECRET_KEY") or PLACES.secret(VAR_DIR / "secret-key")
METRICS_TOKEN = METRICS_TOKEN or PLACES.secret(VAR_DIR / "metrics-token")
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
# Who tries webhooks out on this machine has a receiver on it.
ALERTS_WEBHOOKS_LOOPBACK = ENV.flag("ALERTS_WEBHOOKS_LOOPBACK", default=True)
# Static files are served from where they lie, nothing has to be collected.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None

# Mail goes to a page of the service instead of to the world.
INSTALLED_APPS = [*INSTALLED_APPS, "django_mail_viewer", "django_mail_viewer.backends.database"]
EMAIL_BACKEND = "django_mail_viewer.backends.database.backend.EmailBackend"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tracker" / "local" / "templates")
TEMPLATES[0]["OPTIONS"]["libraries"]["mail_headers"] = "tracker.local.mail_headers"

# Without REDIS_URL, the server that `make run` starts: a command typed in a second terminal then
# reaches the same worker.
if not ENV.has("REDIS_URL"):
    REDIS_URL = socket_url(PLACES.broker_socket)
    CELERY_BROKER_URL = celery_url(REDIS_URL)
