"""The calendar feeds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from tests.factories import DeadlineFactory, EffectFactory, RuleFactory, TimelineFactory
from timeline.deadlines.recompute import recompute
from timeline.models import Deadline

NOW = datetime(2025, 1, 1, 9, tzinfo=UTC)


def _due(day: date, **values: Any) -> Deadline:
    deadline: Deadline = RuleFactory.create(
        stated=day, **{f"deadline__{name}": value for name, value in values.items()}
    ).deadline
    recompute([deadline.pk], now=NOW)
    return deadline


def _calendar(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


@pytest.mark.django_db
def test_a_timelines_calendar_has_its_dated_deadlines(client: Client) -> None:
    pause = _due(date(2025, 4, 5), slug="pause", title="The pause ends")
    undated = DeadlineFactory.create()
    draft = _due(date(2025, 5, 1), publication_status="draft")
    TimelineFactory.create(slug="chips", title="Chips", deadlines=[pause, undated, draft])
    calendar = _calendar(client, "/timelines/chips/deadlines.ics")
    assert str(calendar["NAME"]) == "Chips"
    [entry] = calendar.walk("VEVENT")
    assert (str(entry["SUMMARY"]), entry["DTSTART"].dt, entry["SEQUENCE"]) == ("The pause ends", date(2025, 4, 5), 1)
    assert str(entry["URL"]) == "http://localhost:8000/deadlines/pause/"
    # RFC 5545, 3.8.2.4: a day alone has to be marked as one.
    assert [entry[name].params.get("VALUE") for name in ("DTSTART", "DTEND")] == ["DATE", "DATE"]


@pytest.mark.django_db
def test_a_deadline_that_moved_keeps_its_uid_and_counts_on(client: Client) -> None:
    deadline = _due(date(2025, 4, 5), slug="pause")
    [before] = _calendar(client, "/deadlines/pause/deadline.ics").walk("VEVENT")
    EffectFactory.create(on_deadline=deadline, until=date(2025, 6, 19), event__date="2025-01-01")
    recompute([deadline.pk], now=NOW)
    [after] = _calendar(client, "/deadlines/pause/deadline.ics").walk("VEVENT")
    assert (str(after["UID"]), after["DTSTART"].dt) == (str(before["UID"]), date(2025, 6, 19))
    assert after["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.django_db
def test_a_deadline_that_no_longer_applies_is_cancelled_in_the_calendar(client: Client) -> None:
    deadline = _due(date(2025, 4, 5), slug="pause", title="The pause ends")
    EffectFactory.create(on_deadline=deadline, does="rescind", until=None, event__date="2024-12-30")
    recompute([deadline.pk], now=NOW)
    [entry] = _calendar(client, "/deadlines/pause/deadline.ics").walk("VEVENT")
    assert (str(entry["STATUS"]), str(entry["SUMMARY"])) == ("CANCELLED", "The pause ends (rescinded)")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_what_readers_cannot_see_has_no_calendar(client: Client, status: str) -> None:
    DeadlineFactory.create(slug="hidden", publication_status=status)
    TimelineFactory.create(slug="hidden", publication_status=status)
    assert client.get("/deadlines/hidden/deadline.ics").status_code == 404
    assert client.get("/timelines/hidden/deadlines.ics").status_code == 404


@pytest.mark.django_db
def test_what_is_typed_as_markdown_is_words_in_a_calendar(client: Client) -> None:
    _due(date(2025, 4, 5), slug="pause", summary="Do **this** or\n\n* that")
    [entry] = _calendar(client, "/deadlines/pause/deadline.ics").walk("VEVENT")
    assert str(entry["DESCRIPTION"]).split("\n")[1:] == ["Do this or that", "http://localhost:8000/deadlines/pause/"]
