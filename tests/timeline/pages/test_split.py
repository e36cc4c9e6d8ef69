"""Long timelines, split by year and page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.factories import CountedRuleFactory, EventFactory, TimelineFactory
from timeline.pages import split as split_module
from timeline.pages.places import Place
from timeline.pages.refusals import BadValue
from timeline.pages.split import Split, split

from .conftest import Read

ON = date(2025, 6, 1)


@pytest.fixture(autouse=True)
def few_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split_module, "ENTRIES_ON_A_PAGE", 3)


def events(*days: date) -> list[Place]:
    return [Place(day, 6, n, n, "event") for n, day in enumerate(days)]


def cut(places: list[Place], values: Mapping[str, str] | None = None) -> Split:
    return split(places, values or {}, ON, here="/timelines/x/", kept=[("q", "a b")])


def keys(part: Split) -> list[int]:
    return [place.key for place in part.shown if place.kind == "event"]


FIVE = events(date(2023, 1, 1), date(2023, 2, 1), date(2024, 1, 1), date(2027, 1, 1), date(2027, 2, 1))


def test_a_short_timeline_is_one_page_with_anchors() -> None:
    part = cut(FIVE[:3])
    assert keys(part) == [0, 1, 2]
    assert [(link.year, link.count, link.href) for link in part.year_links()] == [
        (2023, None, "#year-2023"),
        (2024, None, "#year-2024"),
    ]
    assert part.href("event", 2, "a") == "#a"
    assert (part.earlier(), part.later()) == ("", "")


def test_a_timeline_of_one_year_needs_no_way_to_years() -> None:
    assert cut(FIVE[:2]).year_links() == []


def test_a_long_timeline_opens_at_the_year_before_today_that_has_entries() -> None:
    part = cut(FIVE)
    assert (part.year, keys(part)) == (2024, [2])
    assert [(link.year, link.count, link.href, link.is_here) for link in part.year_links()] == [
        (2023, 2, "/timelines/x/?q=a+b&year=2023", False),
        (2024, 1, "/timelines/x/?q=a+b&year=2024", True),
        (2027, 2, "/timelines/x/?q=a+b&year=2027", False),
    ]
    assert part.earlier() == "/timelines/x/?q=a+b&year=2023"
    assert part.later() == "/timelines/x/?q=a+b&year=2027"


def test_a_long_timeline_all_in_the_future_opens_at_its_first_year() -> None:
    assert cut(events(*[date(2030 + n, 1, 1) for n in range(4)])).year == 2030


def test_an_entry_of_another_year_is_linked_on_the_page_that_has_it() -> None:
    part = cut(FIVE)
    assert part.href("event", 2, "a") == "#a"
    assert part.href("event", 4, "b") == "/timelines/x/?q=a+b&year=2027#b"


def test_a_long_year_is_split_into_pages() -> None:
    places = events(*[date(2025, 1, day) for day in range(1, 9)])
    first, last = cut(places), cut(places, {"year": "2025", "page": "3"})
    assert (keys(first), first.pages) == ([0, 1, 2], 3)
    assert keys(last) == [6, 7]
    assert first.later() == "/timelines/x/?q=a+b&year=2025&page=2"
    assert last.earlier() == "/timelines/x/?q=a+b&year=2025&page=2"
    assert (first.earlier(), last.later()) == ("", "")
    assert first.href("event", 7, "z") == "/timelines/x/?q=a+b&year=2025&page=3#z"


def test_earlier_of_a_first_page_is_the_last_page_of_the_year_before() -> None:
    places = events(*[date(2024, 1, day) for day in range(1, 6)], date(2025, 1, 1))
    assert cut(places, {"year": "2025"}).earlier() == "/timelines/x/?q=a+b&year=2024&page=2"


def test_every_entry_is_on_exactly_one_page() -> None:
    places = events(*[date(2020 + n // 7, 1 + n % 7, 1) for n in range(30)])
    seen: list[int] = []
    address = {"year": "2020"}
    while True:
        part = cut(places, address)
        seen += keys(part)
        later = part.later()
        if not later:
            break
        address = dict(pair.split("=") for pair in later.partition("?")[2].split("&"))
    assert seen == list(range(30))


@pytest.mark.parametrize(
    "values", [{"year": "2022"}, {"year": "x"}, {"year": "²"}, {"year": "0"}, {"page": "2"}, {"page": "-1"}]
)
def test_a_year_or_page_that_is_not_there_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        cut(FIVE, values)


def test_nothing_at_all_is_an_empty_page() -> None:
    assert cut([]).shown == []
    with pytest.raises(BadValue, match="there are entries in: none"):
        cut([], {"year": "2024"})


@pytest.mark.django_db
def test_the_ends_of_a_window_lead_to_each_other_across_pages(read: Read) -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2024-12-20", deadline__slug="pause").deadline
    crowd = [EventFactory.create(date=f"2025-01-0{n}") for n in range(1, 4)]
    timeline = TimelineFactory.create(events=crowd, deadlines=[deadline])
    page = read(f"/timelines/{timeline.slug}/?year=2024&known_on=2025-05-01")
    [href] = page.hrefs(".twin a")
    assert href == f"/timelines/{timeline.slug}/?known_on=2025-05-01&year=2025&page=2#deadline-pause-closes"
    other = read(href)
    assert other.hrefs("#deadline-pause-closes .twin a") == [
        f"/timelines/{timeline.slug}/?known_on=2025-05-01&year=2024#deadline-pause-opens"
    ]
    assert read(f"/timelines/{timeline.slug}/?year=2025").texts(".years a") == ["2024 (1)", "2025 (4)"]
