"""The home page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import (
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    RuleFactory,
    TimelineFactory,
)
from timeline.pages import home

from .conftest import Read, Story

pytestmark = pytest.mark.django_db


def test_it_counts_down_to_the_next_deadlines(read: Read, today: date) -> None:
    for days, title in ((9, "Second"), (1, "First"), (-1, "Over")):
        day = today + timedelta(days=days)
        DeadlineFactory.create(title=title, state="pending", due=day, due_earliest=day, due_latest=day)
    page = read("/")
    assert page.texts(".card-title") == ["First", "Second"]
    assert page.texts(".card-countdown") == ["tomorrow", "in 9 days"]


def test_it_shows_an_imprecise_deadline_as_the_span_it_is(read: Read, today: date) -> None:
    first, last = today + timedelta(days=5), today + timedelta(days=8)
    DeadlineFactory.create(state="pending", due=None, due_earliest=first, due_latest=last)
    assert read("/").texts(".card-countdown") == ["in 5 days at the earliest"]


def test_it_shows_the_newest_events_and_the_timelines(story: Story, read: Read, today: date) -> None:
    EventFactory.create(title="Next year", date=str(today.year + 1))
    page = read("/")
    assert page.texts(".row-what") == ["The pause is extended", "The pause is ordered", "The Act is signed"]
    assert page.texts(".teaser h3") == ["Chips and clips"]


def test_it_says_so_when_there_is_nothing_yet(read: Read) -> None:
    assert read("/").texts(".empty") == [
        "No deadline is to come.",
        "There is no event yet.",
        "No timeline has been published yet.",
    ]


def test_as_known_on_a_day_it_counts_down_from_that_day(story: Story, read: Read) -> None:
    page = read("/?known_on=2025-03-01")
    assert page.texts(".card-title") == ["The end of the pause"]
    assert page.texts(".card-countdown") == ["in 35 days"]
    assert page.texts(".card-facts .due") == ["5 April 2025"]
    assert read("/?known_on=2025-04-04").texts(".card-facts .due") == ["19 June 2025"]
    assert read("/?known_on=2025-06-20").texts(".card-title") == []


def test_as_known_on_a_day_a_deadline_that_has_ended_since_is_still_to_come(read: Read) -> None:
    deadline = RuleFactory.create(
        deadline__state="rescinded", deadline__due=date(2025, 4, 5), deadline__due_latest=date(2025, 4, 5)
    ).deadline
    EffectFactory.create(on_deadline=deadline, event__date="2025-03-10", does="rescind", until=None)
    assert read("/?known_on=2025-03-01").texts(".card-title") == [deadline.title]
    assert read("/?known_on=2025-03-10").texts(".card-title") == []


def test_as_known_on_a_day_it_says_when_there_are_too_many_to_compute(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "DEADLINES_READ", 2)
    event = EventFactory.create()
    for n in range(3):
        CountedRuleFactory.create(trigger_event=event, period=f"{75 + n} days")
    assert read("/?known_on=2025-03-01").texts(".note") == [
        "There are more deadlines than can be computed for an earlier day at once; 2 were considered here. The timelines"
        " show all of theirs."
    ]


def test_it_leads_to_all_timelines_where_it_does_not_show_them_all(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "TIMELINES_SHOWN", 1)
    for title in "ab":
        TimelineFactory.create(title=title)
    page = read("/")
    assert page.texts(".teaser h3") == ["a"]
    assert "All timelines" in page.words
