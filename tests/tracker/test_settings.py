"""What the settings refuse and what they set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

_BASE = Path(__file__).resolve().parent.parent.parent
_SOUND = {"SECRET_KEY": "0123456789abcdefghij" * 3, "ALLOWED_HOSTS": "longstop.example"}


_SOME = (
    "from django.conf import settings as s;"
    "print(s.SITE_URL, s.CACHES['default']['BACKEND'].rsplit('.', 1)[1], s.CELERY_BROKER_URL, s.DEBUG)"
)


def start(
    directory: Path, settings_module: str = "production", program: str = _SOME, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own and print some."""
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(directory),
        "DJANGO_SETTINGS_MODULE": f"tracker.settings.{settings_module}",
        **variables,
    }
    return subprocess.run([sys.executable, "-c", program], env=environment, cwd=_BASE, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set; set it (or SECRET_KEY_FILE) to a long random value"),
        ({"DEBUG": "1"}, "DEBUG is on, which shows settings and source code to every visitor; remove it."),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set; set it to the names this service is reached by"),
        ({"ALLOWED_HOSTS": "*"}, "SITE_URL is not set and ALLOWED_HOSTS does not tell it;"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is no database address;"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL names a database that is not supported;"),
        ({"DATABASE_URL": "postgres://h:port/b"}, "DATABASE_URL is no database address;"),
        ({"REDIS_URL": "http://a"}, "REDIS_URL is of the kind 'http';"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'; a whole number from 1 to 65535 is allowed."),
        ({"EMAIL_TLS": "yes"}, "EMAIL_TLS is 'yes'; none, starttls, implicit is allowed."),
        ({"SITE_URL": "longstop.example"}, "SITE_URL is 'longstop.example'; an address such as"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is short or odd; 16 or more ASCII characters"),
        ({"RETURN_PATH": "bounces+x@a.example"}, "RETURN_PATH is 'bounces+x@a.example'; an address such as"),
        ({"RETURN_PATH": "Bounces <bounces@a.example>"}, "RETURN_PATH is 'Bounces <bounces@a.example>';"),
        ({"ANYMAIL_WEBHOOK_SECRET": "user:short"}, "ANYMAIL_WEBHOOK_SECRET is no login; user:password is allowed"),
        ({"ALERTS_DOMAIN_LIMITS": "a.example=0"}, "ALERTS_DOMAIN_LIMITS has 'a.example=0'; DOMAIN=RATE or"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'; DEBUG, INFO, WARNING, ERROR is allowed."),
    ],
)
def test_production_refuses_to_start_with_a_sentence(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    finished = start(tmp_path, **{**_SOUND, **variables})
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert finished.stderr.startswith(f"Longstop cannot start: {sentence}")
    assert finished.stderr.count("\n") == 1


def test_production_starts_with_a_key_and_a_name(tmp_path: Path) -> None:
    finished = start(tmp_path, **_SOUND)
    assert finished.stderr == ""
    assert finished.stdout == "https://longstop.example LocMemCache redis://localhost:6379/0 False\n"


def test_production_shares_its_cache_where_a_redis_server_is_named(tmp_path: Path) -> None:
    finished = start(tmp_path, **_SOUND, REDIS_URL="unix:///run/a%20b.sock?db=1")
    assert finished.stdout == (
        "https://longstop.example RedisCache redis+socket:///run/a%20b.sock?virtual_host=1 False\n"
    )


def test_local_settings_need_nothing_and_keep_their_secret_to_themselves(tmp_path: Path) -> None:
    finished = start(tmp_path, "local")
    assert finished.stderr == ""
    socket = f"redis+socket://{tmp_path}/broker/broker.sock?virtual_host=0"
    assert finished.stdout == f"http://localhost:8000 LocMemCache {socket} False\n"
    secret = tmp_path / "secret-key"
    assert secret.stat().st_mode & 0o777 == 0o600
    first = secret.read_text()
    start(tmp_path, "local")
    assert secret.read_text() == first


@pytest.mark.django_db
def test_a_connection_is_tuned_for_its_engine() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20000,)
            assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        else:
            assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True
            assert settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] == 5
            cursor.execute("SHOW timezone")
            assert cursor.fetchone() == ("UTC",)


@pytest.mark.parametrize(("kept", "answer"), [("60", "False\n"), ("0", "True\n")])
def test_a_server_keeps_nothing_of_ours_where_connections_are_not_kept(tmp_path: Path, kept: str, answer: str) -> None:
    finished = start(
        tmp_path,
        "test",
        DATABASE_URL="postgres://longstop@localhost/longstop",
        DATABASE_CONN_MAX_AGE=kept,
        program="from django.conf import settings as s; print(s.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS'])",
    )
    assert (finished.stdout, finished.stderr) == (answer, "")


@pytest.mark.parametrize(("seconds", "expires"), [("1", 5), ("8", 5), ("60", 55)])
def test_a_sweep_waits_for_a_busy_worker_for_some_seconds_however_often_it_is_asked_for(
    tmp_path: Path, seconds: str, expires: int
) -> None:
    program = (
        "from django.conf import settings as s;"
        "print(*sorted({entry['options']['expires'] for entry in s.CELERY_BEAT_SCHEDULE.values()}))"
    )
    assert start(tmp_path, "test", program, SWEEP_SECONDS=seconds).stdout == f"{expires}\n"


def test_a_sqlite_file_is_in_write_ahead_mode(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); from django.db import connection as c; k = c.cursor();"
        "k.execute('PRAGMA journal_mode'); print(k.fetchone()[0])"
    )
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/a b.sqlite3"}
    environment["DJANGO_SETTINGS_MODULE"] = "tracker.settings.test"
    finished = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=_BASE, capture_output=True, text=True, check=True
    )
    assert finished.stdout == "wal\n"
    assert (tmp_path / "a b.sqlite3").exists()
