"""Reading a page as known on an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from timeline.pages.known_on import Knowledge, read_known_on
from timeline.pages.refusals import BadValue

from .conftest import Read, Story

NOW = datetime(2025, 4, 5, 12, 0, tzinfo=UTC)
TODAY = date(2025, 4, 5)


def test_without_the_value_the_page_is_todays() -> None:
    for values in ({}, {"known_on": ""}, {"known_on": "  "}):
        knowledge = read_known_on(values, NOW)
        assert knowledge == Knowledge(NOW, TODAY)
        assert (knowledge.day, knowledge.instant, knowledge.keep) == (TODAY, NOW, "")


def test_an_earlier_day_is_kept_in_links_and_read_as_a_whole() -> None:
    knowledge = read_known_on({"known_on": "2025-03-01"}, NOW)
    assert (knowledge.day, knowledge.instant) == (date(2025, 3, 1), None)
    assert knowledge.keep == "?known_on=2025-03-01"


def test_todays_own_date_is_todays_page() -> None:
    assert read_known_on({"known_on": "2025-04-05"}, NOW) == Knowledge(NOW, TODAY)


@pytest.mark.parametrize(
    "value",
    ["0000-01-01", "2025-02-30", "2025-13-01", "20250301", "2025-3-1", "1 March 2025", "2025-03-01T00:00", "-1", "today",
     "２０２５-03-01", "2025-W10-1", "'\"><script>", "x" * 10_000_000],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_a_short_sentence(value: str) -> None:
    with pytest.raises(BadValue) as refusal:
        read_known_on({"known_on": value}, NOW)
    assert refusal.value.sentence.endswith("such as 2025-03-01.")
    assert len(refusal.value.sentence) < 200


def test_the_future_is_refused() -> None:
    with pytest.raises(BadValue, match="lies in the future; days up to today, 2025-04-05, are allowed"):
        read_known_on({"known_on": "2025-04-06"}, NOW)


@pytest.mark.parametrize(
    "path",
    ["/", "/timelines/", "/timelines/chips/", "/policies/pafaca/", "/events/ordered/", "/deadlines/pause/", "/about/"],
)
def test_every_page_says_on_which_day_it_is_read_and_leads_back(story: Story, read: Read, path: str) -> None:
    page = read(f"{path}?known_on=2025-03-01")
    assert page.status == 200
    [banner] = page.texts(".knowledge-words")
    assert banner.startswith("You are reading what was known on 1 March 2025.")
    assert page.hrefs(".knowledge-words a")[-1] == path
    assert [found["value"] for found in page.soup.select("input[name=known_on][type=date]")] == ["2025-03-01"]
    assert read(path).texts(".knowledge-words") == []


@pytest.mark.parametrize(
    "path",
    ["/", "/timelines/", "/timelines/chips/", "/policies/pafaca/", "/events/ordered/", "/deadlines/pause/", "/about/"],
)
def test_links_keep_the_day(story: Story, read: Read, path: str) -> None:
    page = read(f"{path}?known_on=2025-03-01")
    own = ("/timelines/", "/policies/", "/events/", "/deadlines/", "/about/")
    links = [href for href in page.hrefs() if href.startswith(own) and href != path]
    assert links
    assert [href for href in links if "known_on=2025-03-01" not in href] == []


@pytest.mark.parametrize("value", ["nonsense", "0000-01-01", "9999-12-31", "2025-02-29", "%00", "2025-03-01%00"])
@pytest.mark.parametrize("path", ["/", "/timelines/chips/", "/deadlines/pause/"])
def test_a_bad_day_is_answered_with_400_and_a_sentence(story: Story, read: Read, path: str, value: str) -> None:
    page = read(f"{path}?known_on={value}")
    assert page.status == 400
    assert page.texts("h1") == ["This address was not understood"]
    assert page.texts(".standfirst")[0].endswith(".")
    assert page.hrefs("main p a") == [path, "/"]


def test_tomorrow_is_answered_with_400(story: Story, read: Read, today: date) -> None:
    tomorrow = today + timedelta(days=1)
    assert read(f"/?known_on={tomorrow.isoformat()}").status == 400


def test_what_was_not_known_then_is_not_there_then(story: Story, read: Read) -> None:
    for path, sentence in (
        ("/events/extended/", "This event was not known yet on 1 March 2025."),
        ("/events/ordered/", ""),
        ("/deadlines/pause/", ""),
    ):
        page = read(f"{path}?known_on=2025-03-01")
        assert page.status == (404 if sentence else 200)
        assert not sentence or page.texts(".standfirst") == [sentence]
    assert read("/deadlines/pause/?known_on=2025-01-19").texts(".standfirst") == [
        "This deadline was not known yet on 19 January 2025."
    ]
    policy = read("/policies/pafaca/?known_on=2024-04-23")
    assert (policy.status, policy.texts(".standfirst")) == (404, ["This policy was not known yet on 23 April 2024."])


def test_what_was_not_known_then_is_on_no_page_of_that_day(story: Story, read: Read) -> None:
    for path in ("/", "/timelines/chips/", "/policies/pafaca/", "/events/ordered/", "/deadlines/pause/"):
        page = read(f"{path}?known_on=2025-03-01")
        # What moved since is said in places of its own.
        for since in page.soup.select(".since, .moved"):
            since.decompose()
        assert "The pause is extended" not in str(page.soup)
        assert "19 June 2025" not in str(page.soup)


def test_search_finds_nothing_that_was_not_known_then(story: Story, read: Read) -> None:
    assert read("/timelines/chips/?q=extended").texts(".entry-event .entry-title") == ["The pause is extended"]
    assert read("/timelines/chips/?q=extended&known_on=2025-03-01").texts(".entry-title") == []


def test_the_day_leads_to_what_moved_since(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?known_on=2025-03-01")
    assert page.hrefs(".knowledge-words a") == ["#since", "/timelines/chips/"]
    assert page.texts("#since") == ["What moved since 1 March 2025"]
    assert "#since" not in read("/timelines/chips/").hrefs()
