"""The event page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import DeadlineFactory, EffectFactory, EventFactory, TimelineFactory

from .conftest import Read, Story


def test_it_says_what_happened_and_what_it_did(story: Story, read: Read) -> None:
    page = read("/events/extended/")
    assert page.texts("h1") == ["The pause is extended"]
    assert page.texts(".record-when") == ["4 April 2025"]
    assert page.texts(".effects li") == ["Extends The end of the pause , until 19 June 2025"]
    assert page.hrefs(".effects a") == ["/deadlines/pause/"]


def test_it_names_the_clocks_it_started(story: Story, read: Read) -> None:
    assert read("/events/ordered/").hrefs("[aria-labelledby=triggers] a") == ["/deadlines/pause/"]


def test_a_quote_stands_in_its_own_language(story: Story, read: Read) -> None:
    page = read("/events/ordered/")
    [quoted] = page.soup.select(".citation blockquote")
    assert (quoted["lang"], quoted.get_text(strip=True)) == ("de", "75 Tage ab heute")
    assert page.texts(".citation-source") == ["Anordnung Amtsblatt, January 2025 , Abs. 2"]
    [link] = page.soup.select(".citation-source a")
    assert (link["rel"], link["lang"]) == (["noopener", "external"], "de")


def test_its_neighbours_on_the_timeline_are_one_step_away(story: Story, read: Read) -> None:
    page = read("/events/ordered/")
    assert page.hrefs(".neighbours a[rel=prev]") == ["/events/enacted/"]
    assert page.hrefs(".neighbours a[rel=next]") == ["/events/extended/"]
    assert read("/events/enacted/").hrefs(".neighbours a") == ["/events/ordered/"]
    assert read("/events/extended/").hrefs(".neighbours a") == ["/events/ordered/"]
    assert read("/events/ordered/?known_on=2025-03-01").hrefs(".neighbours a") == [
        "/events/enacted/?known_on=2025-03-01"
    ]


@pytest.mark.django_db
def test_walking_from_neighbour_to_neighbour_visits_every_event_in_the_order_of_time(read: Read) -> None:
    dates = ["2024", "2024-01-01", "2024-01-01", "../2024-03-01", "2024-05", "2024-05-01/.."]
    known = date(2024, 6, 1)
    events = [EventFactory.create(date=text, known_from=known, position=n) for n, text in enumerate(dates)]
    TimelineFactory.create(events=events)
    path, visited = f"/events/{events[0].slug}/", []
    while path:
        visited.append(path.split("/")[2])
        path = "".join(read(path).hrefs(".neighbours a[rel=next]"))
    assert visited == [event.slug for event in events]


@pytest.mark.django_db
def test_an_event_on_no_timeline_has_no_neighbours(read: Read) -> None:
    event = EventFactory.create()
    page = read(f"/events/{event.slug}/")
    assert page.status == 200
    assert page.hrefs(".neighbours a") == []


@pytest.mark.django_db
def test_it_says_when_it_became_known_where_that_is_another_day(read: Read) -> None:
    event = EventFactory.create(date="2024-12-31~", known_from=date(2025, 2, 1), certainty="disputed")
    page = read(f"/events/{event.slug}/")
    assert page.texts(".record-when") == ["about 31 December 2024 known since 1 February 2025"]
    assert page.texts(".kicker .certainty") == ["disputed"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ({"does": "extend", "until": None, "by": "30 days"}, "Extends D , by 30 days"),
        ({"does": "extend", "until": None, "by": "30 days", "counted_from": "event"},
         "Extends D , by 30 days, counted from this event"),
        ({"does": "restart", "until": None, "period": "120 days"}, "Starts anew D , for 120 days"),
        ({"does": "suspend"}, "Suspends D , until 19 June 2025"),
        ({"does": "satisfy", "until": None}, "Satisfies D"),
        ({"does": "rescind", "until": None, "effective": date(2025, 5, 1)}, "Rescinds D , with legal effect from 1 May 2025"),
        ({"does": "announce"}, "Announces a change of D , until 19 June 2025"),
    ],
)  # fmt: skip
def test_an_effect_is_put_into_words(read: Read, effect: dict[str, object], words: str) -> None:
    made = EffectFactory.create(on_deadline__title="D", **effect)
    assert read(f"/events/{made.event.slug}/").texts(".effects li") == [words]


@pytest.mark.django_db
def test_a_superseding_effect_names_what_takes_the_place(read: Read) -> None:
    successor = DeadlineFactory.create(title="The successor")
    made = EffectFactory.create(on_deadline__title="D", does="supersede", until=None, by_deadline=successor)
    assert read(f"/events/{made.event.slug}/").texts(".effects li") == ["Replaces D , by “The successor”"]
