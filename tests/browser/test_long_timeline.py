"""A timeline of several hundred entries, read in parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open
from .site import Site

_LONG = "/timelines/a-long-one/"
_FIRST = date(2021, 1, 1)
_FOCUSED = "document.activeElement.id || document.activeElement.innerText"


@pytest.fixture(scope="module")
def long_timeline(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Three years of 200 events each."""
    days = [(_FIRST.replace(year=year) + timedelta(days=day)) for year in (2021, 2022, 2023) for day in range(200)]
    file = tmp_path_factory.mktemp("long") / "long.json"
    events = [{"id": f"long-{day}", "title": f"What happened on {day}", "date": str(day)} for day in days]
    record = {"longstop": 1, "timeline": {"id": "a-long-one", "title": "A long one"}, "events": events}
    Path(file).write_text(json.dumps(record))
    site.installation.manage("loadtimeline", str(file))
    yield


@pytest.fixture
def page(visit: Open, long_timeline: None) -> Page:
    """A window as small as a telephone, in which a long page is laid out as it comes near."""
    return visit(viewport={"width": 360, "height": 740}).new_page()


def _years(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.year:not(.year-elsewhere)')].map(each => each.dataset.year)"
    )
    return found


def test_a_lasting_address_leads_to_its_entry_on_whichever_page_it_stands(page: Page) -> None:
    page.goto(f"{_LONG}at/event-long-2022-06-30/")
    assert page.url.endswith("?year=2022#event-long-2022-06-30")
    expect(page.locator("#event-long-2022-06-30")).to_be_in_viewport()
    page.wait_for_timeout(1_000)
    expect(page.locator("#event-long-2022-06-30")).to_be_in_viewport()


def test_an_entry_of_another_part_is_found_by_its_name_alone(page: Page) -> None:
    page.goto(f"{_LONG}#event-long-2021-05-05")
    expect(page.locator("#event-long-2021-05-05")).to_be_in_viewport()
    assert "year=2021" in page.url


def test_keys_lead_into_the_year_before(page: Page) -> None:
    page.goto(f"{_LONG}?year=2022")
    page.locator("#event-long-2022-01-01 .entry-title a").focus()
    page.keyboard.press("k")
    assert page.evaluate(_FOCUSED) == "2021"
    page.keyboard.press("Enter")
    expect(page.locator("#event-long-2021-01-01")).to_be_attached()
    assert page.evaluate(_FOCUSED) == "year-2021"
    assert _years(page)[:2] == ["2021", "2022"]


def test_the_year_after_comes_by_itself_and_steps_back_stay_on_the_page(page: Page) -> None:
    page.goto(f"{_LONG}?year=2021")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator("#event-long-2022-01-01")).to_be_attached()
    page.evaluate("location.hash = 'event-long-2021-02-02'")
    expect(page.locator("#event-long-2021-02-02")).to_be_in_viewport()
    page.go_back()
    page.wait_for_timeout(1_000)
    assert _years(page)[:2] == ["2021", "2022"], "a place on the page is no other page"
