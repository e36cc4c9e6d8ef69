"""A server: refuses to start with anything missing that would make it unsafe."""

from tracker.env import SettingError
from tracker.settings.base import *  # noqa: F403
from tracker.settings.base import ALLOWED_HOSTS, CACHES, DEBUG, ENV, REDIS_URL, SECRET_KEY, STORAGES

if not SECRET_KEY:
    raise SettingError(
        "SECRET_KEY is not set; set it (or SECRET_KEY_FILE) to a long random value that stays the same,"
        " for example the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
if DEBUG:
    raise SettingError("DEBUG is on, which shows settings and source code to every visitor; remove it.")
if not ALLOWED_HOSTS:
    raise SettingError(
        "ALLOWED_HOSTS is not set; set it to the names this service is reached by, separated by commas,"
        " for example longstop.example,www.longstop.example"
    )
if not ENV.has("SITE_URL"):
    host = ALLOWED_HOSTS[0].lstrip(".")
    if "*" in host:
        raise SettingError(
            "SITE_URL is not set and ALLOWED_HOSTS does not tell it; set it to the public address that links"
            " in mail start with, for example https://longstop.example"
        )
    SITE_URL = f"https://{host}"
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

# A cache that several processes share exists only where the operator named a Redis server.
if ENV.has("REDIS_URL"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "longstop",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

SECURE_SSL_REDIRECT = ENV.flag("HTTPS_REDIRECT", default=True)
# Probes inside the machine or the cluster speak plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = ENV.number("HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if ENV.flag("TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
