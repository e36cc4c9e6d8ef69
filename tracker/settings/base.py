"""What every way of running shares; each variable read here is described in docs/configuration.md."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from tracker.broker import celery_url, redis_url
from tracker.celery import app as app  # every process that has settings sends its tasks through this application
from tracker.database import tuned
from tracker.env import Environment, SettingError
from tracker.settings.api import REST_FRAMEWORK as REST_FRAMEWORK
from tracker.settings.api import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from tracker.settings.operations import ALERTS_DOMAIN_BURST as ALERTS_DOMAIN_BURST
from tracker.settings.operations import ALERTS_DOMAIN_LIMITS as ALERTS_DOMAIN_LIMITS
from tracker.settings.operations import ALERTS_DOMAIN_RATE as ALERTS_DOMAIN_RATE
from tracker.settings.operations import ANYMAIL as ANYMAIL
from tracker.settings.operations import METRICS_TOKEN as METRICS_TOKEN
from tracker.settings.operations import RETURN_PATH as RETURN_PATH
from tracker.settings.operations import SWEEP_SECONDS as SWEEP_SECONDS
from tracker.settings.unfold import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENV = Environment(os.environ)
VAR_DIR = ENV.path("VAR_DIR", BASE_DIR / "var")

SECRET_KEY = ENV.secret("SECRET_KEY")
DEBUG = ENV.flag("DEBUG")
ALLOWED_HOSTS = ENV.names("ALLOWED_HOSTS")
# The public base address, without a slash at the end; links in mail start with it.
SITE_URL = ENV.address("SITE_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "simple_history",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "timeline",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.csp.AreaPolicyMiddleware",
    "tracker.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "timeline.pages.languages.languages",
            ],
            "libraries": {"markdown": "timeline.pages.markdown"},
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "timeline.pages.jinja.environment"},
    },
]

# Storage ------------------------------------------------------------------------------------

_seconds_kept = ENV.number("DATABASE_CONN_MAX_AGE", 60, most=86400)
try:
    _database = dj_database_url.parse(
        ENV.secret("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'longstop.sqlite3'}",
        conn_max_age=_seconds_kept,
        conn_health_checks=True,
        # Behind a pooler the next transaction may be another server connection's, which knows no cursor and no plan of ours.
        disable_server_side_cursors=_seconds_kept == 0,
    )
except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
    raise SettingError(
        "DATABASE_URL is no database address; postgres://user:password@host:5432/name or"
        " sqlite:////absolute/path.sqlite3 is allowed."
    ) from None
DATABASES = {"default": tuned(_database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker, as redis-py reads its address.
REDIS_URL = redis_url(ENV.secret("REDIS_URL", "redis://localhost:6379/0"))
# The memory of each web process for public pages that are ready to be sent; 0 keeps none.
PAGE_CACHE_BYTES = ENV.number("PAGE_CACHE_MEGABYTES", 64, most=65_536) * 1024 * 1024
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Language and time --------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# Each by its own name; a language is offered when its catalogue is complete (docs/german.md).
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
MEDIA_ROOT = VAR_DIR / "media"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tracker.bundles.BundleFinder",
]
BUNDLE_DIR = VAR_DIR / "bundles"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Of a picture of an event, as it is uploaded; what is kept of it is drawn anew and is in the database.
PICTURE_MEGABYTES = ENV.number("PICTURE_MEGABYTES", 20, least=1, most=200)
PICTURE_MEGAPIXELS = ENV.number("PICTURE_MEGAPIXELS", 50, least=1, most=80)

# Security -----------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

# Mail ---------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = ENV.text("DEFAULT_FROM_EMAIL", "Longstop <longstop@localhost>")
# Where answers go; the sender where it is empty.
REPLY_TO_EMAIL = ENV.text("REPLY_TO_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.text("EMAIL_HOST", "localhost")
EMAIL_PORT = ENV.number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = ENV.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = ENV.secret("EMAIL_PASSWORD")
_email_tls = ENV.choice("EMAIL_TLS", "none", ("none", "starttls", "implicit"))
EMAIL_USE_TLS = _email_tls == "starttls"
EMAIL_USE_SSL = _email_tls == "implicit"
# Seconds to wait for each answer of the mail server.
EMAIL_TIMEOUT = ENV.number("EMAIL_TIMEOUT", 20, least=1, most=120)

# Alerts -------------------------------------------------------------------------------------

# For so long a worker may hold a mail; after it the worker counts as dead and another takes the mail.
ALERTS_LEASE_SECONDS = ENV.number("ALERTS_LEASE_SECONDS", 300, least=2, most=3600)
# A mail whose worker died while sending it is left to a person instead of being sent again.
ALERTS_STRICT = ENV.flag("ALERTS_STRICT")
# Seconds that one webhook message may take, from the look-up of the name to the end of the answer.
ALERTS_WEBHOOKS_TIMEOUT = ENV.number("ALERTS_WEBHOOKS_TIMEOUT", 15, least=1, most=60)
# Webhooks to this machine itself, over plain HTTP too: for tests and for one's own desk.
ALERTS_WEBHOOKS_LOOPBACK = ENV.flag("ALERTS_WEBHOOKS_LOOPBACK")

# Tasks --------------------------------------------------------------------------------------

CELERY_BROKER_URL = celery_url(REDIS_URL)
CELERY_TIMEZONE = "UTC"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# The database row is the queue of record: what a task did is read there and nowhere else.
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# Publishing is a nudge that the sweep can do without, so a web request waits for a broker that is
# down for as long as one refused or timed out connection takes and no longer.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    # Above the hard time limit: an unacknowledged task is handed out again only when its worker is gone.
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
# A sweep that no worker took before the next one was asked for is not worth doing. Workers that are busy for some seconds
# must not let all of them lapse, however short the interval.
_sweep: dict[str, Any] = {"schedule": SWEEP_SECONDS, "options": {"expires": max(SWEEP_SECONDS - 5, 5)}}
CELERY_BEAT_SCHEDULE = {
    "sweep-recompute": {"task": "timeline.sweep_recompute", **_sweep},
    "sweep-alerts": {"task": "timeline.sweep_alerts", **_sweep},
}
# Webhooks wait for servers of strangers, so they have a queue of their own: mail never waits behind one that hangs. Both are
# named here, so that a worker that is started without -Q leaves neither behind.
WEBHOOK_QUEUE = "webhooks"
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = {
    name: {"exchange": name, "routing_key": name} for name in (CELERY_TASK_DEFAULT_QUEUE, WEBHOOK_QUEUE)
}
CELERY_TASK_ROUTES = {"timeline.deliver_webhooks": {"queue": WEBHOOK_QUEUE}}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# Logging ------------------------------------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {
        "handlers": ["stdout"],
        "level": ENV.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    # Django's own handlers would print each of these a second time.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
