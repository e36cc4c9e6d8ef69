"""/healthz and /readyz."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings

from tests.services.valkey import Valkey


def test_the_process_answers_without_database_and_broker(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_is_asked_and_never_changed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_it_is_ready_when_database_and_broker_answer(client: Client, settings: Settings, broker_url: str) -> None:
    settings.REDIS_URL = broker_url
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "parts": {"database": "ok", "broker": "ok"}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_is_not_ready_when_the_broker_is_gone(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nonexistent/broker.sock"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": "ok", "broker": "failing"}}


@pytest.mark.django_db
def test_a_broker_that_answers_nothing_is_given_up_in_seconds(
    client: Client, settings: Settings, valkey: Valkey
) -> None:
    settings.REDIS_URL = valkey.url()
    valkey.freeze()
    begun = time.monotonic()
    assert client.get("/readyz").json()["parts"]["broker"] == "failing"
    assert time.monotonic() - begun < 4


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
    assert response.json() == {"ready": False, "parts": {"database": "failing", "broker": "ok"}}
