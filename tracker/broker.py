"""The address of the Redis-protocol server, in the two spellings its clients want."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urlsplit

from tracker.env import SettingError

_SCHEMES = {"redis", "rediss", "unix", "redis+socket"}


def socket_url(path: Path, database: int = 0) -> str:
    """The `unix://` address of a server that listens on the socket `path`."""
    return f"unix://{quote(str(path))}?db={database}"


def redis_url(value: str) -> str:
    """`value` as redis-py reads it; raises SettingError when it is no address of a Redis server."""
    parts = urlsplit(value)
    if parts.scheme not in _SCHEMES:
        raise SettingError(f"REDIS_URL is of the kind {parts.scheme!r}; redis://, rediss:// or unix:// is allowed.")
    if parts.scheme in {"unix", "redis+socket"}:
        if not parts.path.startswith("/"):
            raise SettingError("REDIS_URL names a socket without an absolute path; unix:///run/redis.sock is allowed.")
        if parts.scheme == "redis+socket":
            return "unix" + value.removeprefix("redis+socket").replace("virtual_host=", "db=")
        return value
    try:
        port = parts.port
    except ValueError:
        port = -1
    if not parts.hostname or port == -1:
        raise SettingError("REDIS_URL has no usable host or port; redis://localhost:6379/0 is allowed.")
    return value


def celery_url(value: str) -> str:
    """`value`, an address as redis-py reads it, as Celery's transport reads it."""
    parts = urlsplit(value)
    if parts.scheme != "unix":
        return value
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options = {"virtual_host": query.pop("db", "0"), **{key: unquote(item) for key, item in query.items()}}
    login = parts.netloc
    return f"redis+socket://{login}{parts.path}?{urlencode(options)}"
