"""/healthz and /readyz."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.services.valkey import Valkey
from timeline.deadlines.sweep_runs import SweepName, sweep_ended
from timeline.models import SweepRun


def test_the_process_answers_without_database_and_broker(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_is_asked_and_never_changed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.fixture
def swept(transactional_db: None) -> None:
    """Both sweeps have just come to their end, as other connections see."""
    for name in SweepName:
        sweep_ended(name, timezone.now())


def ago(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)


@pytest.mark.usefixtures("swept")
def test_it_is_ready_when_database_and_broker_answer_and_the_sweeps_run(
    client: Client, settings: Settings, broker_url: str
) -> None:
    settings.REDIS_URL = broker_url
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "parts": {"database": "ok", "broker": "ok", "sweep": "ok"}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("swept")
def test_it_is_not_ready_when_the_broker_is_gone(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nonexistent/broker.sock"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": "ok", "broker": "failing", "sweep": "ok"}}


@pytest.mark.usefixtures("swept")
@pytest.mark.parametrize("name", SweepName)
def test_it_is_not_ready_when_a_sweep_has_not_run_for_long(
    client: Client, settings: Settings, broker_url: str, name: SweepName
) -> None:
    settings.REDIS_URL = broker_url
    # Long enough for five times as long not to end while the page is made.
    settings.SWEEP_SECONDS = 600
    sweep_ended(name, ago(2000))
    assert client.get("/readyz").json()["parts"]["sweep"] == "ok"
    sweep_ended(name, ago(3001))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": "ok", "broker": "ok", "sweep": "failing"}}


@pytest.mark.usefixtures("swept")
def test_a_new_installation_is_ready_before_its_first_sweep_but_not_for_long(
    client: Client, settings: Settings, broker_url: str
) -> None:
    settings.REDIS_URL = broker_url
    SweepRun.objects.all().delete()
    applied = MigrationRecorder.Migration.objects.filter(app="timeline")
    kept = {row.pk: row.applied for row in applied}
    try:
        applied.update(applied=ago(5))
        response = client.get("/readyz")
        assert (response.status_code, response.json()["parts"]["sweep"]) == (200, "starting")
        applied.update(applied=ago(310))
        response = client.get("/readyz")
        assert (response.status_code, response.json()["parts"]["sweep"]) == (503, "failing")
    finally:
        for key, moment in kept.items():
            applied.filter(pk=key).update(applied=moment)


@pytest.mark.django_db
def test_a_broker_that_answers_nothing_is_given_up(client: Client, settings: Settings, valkey: Valkey) -> None:
    settings.REDIS_URL = valkey.url()
    valkey.freeze()
    # Without a timeout this would hang.
    assert client.get("/readyz").json()["parts"]["broker"] == "failing"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry",
    [
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nonexistent/longstop.sqlite3"},
        {"ENGINE": "django.db.backends.postgresql", "NAME": "longstop", "HOST": "/nonexistent"},
        {"ENGINE": "django.db.backends.postgresql", "NAME": "longstop", "HOST": "127.0.0.1", "PORT": "1"},
    ],
    ids=["sqlite", "socket", "port"],
)
def test_it_is_not_ready_when_the_database_is_gone(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, broker_url: str, entry: dict[str, Any]
) -> None:
    settings.REDIS_URL = broker_url
    monkeypatch.setitem(connections.settings, "default", {**connections.settings["default"], **entry, "OPTIONS": {}})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": "failing", "broker": "ok", "sweep": "failing"}}
