"""/metrics."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from tests.factories import DeliveryFactory

TOKEN = "correct-horse-battery-staple"


@pytest.fixture
def scraper(settings: Settings) -> Client:
    """A monitor that knows the token."""
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.mark.django_db
def test_a_monitor_reads_the_figures_in_the_text_format(scraper: Client) -> None:
    DeliveryFactory.create(state="failed")

    response = scraper.get("/metrics")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in response["Cache-Control"]
    families = {family.name: family for family in text_string_to_metric_families(response.content.decode())}
    failed = [sample for sample in families["longstop_deliveries"].samples if sample.value]
    assert [(sample.labels, sample.value) for sample in failed] == [({"channel": "email", "state": "failed"}, 1.0)]


def test_where_no_token_is_set_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong-horse-battery-staple", f"Basic {TOKEN}", f"Bearer {TOKEN}é", TOKEN]
)
def test_nobody_reads_them_without_the_token(client: Client, settings: Settings, header: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert response.content == b"Send the value of METRICS_TOKEN in the header Authorization: Bearer.\n"


@pytest.mark.django_db
def test_figures_are_read_and_never_changed(scraper: Client) -> None:
    assert scraper.post("/metrics").status_code == 405


@pytest.mark.django_db
def test_a_database_without_its_tables_is_said_and_no_crash(scraper: Client) -> None:
    # Rolled back with all else that a test does.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE timeline_sweeprun RENAME TO timeline_away")
    response = scraper.get("/metrics")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
