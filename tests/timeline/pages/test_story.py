"""The story of a timeline: entries that lead to each other, what moved, what is elsewhere, and how it grows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    RuleFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.models import Event, PublicationStatus, Timeline
from timeline.pages.known_on import MAX_STEPS, steps

from .conftest import Read, Story

pytestmark = pytest.mark.django_db

MOST_BYTES = 900_000
"""What the HTML of one page may weigh, whatever the size of its timeline."""


def test_every_entry_has_a_lasting_address_that_leads_to_where_it_stands(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?known_on=2025-03-01")
    entries = [found for found in page.soup.select(".entry") if found["id"] != "today"]
    for entry in entries:
        [link] = entry.select("a.permalink")
        assert link["href"] == f"/timelines/chips/at/{entry['id']}/?known_on=2025-03-01"
        answer = read(str(link["href"])).response
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/timelines/chips/?known_on=2025-03-01#{entry['id']}",
        )
    assert [entry["id"] for entry in entries] == [
        "event-enacted",
        "event-ordered",
        "deadline-pause-opens",
        "deadline-pause-closes",
    ]


def test_a_lasting_address_leads_to_the_page_of_a_long_timeline_that_has_the_entry(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.pages.split.ENTRIES_ON_A_PAGE", 2)
    events = [EventFactory.create(slug=f"e{n}", date=f"2024-0{n}-01") for n in range(1, 6)]
    timeline = TimelineFactory.create(events=events)
    answer = read(f"/timelines/{timeline.slug}/at/event-e5/").response
    assert answer["Location"] == f"/timelines/{timeline.slug}/?year=2024&page=3#event-e5"
    assert read(answer["Location"]).texts("#event-e5 .entry-when") == ["1 May 2024"]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("chips/at/event-nope/", 404, "There is no entry “event-nope” on this timeline."),
        ("nope/at/event-enacted/", 404, "There is no timeline “nope” here."),
        ("chips/at/event-extended/?known_on=2025-03-01", 404, "There is no entry “event-extended” on this timeline."),
        (
            "chips/at/event-enacted/?known_on=x",
            400,
            "“x” is no day for known_on; write a day that exists as year-month-day, such as 2025-03-01.",
        ),
    ],
)
def test_an_address_of_no_entry_is_answered_with_a_sentence(
    story: Story, read: Read, path: str, status: int, sentence: str
) -> None:
    page = read(f"/timelines/{path}")
    assert (page.status, page.texts(".standfirst")) == (status, [sentence])


def test_a_draft_has_no_lasting_address(story: Story, read: Read) -> None:
    Event.objects.filter(slug="enacted").update(publication_status=PublicationStatus.DRAFT)
    assert read("/timelines/chips/at/event-enacted/").status == 404


def test_the_two_ends_of_each_window_carry_the_same_number_in_the_order_they_open(read: Read) -> None:
    rules = [
        CountedRuleFactory.create(trigger_event__date=day, deadline__slug=day) for day in ("2025-02-01", "2025-01-01")
    ]
    timeline = TimelineFactory.create(deadlines=[rule.deadline for rule in rules])
    page = read(f"/timelines/{timeline.slug}/")
    numbers = {str(entry["id"]): entry.select(".tie")[0].get_text() for entry in page.soup.select(".entry")}
    assert numbers == {
        "deadline-2025-01-01-opens": "Window 1:1",
        "deadline-2025-01-01-closes": "Window 1:1",
        "deadline-2025-02-01-opens": "Window 2:2",
        "deadline-2025-02-01-closes": "Window 2:2",
    }
    assert page.texts(".length") == ["75 days in all"] * 4


def test_what_has_one_end_only_carries_no_number(read: Read) -> None:
    timeline = TimelineFactory.create(deadlines=[RuleFactory.create(stated=date(2025, 4, 5)).deadline])
    page = read(f"/timelines/{timeline.slug}/")
    assert (len(page.soup.select(".entry-closes")), page.texts(".tie, .twin")) == (1, [])


def test_an_open_window_says_at_both_ends_how_long_it_has_left(read: Read, today: date) -> None:
    rule = CountedRuleFactory.create(trigger_event__date=str(today - timedelta(5)), period="15 days")
    timeline = TimelineFactory.create(deadlines=[rule.deadline])
    assert read(f"/timelines/{timeline.slug}/").texts(".entry-countdown") == ["in 10 days", "in 10 days"]


def test_the_countdown_tells_a_script_the_day_and_the_instant(read: Read, today: date) -> None:
    due = today + timedelta(days=9)
    rule = RuleFactory.create(stated=due, timezone="America/New_York")
    timeline = TimelineFactory.create(deadlines=[rule.deadline])
    [countdown] = read(f"/timelines/{timeline.slug}/").soup.select(".next-countdown time")
    assert countdown["datetime"] == due.isoformat()
    assert str(countdown["data-ends"]).startswith((due + timedelta(days=1)).isoformat())
    assert str(countdown["data-ends"]).endswith("+00:00")


def test_going_back_shows_what_moved_since(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?known_on=2025-03-01")
    assert page.texts(".since h3") == ["What moved since 1 March 2025"]
    assert page.texts(".since li") == ["The end of the pause : was 5 April 2025, now 19 June 2025"]
    assert page.hrefs(".since a") == ["#deadline-pause-closes"]
    assert page.texts(".moved") == ["since then: was 5 April 2025, now 19 June 2025"]
    assert read("/timelines/chips/").texts(".since, .moved") == []
    assert read("/timelines/chips/?known_on=2025-04-04").texts(".since, .moved") == []


def test_a_date_that_was_lost_or_came_says_so(read: Read) -> None:
    lost = CountedRuleFactory.create(deadline__title="Lost").deadline
    EffectFactory.create(on_deadline=lost, does="suspend", until=None, event__date="2025-03-20")
    came = CountedRuleFactory.create(deadline__title="Came").deadline
    EffectFactory.create(on_deadline=came, does="suspend", until=None, event__date="2025-02-01")
    EffectFactory.create(on_deadline=came, does="resume", until=date(2025, 5, 1), event__date="2025-03-20")
    timeline = TimelineFactory.create(deadlines=[lost, came])
    assert read(f"/timelines/{timeline.slug}/?known_on=2025-03-01").texts(".since li") == [
        "Lost : was 5 April 2025, now suspended",
        "Came : had no date, now 1 May 2025",
    ]


def test_the_date_field_offers_the_days_on_which_something_became_known(story: Story, read: Read) -> None:
    days = ["2024-04-24", "2025-01-20", "2025-04-04"]
    for query in ("", "?q=enacted", "?known_on=2025-03-01"):
        page = read(f"/timelines/chips/{query}")
        assert [found["value"] for found in page.soup.select("#known-days option")] == days
        assert [found["list"] for found in page.soup.select("#known-on")] == ["known-days"]


def test_an_event_of_elsewhere_that_moves_a_deadline_is_one_of_those_days(read: Read) -> None:
    rule = CountedRuleFactory.create(trigger_event__date="2025-01-20")
    EffectFactory.create(on_deadline=rule.deadline, event__date="2025-02-02")
    hidden = EventFactory.create(date="2025-03-03", publication_status=PublicationStatus.DRAFT)
    EffectFactory.create(on_deadline=rule.deadline, event=hidden)
    timeline = TimelineFactory.create(deadlines=[rule.deadline])
    for query in ("", "?known_on=2025-01-25"):
        page = read(f"/timelines/{timeline.slug}/{query}")
        assert [found["value"] for found in page.soup.select("#known-days option")] == ["2025-01-20", "2025-02-02"]


def test_too_many_days_become_the_last_of_each_month_or_year() -> None:
    first = date(2000, 1, 1)
    days = [first + timedelta(n) for n in range(3_000)]
    assert steps(days[:MAX_STEPS], date.max) == days[:MAX_STEPS]
    assert steps(days[:1_000], date.max)[:2] == [date(2000, 1, 31), date(2000, 2, 29)]
    assert len(steps([first + timedelta(10 * n) for n in range(3_000)], date.max)) == 83
    assert steps(days, date(2000, 1, 2)) == days[:2]


def test_several_topics_show_what_has_any_of_them(read: Read) -> None:
    one, two, three = (TopicFactory.create(slug=f"t{n}", name=f"Topic {n}") for n in (1, 2, 3))
    events = [EventFactory.create(title=topic.name, topics=[topic]) for topic in (one, two, three)]
    timeline = TimelineFactory.create(slug="t", events=events)
    for query in ("topic=t2&topic=t1", "topic=t1,t2", "topic=t1&topic=t2&topic=t1&topic="):
        page = read(f"/timelines/{timeline.slug}/?{query}")
        assert page.texts(".entry-title") == ["Topic 1", "Topic 2"]
        assert [found["value"] for found in page.soup.select("input[checked]")] == ["t1", "t2"]
        assert page.texts(".count") == ["2 entries"]
    assert page.hrefs(".follow .button")[1] == "/subscribe/?search=timeline%3Dt%26topic%3Dt1%252Ct2"
    assert read("/timelines/t/?topic=t1&topic=nope").texts(".standfirst") == ["There is no topic “nope”."]
    many = "&".join(f"topic=x{n}" for n in range(21))
    assert read(f"/timelines/t/?{many}").texts(".standfirst") == ["The address names 21 topics; up to 20 are allowed."]


def test_each_filter_that_holds_can_be_taken_away(story: Story, read: Read) -> None:
    TopicFactory.create(slug="chips", name="Chips")
    page = read("/timelines/chips/?q=pause&topic=tiktok&topic=chips&kind=signing&known_on=2025-03-01")
    assert page.texts(".chips li") == [
        "Search “pause” remove : Search “pause”",
        "Topic Chips remove : Topic Chips",
        "Topic TikTok remove : Topic TikTok",
        "Kind of event signing remove : Kind of event signing",
    ]
    assert page.hrefs(".chips a") == [
        "/timelines/chips/?topic=chips&topic=tiktok&kind=signing&known_on=2025-03-01",
        "/timelines/chips/?q=pause&topic=tiktok&kind=signing&known_on=2025-03-01",
        "/timelines/chips/?q=pause&topic=chips&kind=signing&known_on=2025-03-01",
        "/timelines/chips/?q=pause&topic=chips&topic=tiktok&known_on=2025-03-01",
    ]
    assert read("/timelines/chips/?topic=tiktok").hrefs(".chips a") == ["/timelines/chips/"]
    assert read("/timelines/chips/").texts(".chips") == []


def test_filters_the_day_and_paging_hold_together(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.pages.split.ENTRIES_ON_A_PAGE", 2)
    topic = TopicFactory.create(slug="a")
    events = [EventFactory.create(title=f"n{n}", date=f"2024-0{n}-01", topics=[topic]) for n in range(1, 8)]
    timeline = TimelineFactory.create(slug="t", events=[*events, EventFactory.create(date="2023-01-01")])
    page = read(f"/timelines/{timeline.slug}/?topic=a&known_on=2024-05-01&page=2&year=2024")
    assert page.texts(".entry-title") == ["n3", "n4"]
    assert page.texts(".count") == ["5 entries"]
    kept = "/timelines/t/?topic=a&known_on=2024-05-01&year=2024"
    assert page.hrefs(".pager a") == [kept, f"{kept}&page=3"]
    assert page.hrefs("link[rel=prev], link[rel=next]") == [kept, f"{kept}&page=3"]


def test_years_on_other_pages_stand_in_their_order_as_links(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.pages.split.ENTRIES_ON_A_PAGE", 2)
    events = [EventFactory.create(date=f"{year}-01-0{day}") for year in (2022, 2023, 2024) for day in (1, 2)]
    timeline = TimelineFactory.create(slug="t", events=events)
    page = read(f"/timelines/{timeline.slug}/?year=2023")
    assert page.texts(".year-title") == ["2022", "2023", "2024"]
    assert [str(found["data-year"]) for found in page.soup.select(".year-elsewhere")] == ["2022", "2024"]
    assert page.hrefs(".year-elsewhere a") == ["/timelines/t/?year=2022", "/timelines/t/?year=2024"]
    assert page.texts(".year-elsewhere .count") == ["2 entries", "2 entries"]


def test_what_a_filter_changes_is_one_region(story: Story, read: Read) -> None:
    page = read("/timelines/chips/?topic=tiktok")
    [region] = page.soup.select("[data-region=story]")
    for inside in ("#story", ".count", ".chips", ".years", ".entries"):
        assert region.select(inside), inside
    assert not region.select(".filters")


def _write_events(timeline: Timeline, number: int) -> None:
    first = date(2000, 1, 1)
    days = [first + timedelta(days=n % 3_650) for n in range(number)]
    Event.objects.bulk_create(
        Event(
            slug=f"many-{n}",
            title=f"Event {n} of a long story",
            summary="What happened, in a sentence or two that say who did it and what follows from it.",
            date=day.isoformat(),
            earliest=day,
            latest=day,
            known=day,
            position=n,
            publication_status=PublicationStatus.PUBLISHED,
        )
        for n, day in enumerate(days)
    )
    timeline.events.set(Event.objects.filter(slug__startswith="many-"))


@pytest.mark.parametrize(("query", "most"), [("", 10_000), ("?known_on=2008-01-01", 600), ("?q=Event&kind=other", 600)])
def test_ten_thousand_events_take_the_queries_of_ten_and_a_page_of_bounded_size(
    client: Client, query: str, most: int
) -> None:
    timeline = TimelineFactory.create(slug="t")
    counts = set()
    for number in (10, 200, most):
        Event.objects.all().delete()
        _write_events(timeline, number)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/timelines/t/{query}")
        assert answer.status_code == 200
        assert len(answer.content) < MOST_BYTES
        counts.add(len(queries))
    assert len(counts) == 1
