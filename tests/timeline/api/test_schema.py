"""The OpenAPI schema and the page to try it."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client, override_settings
from rest_framework.throttling import AnonRateThrottle

from timeline.api.views import EventViewSet


def schema() -> Any:
    written = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=written)
    return yaml.safe_load(written.getvalue())


def test_it_is_valid_and_free_of_warnings() -> None:
    paths = schema()["paths"]

    names = ("timelines", "policies", "events", "deadlines", "sources", "topics", "actors", "jurisdictions")
    records = {f"/api/v1/{name}/{end}" for name in names for end in ("", "{slug}/")}
    assert set(paths) == {*records, "/api/v1/count/"}


def test_every_parameter_that_is_read_is_described() -> None:
    listed = schema()["paths"]["/api/v1/deadlines/"]["get"]["parameters"]

    assert {each["name"] for each in listed} == {
        "actor",
        "cursor",
        "due_from",
        "due_to",
        "explain",
        "known_on",
        "on",
        "page_size",
        "policy",
        "search",
        "state",
        "steps",
        "timeline",
        "topic",
    }
    assert [each["name"] for each in listed if not each.get("description")] == []


def test_the_page_to_try_it_asks_no_third_party(db: None) -> None:
    client = Client()

    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert loaded
    assert [address for address in loaded if "//" in address] == []
    assert client.get("/api/v1/schema/").status_code == 200


def test_too_many_requests_are_refused_with_a_sentence(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(AnonRateThrottle):
        rate = "2/min"

    monkeypatch.setattr(EventViewSet, "throttle_classes", [Twice])
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}}
    ):
        answers = [Client().get("/api/v1/events/") for _each in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "throttled" in answers[2].json()["detail"]
