"""The calculator: a form that answers in its own address."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from tests.factories.calendars import CalendarClosureFactory
from tests.timeline.counting.abuse import ABUSES, GOOD, PATIENCE, Abuse
from timeline.counting import conventions

from .conftest import Read

pytestmark = [pytest.mark.django_db, pytest.mark.wording]
FILLED = {**GOOD, "convention": "us-frcp-6"}


def address(**asked: str) -> str:
    return f"/calculator/?{urlencode(asked)}"


# Answers ----------------------------------------------------------------------------------------


def test_it_is_a_form_that_needs_no_script_and_no_account(read: Read) -> None:
    page = read("/calculator/")
    assert page.status == 200
    [form] = page.soup.select("main form")
    assert (form["method"], form["action"]) == ("get", "/calculator/")
    assert [str(field["name"]) for field in form.select("[name]")] == [
        "start",
        "period",
        "direction",
        "convention",
        "calendar",
        "timezone",
        "known_on",
    ]
    assert [str(option["value"]) for option in form.select("#convention option")] == [each.id for each in conventions()]
    assert page.soup.select("script:not([src])") == []
    assert page.texts(".verdict") == []


def test_it_answers_with_the_date_how_and_a_picture(read: Read) -> None:
    page = read(address(**FILLED))
    assert page.status == 200
    assert page.texts(".verdict-countdown") == ["7 April 2025"]
    assert [str(found["datetime"]) for found in page.soup.select(".verdict time")] == ["2025-04-07"]
    assert page.texts(".steps li") == [
        "75 days from 20 January 2025, that day not counted (Federal Rules of Civil Procedure, Rule 6, Fed. R. Civ. P."
        " 6(a)): 5 April 2025, a Saturday; it runs on over 6 April 2025 (a Sunday) to 7 April 2025."
    ]
    assert page.texts("svg.strip > title") == ["The days counted, to 7 April 2025"]
    assert page.texts(".strip-key li")[1] == "Running: 21 January – 5 April 2025 (75 days)"
    assert page.title == "7 April 2025 – Longstop"


def test_it_keeps_what_was_asked(read: Read) -> None:
    asked = {
        **FILLED,
        "calendar": "us-ma",
        "direction": "before",
        "timezone": "Europe/Berlin",
        "known_on": "2025-03-01",
    }
    page = read(address(**asked))
    for name in ("start", "period", "calendar", "timezone", "known_on"):
        [field] = page.soup.select(f"input[name={name}]")
        assert field["value"] == asked[name]
    assert [str(option["value"]) for option in page.soup.select("option[selected]")] == ["before", "us-frcp-6"]


def test_its_answer_has_an_address_to_share_that_leads_back_to_it(read: Read) -> None:
    asked = {**FILLED, "direction": "before", "known_on": "2025-03-01"}
    page = read(address(**asked))
    [shared] = page.hrefs("a[rel=bookmark]")
    assert shared.startswith("http://localhost:8000/calculator/?")
    assert dict(parse_qsl(urlsplit(shared).query)) == asked
    assert (
        read(f"/calculator/?{urlsplit(shared).query}").texts(".verdict-countdown")
        == page.texts(".verdict-countdown")
        == ["6 November 2024"]
    )


def test_the_same_is_there_as_json(read: Read, client: Client) -> None:
    page = read(address(**FILLED))
    [data] = [href for href in page.hrefs(".verdict a") if href.startswith("/api/")]
    assert client.get(data).json()["result"] == "2025-04-07"


def test_hours_are_answered_as_a_clock_time_with_its_zone(read: Read) -> None:
    page = read(address(start="2007-11-02T10:23", period="72 hours", convention="us-frcp-6"))
    assert page.texts(".verdict-countdown") == ["5 November 2007, 09:23"]
    assert page.texts(".verdict-line") == ["America/New_York"]
    assert [str(found["datetime"]) for found in page.soup.select(".verdict time")] == ["2007-11-05T09:23"]


def test_it_can_be_asked_with_the_closures_known_on_an_earlier_day(read: Read) -> None:
    asked = {"start": "2025-12-14", "period": "10 days", "convention": "us-frcp-6", "calendar": "us-federal+closures"}
    assert read(address(**asked)).texts(".verdict-countdown") == ["29 December 2025"]
    page = read(address(**asked, known_on="2025-12-17"))
    assert page.texts(".verdict-countdown") == ["24 December 2025"]
    assert page.texts(".verdict-line") == ["with the closures known on 17 December 2025"]


def test_it_counts_with_what_editors_declared(read: Read) -> None:
    CalendarClosureFactory.create()
    asked = {"start": "2029-05-26", "period": "10 days", "convention": "us-frcp-6"}
    assert read(address(**asked)).texts(".verdict-countdown") == ["6 June 2029"]


def test_an_address_with_a_convention_alone_fills_in_the_form(read: Read) -> None:
    page = read(address(convention="eu-1182-71"))
    assert page.status == 200
    assert page.texts("option[selected]")[0].startswith("Regulation")
    assert page.texts("[role=alert]") == page.texts(".verdict") == []


def test_without_a_convention_calendar_days_are_counted(read: Read) -> None:
    assert read(address(start="2025-01-20", period="75 days")).texts(".verdict-countdown") == ["5 April 2025"]


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES.keys())
def test_what_cannot_be_counted_is_refused_at_once_at_its_field(client: Client, read: Read, abuse: Abuse) -> None:
    query = urlencode(abuse.asked)
    client.get("/calculator/", FILLED)
    began = time.process_time()
    response = client.get("/calculator/", QUERY_STRING=query)
    assert time.process_time() - began < PATIENCE
    assert response.status_code == 400
    assert len(response.content) < 100_000
    page = read(address(**{name: value[:1_000] for name, value in abuse.asked.items()}))
    assert [str(field["name"]) for field in page.soup.select("[aria-invalid]")] == [abuse.field]
    [field] = page.soup.select("[aria-invalid]")
    fault = str(field["aria-describedby"]).split()[0]
    assert fault == f"{abuse.field}-fault"
    [sentence] = page.texts(f"#{fault}")
    assert abuse.sentence in sentence
    assert page.hrefs("[role=alert] a") == [f"#{abuse.field}"]
    assert page.texts(".verdict") == []


def test_every_field_that_is_wrong_is_told_at_once(read: Read) -> None:
    page = read(address(start="today", period="soon", convention="us-frcp-6", calendar="mars", known_on="never"))
    assert page.hrefs("[role=alert] a") == ["#start", "#period", "#calendar", "#known_on"]
    assert [str(field["value"]) for field in page.soup.select("input[aria-invalid]")] == [
        "today",
        "soon",
        "mars",
        "never",
    ]


def test_a_start_without_a_period_is_told_at_the_period(read: Read) -> None:
    page = read(address(start="2025-01-20"))
    assert page.status == 400
    assert [str(field["name"]) for field in page.soup.select("[aria-invalid]")] == ["period"]


def test_what_was_typed_is_shown_as_text(read: Read) -> None:
    hostile = '"><script>alert(1)</script>'
    page = read(address(start=hostile, period=hostile, convention=hostile, calendar=hostile, timezone=hostile))
    assert page.status == 400
    assert page.soup.select("script:not([src])") == []
    assert page.soup.select("#start")[0]["value"] == hostile


def test_it_is_read_only(client: Client) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method("/calculator/").status_code == 405
    assert client.head("/calculator/").status_code == 200


@pytest.mark.parametrize("asked", [{}, FILLED, {**FILLED, "period": "soon", "known_on": "never"}])
def test_it_is_sound_html(read: Read, asked: dict[str, str]) -> None:
    soup = read(address(**asked)).soup
    ids = [str(found["id"]) for found in soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    for described in soup.select("[aria-describedby]"):
        assert set(str(described["aria-describedby"]).split()) <= set(ids)
    for field in soup.select("main input, main select"):
        assert soup.select(f"label[for='{field['id']}']")
    assert soup.select("script:not([src]), style, [style]") == []
    assert not any(name.startswith("on") for tag in soup.find_all(True) for name in tag.attrs)
    assert len(soup.find_all("h1")) == 1
