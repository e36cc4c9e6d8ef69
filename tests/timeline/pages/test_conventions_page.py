"""The page of conventions: each with what it rests on, and examples counted while the page is drawn."""

from __future__ import annotations

import pytest

from tests.factories.calendars import CalendarYearFactory
from timeline.counting import catalogue, conventions, date_words

from .conftest import Read

pytestmark = [pytest.mark.django_db, pytest.mark.wording]


def test_it_lists_every_convention_with_citation_and_rules(read: Read) -> None:
    page = read("/conventions/")
    assert page.status == 200
    sections = page.soup.select("section")
    for convention, section in zip(conventions(), sections, strict=False):
        words = " ".join(section.get_text(" ").split())
        assert section["aria-labelledby"] == convention.id
        for part in (convention.name, convention.citation, convention.rules):
            assert " ".join(part.split()) in words
    assert [heading["id"] for section in sections for heading in section.select("h2")] == [
        *(convention.id for convention in conventions()),
        "calendars",
    ]


def test_its_examples_are_the_answers_of_today(read: Read) -> None:
    answers = [date_words(worked.answer.result) for entry in catalogue() for worked in entry.examples]
    assert read("/conventions/").texts(".examples li > a") == answers


def test_every_example_leads_to_the_calculator_that_says_the_same(read: Read) -> None:
    page = read("/conventions/")
    examples = page.soup.select(".examples li > a")
    assert len(examples) > len(conventions())
    for example in examples:
        assert read(str(example["href"])).texts(".verdict-countdown") == [example.get_text()]


def test_every_convention_leads_to_a_calculator_set_to_it(read: Read) -> None:
    links = [href for href in read("/conventions/").hrefs(".note a") if href.startswith("/calculator/")]
    assert links == [f"/calculator/?convention={convention.id}" for convention in conventions()]
    assert [read(link).soup.select("#convention option[selected]")[0]["value"] for link in links] == [
        convention.id for convention in conventions()
    ]


def test_calendars_are_listed_with_the_years_they_cover(read: Read) -> None:
    page = read("/conventions/")
    assert dict(zip(page.texts("td:nth-child(1)"), page.texts("td:nth-child(2)"), strict=True)) == {
        "us-federal": "1900–2100",
        "us-federal+closures": "1994–2100",
        "us-ofr": "1994–2030",
        "eu-institutions": "2013–2025",
    }


def test_a_year_that_editors_declared_complete_is_covered(read: Read) -> None:
    CalendarYearFactory.create()
    assert read("/conventions/").texts("td:nth-child(2)")[-1] == "2013–2026"
    assert read("/conventions/?known_on=2025-08-31").texts("td:nth-child(2)")[-1] == "2013–2025"


def test_it_is_sound_html(read: Read) -> None:
    page = read("/conventions/")
    ids = [str(found["id"]) for found in page.soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert {anchor[1:] for anchor in page.hrefs("main a[href^='#']")} <= set(ids)
    assert page.soup.select("script:not([src]), style, [style]") == []
