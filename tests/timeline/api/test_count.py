"""/api/v1/count/: the command's answer over the API."""

from __future__ import annotations

import json
import time
from datetime import date
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories.calendars import CalendarClosureFactory
from tests.timeline.counting.abuse import ABUSES, GOOD, PATIENCE, Abuse
from timeline.counting import conventions, explain_count, parse_period, parse_start
from timeline.counting import count as counted

from .conftest import Ask


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "2007-08-22", "period": "10 days", "convention": "us-frcp-6"},
        {"start": "2007-11-02T10:23", "period": "72 hours", "convention": "us-frcp-6"},
        {"start": "2025-04-11", "period": "10 days", "convention": "us-frcp-6", "calendar": "us-ma"},
        {"start": "2025-04-05", "period": "75 days", "convention": "calendar-days", "direction": "before"},
        {
            "start": "2025-03-30T12:00",
            "period": "24 hours",
            "convention": "calendar-days",
            "timezone": "Europe/Berlin",
        },
    ],
)
def test_it_answers_what_the_command_prints(ask: Ask, asked: dict[str, str]) -> None:
    arguments = [asked["start"], asked["period"], "--convention", asked["convention"], "--json"]
    arguments += ["--before"] if asked.get("direction") == "before" else []
    for name in ("calendar", "timezone"):
        arguments += [f"--{name}", asked[name]] if name in asked else []
    printed = StringIO()
    call_command("count", *arguments, stdout=printed)

    assert ask("count/", **asked) == json.loads(printed.getvalue())


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_explains_in_the_language_asked_for(ask: Ask, language: str) -> None:
    count = counted(parse_start(GOOD["start"]), parse_period(GOOD["period"]), GOOD["convention"])

    assert ask("count/", **GOOD, explain=language)["explanation"] == explain_count(count, language)


def test_a_closure_declared_later_is_left_out(ask: Ask) -> None:
    asked = {"start": "2025-12-14", "period": "10 days", "convention": "us-frcp-6", "calendar": "us-federal+closures"}

    assert ask("count/", **asked, known_on="2025-12-17")["result"] == "2025-12-24"
    assert ask("count/", **asked, known_on="2025-12-18")["result"] == "2025-12-29"


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES.keys())
def test_what_cannot_be_counted_is_refused_at_once_with_the_parameter(db: None, abuse: Abuse) -> None:
    client = Client()
    query = urlencode(abuse.asked)
    client.get("/api/v1/count/", GOOD)
    began = time.process_time()

    response = client.get("/api/v1/count/", QUERY_STRING=query)

    assert time.process_time() - began < PATIENCE
    assert response.status_code == 400
    refusal = response.json()
    assert refusal.keys() == {"detail", "parameter"}
    assert refusal["parameter"] == abuse.field
    assert abuse.sentence in refusal["detail"]
    assert len(refusal["detail"]) < 600


@pytest.mark.parametrize("missing", ["start", "period", "convention"])
def test_what_is_needed_and_missing_is_named(ask: Ask, missing: str) -> None:
    asked = {name: value for name, value in GOOD.items() if name != missing}

    sentence = f"{missing} is missing; start, period, convention are needed."
    assert ask("count/", status=400, **asked) == {"detail": sentence, "parameter": missing}
    assert ask("count/", status=400, **asked, **{missing: " "}) == {"detail": sentence, "parameter": missing}


def test_what_editors_declared_counts(ask: Ask) -> None:
    CalendarClosureFactory.create()
    CalendarClosureFactory.create(date=date(2029, 6, 6), publication_status="draft")

    assert ask("count/", start="2029-05-26", period="10 days", convention="us-frcp-6")["result"] == "2029-06-06"


def test_an_unknown_parameter_or_language_is_refused(ask: Ask) -> None:
    assert ask("count/", status=400, **GOOD, convension="us-frcp-6")["parameter"] == "convension"
    assert ask("count/", status=400, **GOOD, explain="fr")["parameter"] == "explain"


def test_it_is_read_only(db: None) -> None:
    assert Client().post("/api/v1/count/", GOOD).status_code == 405


def test_the_schema_lists_every_convention() -> None:
    from .test_schema import schema

    described = {each["name"]: each for each in schema()["paths"]["/api/v1/count/"]["get"]["parameters"]}
    assert set(described) == {
        "start",
        "period",
        "convention",
        "calendar",
        "direction",
        "timezone",
        "known_on",
        "explain",
    }
    assert sorted(described["convention"]["schema"]["enum"]) == sorted(convention.id for convention in conventions())
