"""The list of timelines, and the timeline page."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    PolicyFactory,
    RuleFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.pages import timelines

from .conftest import Read, Story

pytestmark = pytest.mark.django_db


def test_the_list_is_split_into_pages(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "TIMELINES_ON_A_PAGE", 2)
    for title in "abc":
        TimelineFactory.create(title=title)
    assert read("/timelines/").texts(".teaser h2") == ["a", "b"]
    assert read("/timelines/?page=2").texts(".teaser h2") == ["c"]
    assert [read(f"/timelines/?page={bad}").status for bad in ("3", "0", "x", "-1", "9" * 99)] == [400] * 5


def test_events_and_windows_are_merged_in_the_order_of_time(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    assert [(found["id"]) for found in page.soup.select(".entry")] == [
        "event-enacted",
        "event-ordered",
        "deadline-pause-opens",
        "event-extended",
        "deadline-pause-closes",
    ]
    assert page.texts(".year-title") == ["2024", "2025"]
    assert page.texts(".month-title") == ["April", "January", "April", "June"]
    assert page.texts(".entry-when") == [
        "24 April 2024",
        "20 January 2025",
        "20 January 2025",
        "4 April 2025",
        "19 June 2025",
    ]


def test_the_two_ends_of_a_window_lead_to_each_other(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    assert page.hrefs("#deadline-pause-opens .twin a") == ["#deadline-pause-closes"]
    assert page.texts("#deadline-pause-opens .twin") == ["ends 19 June 2025 150 days in all"]
    assert page.hrefs("#deadline-pause-closes .twin a") == ["#deadline-pause-opens"]
    assert page.texts("#deadline-pause-closes .twin") == ["running since 20 January 2025 150 days in all"]
    assert page.texts("#deadline-pause-closes .moves") == ["moved once"]
    assert page.texts(".tie") == ["Window 1: 1", "Window 1: 1"]


def test_an_imprecise_date_stands_at_its_first_day_under_what_it_says(read: Read) -> None:
    dates = [
        "2024-08-01",
        "2024",
        "2024-07",
        "2024-35",
        "2024-07-13/2024-09-02",
        "2024-40",
        "202X",
        "2024-07-20~",
        "../2024-07-01",
    ]
    events = [EventFactory.create(title=text, date=text, known_from=date(2024, 1, 1)) for text in dates]
    timeline = TimelineFactory.create(events=events)
    page = read(f"/timelines/{timeline.slug}/")
    assert page.texts(".entry-title") == [
        "202X", "2024", "2024-40", "2024-35", "2024-07", "../2024-07-01", "2024-07-13/2024-09-02", "2024-07-20~", "2024-08-01",
    ]  # fmt: skip
    assert page.texts(".month-title") == [
        "the 2020s", "During 2024", "first half of 2024", "third quarter of 2024", "July", "August",
    ]  # fmt: skip
    times = [str(found["datetime"]) for found in page.soup.select(".entry-when time")]
    assert times == ["2024", "2024-07", "2024-07-20", "2024-08-01"]


def test_a_source_is_a_badge_with_its_quote_in_its_own_language(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    assert page.texts("#event-ordered .badge summary") == ["Amtsblatt in German January 2025"]
    [quoted] = page.soup.select("#event-ordered blockquote")
    assert quoted["lang"] == "de"
    assert quoted.get_text(strip=True) == "75 Tage ab heute"
    assert page.texts("#event-ordered .citation-source") == ["Anordnung , Abs. 2"]


def test_highlights_are_listed_and_marked(story: Story, read: Read) -> None:
    page = read("/timelines/chips/")
    assert page.hrefs(".moments a") == ["#event-ordered"]
    assert page.texts(".is-highlight .entry-title") == ["The pause is ordered"]


def test_the_next_deadline_stands_on_top(read: Read, today: date) -> None:
    late = RuleFactory.create(stated=today + timedelta(days=30)).deadline
    soon = RuleFactory.create(stated=today + timedelta(days=9), deadline__title="Soon").deadline
    timeline = TimelineFactory.create(deadlines=[late, soon])
    page = read(f"/timelines/{timeline.slug}/")
    assert page.texts(".next-title") == ["Soon"]
    assert page.texts(".next-countdown") == ["in 9 days"]
    assert page.hrefs(".next-title a") == [f"/deadlines/{soon.slug}/"]


def test_today_is_a_line_between_what_was_and_what_is_to_come(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?known_on=2025-03-01")
    assert [found["id"] for found in page.soup.select(".entry")][-2:] == ["today", "deadline-pause-closes"]
    assert page.texts("#today") == ["1 March 2025 The day this page is read as"]
    assert read("/timelines/chips/").texts("#today") == []


def test_a_deadline_without_a_date_is_shown_apart(read: Read) -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2025-01-20/..", deadline__title="Open").deadline
    timeline = TimelineFactory.create(deadlines=[deadline])
    page = read(f"/timelines/{timeline.slug}/")
    assert page.texts(".card-title") == ["Open"]
    assert page.texts(".card .state") == ["undetermined"]


def test_an_imprecise_trigger_gives_a_span_and_no_day(read: Read) -> None:
    deadline = CountedRuleFactory.create(trigger_event__date="2025-01", period="10 days").deadline
    timeline = TimelineFactory.create(deadlines=[deadline])
    [due] = read(f"/timelines/{timeline.slug}/").texts(".entry-closes .due")
    assert due == "between 11 January 2025 and 10 February 2025"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=tiktok", 5),
        ("policy=pafaca", 3),
        ("actor=attorney-general", 3),
        ("kind=enactment", 1),
        ("certainty=confirmed", 3),
        ("certainty=disputed", 0),
        ("q=pause", 4),
        ("q=75+Tage", 1),
        ("q=pause&kind=signing&topic=tiktok", 2),
        ("year=2024", 1),
        ("q=&topic=&policy=&actor=&kind=&certainty=&year=", 5),
    ],
)
def test_it_can_be_filtered_and_searched(story: Story, read: Read, query: str, found: int) -> None:
    page = read(f"/timelines/chips/?{query}")
    assert page.status == 200
    assert len(page.soup.select(".entry")) == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("topic=nope", "There is no topic “nope”."),
        ("policy=nope", "There is no policy “nope”."),
        ("actor=nope", "There is no actor “nope”."),
        ("kind=nope", "There is no kind of event “nope”; there are: announcement, enactment, signing, publication, effective,"
         " ruling, launch, report, deal, other."),
        ("certainty=nope", "There is no certainty “nope”; there are: confirmed, reported, planned, disputed."),
        ("year=1999", "There is nothing in the year “1999”; there are entries in: 2024, 2025."),
        ("year=x", "There is nothing in the year “x”; there are entries in: 2024, 2025."),
        ("page=2", "There is no page “2”; there are pages 1 to 1."),
        ("page=%C2%B2", "There is no page “²”; there are pages 1 to 1."),
        (f"q={'x' * 201}", "The search has 201 characters; up to 200 are allowed."),
        (f"topic={'x' * 99999}", f"There is no topic “{'x' * 40}…”."),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_answered_with_400_and_a_sentence(
    story: Story, read: Read, query: str, sentence: str
) -> None:
    page = read(f"/timelines/chips/?{query}")
    assert (page.status, page.texts(".standfirst")) == (400, [sentence])


def test_the_form_keeps_what_was_chosen(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?q=pause&topic=tiktok&known_on=2025-03-01")
    assert [found["value"] for found in page.soup.select("#q")] == ["pause"]
    assert [found["value"] for found in page.soup.select("input[checked]")] == ["tiktok"]
    hidden = {(found["name"], found["value"]) for found in page.soup.select(".filters input[type=hidden]")}
    assert hidden == {("known_on", "2025-03-01")}
    kept = [(found["name"], found["value"]) for found in page.soup.select(".knowledge input[type=hidden]")]
    assert kept == [("q", "pause"), ("topic", "tiktok")]
    assert page.hrefs(".knowledge-words a") == ["#since", "/timelines/chips/?q=pause&topic=tiktok"]
    assert page.hrefs(".filters-clear a") == ["/timelines/chips/?known_on=2025-03-01"]


def test_the_form_offers_what_is_on_the_timeline(story: Story, read: Read) -> None:
    TopicFactory.create(name="Elsewhere")
    PolicyFactory.create(title="Elsewhere")
    page = read("/timelines/chips/")
    assert page.texts(".field-several .choice") == ["TikTok"]
    assert page.texts("#filter-policy option") == ["All policies", "The Act"]
    assert page.texts("#filter-actor option") == ["All actors", "Attorney General"]


def test_nothing_found_is_said_in_a_sentence(story: Story, read: Read) -> None:
    assert read("/timelines/chips/?q=zebra").texts(".story .empty") == [
        "Nothing on this timeline is like that. Fewer filters or words may find more."
    ]
    assert read("/timelines/chips/?known_on=2020-01-01").texts(".story .empty") == [
        "Nothing of this timeline was known on that day."
    ]
    empty = TimelineFactory.create()
    assert read(f"/timelines/{empty.slug}/").texts(".story .empty") == [
        "Nothing has been published on this timeline yet."
    ]


def test_an_uncertain_event_says_so(read: Read) -> None:
    timeline = TimelineFactory.create(events=[EventFactory.create(certainty="reported")])
    assert read(f"/timelines/{timeline.slug}/").texts(".entry .certainty") == ["reported"]


def test_the_language_of_a_timeline_is_marked(read: Read) -> None:
    timeline = TimelineFactory.create(language="de", summary="Was geschah.")
    page = read(f"/timelines/{timeline.slug}/")
    assert [found["lang"] for found in page.soup.select("h1, .standfirst")] == ["de", "de"]


def test_a_search_sign_in_an_address_stays_what_it_is(story: Story, read: Read) -> None:
    page = read(f"/timelines/chips/?q={quote('75 & Tage #1')}&known_on=2025-03-01")
    assert page.status == 200
    assert page.hrefs(".knowledge-words a") == ["/timelines/chips/?q=75+%26+Tage+%231"]


def test_a_suspended_deadline_shows_what_is_left_and_no_end(read: Read) -> None:
    deadline = CountedRuleFactory.create().deadline
    EffectFactory.create(on_deadline=deadline, does="suspend", until=None, event__date="2025-02-01")
    timeline = TimelineFactory.create(deadlines=[deadline])
    page = read(f"/timelines/{timeline.slug}/")
    assert page.texts(".entry-closes") == []
    assert page.texts(".entry-opens .twin") == ["suspended 63 days left on the clock"]


def test_citations_of_one_event_stand_in_their_order(read: Read) -> None:
    event = EventFactory.create()
    for position, publisher in ((1, "Second"), (0, "First")):
        CitationFactory.create(event=event, position=position, source__publisher=publisher)
    timeline = TimelineFactory.create(events=[event])
    assert read(f"/timelines/{timeline.slug}/").texts(".badge summary") == [
        "First 20 January 2025",
        "Second 20 January 2025",
    ]
