"""Pages by cursor, and how many queries each costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ActorFactory,
    CitationFactory,
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    IdentifierFactory,
    JurisdictionFactory,
    PolicyFactory,
    TimelineFactory,
    TopicFactory,
)

from .conftest import Ask

pytestmark = pytest.mark.django_db


def walk(address: str, direction: str) -> list[list[str]]:
    """The ids of every page from an address on."""
    pages: list[list[str]] = []
    at: str | None = address
    while at:
        page = Client().get(at).json()
        pages.append([record["id"] for record in page["results"]])
        at = page[direction]
        assert len(pages) < 20
    return pages


def test_pages_follow_each_other_in_both_directions(ask: Ask) -> None:
    days = {"a": "2024", "b": "2024-01-01", "c": "2025-01-20", "d": "2025-01-20", "e": "../2020-01-01"}
    for slug, day in days.items():
        EventFactory.create(slug=slug, date=day)

    assert walk("/api/v1/events/?page_size=2", "next") == [["a", "b"], ["c", "d"], ["e"]]

    page = ask("events/", page_size="2")
    last = Client().get(Client().get(page["next"]).json()["next"]).json()
    assert (page["previous"], last["next"]) == (None, None)
    assert walk(last["previous"], "previous") == [["c", "d"], ["a", "b"]]


def test_a_page_does_not_repeat_records_when_others_are_added(ask: Ask) -> None:
    for slug in ("b", "d"):
        TimelineFactory.create(slug=slug)
    page = ask("timelines/", page_size="1")

    TimelineFactory.create(slug="a")

    assert [record["id"] for record in Client().get(page["next"]).json()["results"]] == ["d"]


def one_of_each(number: int) -> None:
    """One more of every record, with everything that can hang on it."""
    topic, actor = TopicFactory.create(), ActorFactory.create()
    policy = PolicyFactory.create(slug=f"policy-of-{number}", jurisdiction=JurisdictionFactory.create(), topics=[topic])
    IdentifierFactory.create(policy=policy)
    CitationFactory.create(event=None, policy=policy)
    event = EventFactory.create(policies=[policy], topics=[topic], actors=[actor])
    CitationFactory.create(event=event)
    rule = CountedRuleFactory.create(deadline__policy=policy, trigger_event=event)
    rule.deadline.topics.add(topic)
    rule.deadline.actors.add(actor)
    CitationFactory.create(event=None, deadline=rule.deadline)
    EffectFactory.create(event=event, on_deadline=None, on_policy=policy, does="take-effect", until=None)
    EffectFactory.create(on_deadline=rule.deadline)
    TimelineFactory.create(topics=[topic], policies=[policy], actors=[actor], highlights=[event])


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("timelines/", 6),
        ("policies/", 9),
        ("policies/?known_on=2025-05-01", 9),
        ("events/", 8),
        ("events/?known_on=2025-05-01", 9),
        ("deadlines/", 9),
        ("deadlines/?known_on=2025-05-01", 10),
        ("deadlines/?known_on=2025-05-01&state=pending", 15),
        ("deadlines/?steps=true&explain=en", 12),
        ("sources/", 1),
        ("topics/", 1),
        ("actors/", 1),
        ("jurisdictions/", 1),
    ],
)
def test_a_page_costs_as_many_queries_for_five_records_as_for_one(address: str, queries: int) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = Client().get(f"/api/v1/{address}")
        assert response.status_code == 200, response.content
        return len(captured)

    one_of_each(0)
    for_one = cost()
    for number in range(1, 5):
        one_of_each(number)

    assert (for_one, cost()) == (queries, queries)
