"""The policy page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import EffectFactory, PolicyFactory, RuleFactory

from .conftest import Read, Story


def test_it_shows_the_status_and_how_it_came_about(story: Story, read: Read) -> None:
    EffectFactory.create(
        on_deadline=None,
        on_policy=story.policy,
        does="suspend",
        until=None,
        event__date="2025-05-02",
        event__title="A stay",
    )
    page = read("/policies/pafaca/")
    assert page.texts("h1") == ["The Act"]
    assert page.texts(".status-line") == ["Status today suspended"]
    history = page.soup.find(id="history")
    assert history is not None and history.parent is not None
    assert [" ".join(row.get_text(" ").split()) for row in history.parent.select(".row")] == [
        "2 May 2025 suspended A stay",
        "24 April 2024 in force The Act is signed",
    ]


def test_its_status_on_an_earlier_day_is_what_was_known_then(story: Story, read: Read) -> None:
    EffectFactory.create(on_deadline=None, on_policy=story.policy, does="repeal", until=None, event__date="2025-05-02")
    assert read("/policies/pafaca/").texts(".status-line") == ["Status today repealed"]
    assert read("/policies/pafaca/?known_on=2025-03-01").texts(".status-line") == ["Status on that day in force"]


def test_an_announced_change_is_set_apart(story: Story, read: Read) -> None:
    EffectFactory.create(
        on_deadline=None, on_policy=story.policy, does="announce", until=None, event__title="They will repeal it"
    )
    page = read("/policies/pafaca/")
    assert page.texts(".status-line") == ["Status today in force"]
    assert page.texts(".forecast .row-what") == ["They will repeal it"]


def test_it_has_identifiers_events_deadlines_and_sources(story: Story, read: Read) -> None:
    page = read("/policies/pafaca/")
    assert page.texts(".facts dt") == ["public-law", "Topics"]
    assert page.texts(".card-title") == ["The end of the pause"]
    assert page.texts(".citation blockquote") == ["it shall be unlawful"]
    assert page.hrefs("[aria-labelledby=on-timelines] a") == ["/timelines/chips/"]
    assert page.texts("[aria-labelledby=events] .row-what") == ["The Act is signed"]


@pytest.mark.django_db
def test_deadlines_to_come_stand_before_those_that_are_over(read: Read, today: date) -> None:
    policy = PolicyFactory.create()
    for title, day in (
        ("over", today - timedelta(days=9)),
        ("later", today + timedelta(days=90)),
        ("just over", today - timedelta(days=1)),
        ("soon", today + timedelta(days=9)),
    ):
        RuleFactory.create(stated=day, deadline__title=title, deadline__policy=policy)
    assert read(f"/policies/{policy.slug}/").texts(".card-title") == ["soon", "later", "just over", "over"]


@pytest.mark.django_db
def test_a_policy_nothing_is_known_about_says_so(read: Read) -> None:
    policy = PolicyFactory.create()
    assert read(f"/policies/{policy.slug}/").texts(".status-line") == ["Status today not known"]
    assert read(f"/policies/{policy.slug}/?known_on={date(1900, 1, 1)}").status == 200
