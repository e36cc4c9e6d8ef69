"""The ways from a page to the same page in another language."""

from __future__ import annotations

import pytest

from .conftest import Read, Story

pytestmark = pytest.mark.wording

PAIRS = [
    (path, f"/de{path}") for path in ("/", "/timelines/", "/timelines/chips/", "/deadlines/pause/", "/calculator/")
]
SITE = "http://localhost:8000"


@pytest.mark.parametrize(("english", "german"), PAIRS)
def test_each_language_of_a_page_names_all_of_them_and_itself_as_canonical(
    story: Story, read: Read, english: str, german: str
) -> None:
    for path in (english, german):
        page = read(path)
        named = {str(link["hreflang"]): str(link["href"]) for link in page.soup.select("link[rel=alternate][hreflang]")}
        assert named == {"en": SITE + english, "de": SITE + german, "x-default": SITE + english}
        assert page.hrefs("link[rel=canonical]") == [SITE + path]


def test_a_part_of_a_long_page_is_a_page_of_its_own_in_each_language(story: Story, read: Read) -> None:
    page = read("/de/timelines/chips/?year=2025&topic=tiktok&known_on=2025-05-01")
    part = "/timelines/chips/?year=2025"
    assert page.hrefs("link[rel=canonical]") == [f"{SITE}/de{part}"]
    named = {str(link["hreflang"]): str(link["href"]) for link in page.soup.select("link[rel=alternate][hreflang]")}
    assert named == {"en": SITE + part, "de": f"{SITE}/de{part}", "x-default": SITE + part}


def test_a_plain_link_leads_to_the_same_page_with_what_was_asked(story: Story, read: Read) -> None:
    query = "?known_on=2025-03-01&q=the+%26+pause"
    [german] = read(f"/timelines/chips/{query}").soup.select("a.language")
    assert (german["href"], german["lang"], german["hreflang"]) == (f"/de/timelines/chips/{query}", "de", "de")
    assert german.text == "Deutsch"
    assert read(f"/de/timelines/chips/{query}").hrefs("a.language") == [f"/timelines/chips/{query}"]


def test_links_of_a_german_page_stay_german(story: Story, read: Read) -> None:
    hrefs = read("/de/deadlines/pause/").hrefs("a[href^='/']:not(.language)")
    assert hrefs
    assert [href for href in hrefs if not href.startswith("/de/")] == []


def test_an_address_that_leads_nowhere_offers_no_other_language(db: None, read: Read) -> None:
    page = read("/de/nowhere/")
    assert page.status == 404
    assert page.soup.select("a.language, link[hreflang]") == []


def test_a_query_longer_than_any_of_ours_is_not_repeated(db: None, read: Read) -> None:
    page = read(f"/calculator/?start={'9' * 3000}")
    assert page.hrefs("a.language") == ["/de/calculator/"]
