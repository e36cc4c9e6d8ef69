"""The number of queries of every page, pinned in query_counts.json and the same for few records and for many.

When a page rightly needs another number, write it into that file; the diff is what a reviewer looks at.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

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
    OutcomeFactory,
    PictureFactory,
    PolicyFactory,
    RuleFactory,
    TimelineFactory,
    TopicFactory,
)

BASELINE: dict[str, int] = json.loads(Path(__file__).with_name("query_counts.json").read_text())
PAST = "known_on=2025-03-01"
PAGES = {
    "home": "/",
    "home as known on a day": f"/?{PAST}",
    "timelines": "/timelines/",
    "timeline": "/timelines/t/",
    "timeline as known on a day": f"/timelines/t/?{PAST}",
    "timeline filtered": "/timelines/t/?topic=topic&policy=p&actor=actor&q=event+pause",
    "policy": "/policies/p/",
    "policy as known on a day": f"/policies/p/?{PAST}",
    "event": "/events/e/",
    "event as known on a day": f"/events/e/?{PAST}",
    "deadline": "/deadlines/d/",
    "deadline as known on a day": f"/deadlines/d/?{PAST}",
    "calculator": "/calculator/",
    "calculator answering": "/calculator/?start=2025-01-20&period=75+days&convention=us-frcp-6",
    "conventions": "/conventions/",
    "about": "/about/",
}


def write_story(size: int, today: date) -> None:
    """A timeline with `size` of everything that a page lists."""
    topic = TopicFactory.create(slug="topic")
    actor = ActorFactory.create(slug="actor")
    topics = [topic, *TopicFactory.create_batch(size)]
    actors = [actor, *ActorFactory.create_batch(size)]
    policy = PolicyFactory.create(slug="p", topics=topics)
    first = EventFactory.create(slug="e", topics=topics, actors=actors, policies=[policy], date="2025-01-20")
    main = CountedRuleFactory.create(
        deadline__slug="d",
        deadline__policy=policy,
        deadline__topics=topics,
        trigger_event=first,
        deadline__actors=actors,
    ).deadline
    for n in range(size):
        event = EventFactory.create(
            topics=topics, policies=[policy], actors=actors, date=str(date(2025, 1, 21) + timedelta(n))
        )
        PictureFactory.create(event=event)
        CitationFactory.create_batch(2, event=event)
        CitationFactory.create(event=first)
        CitationFactory.create(event=None, deadline=main)
        CitationFactory.create(event=None, policy=policy)
        EffectFactory.create(event=event, on_deadline=main)
        EffectFactory.create(event=event, on_deadline=None, on_policy=policy, does="amend", until=None)
        deadline = CountedRuleFactory.create(
            deadline__policy=policy, trigger_event=event, deadline__topics=[topic]
        ).deadline
        EffectFactory.create(event=first, on_deadline=deadline)
        CountedRuleFactory.create(deadline__policy=policy, trigger_event=None, trigger_deadline=deadline)
        coming = today + timedelta(days=9)
        RuleFactory.create(stated=coming, deadline__state="pending", deadline__due=coming, deadline__due_latest=coming)
        OutcomeFactory.create(deadline=main, revision=n + 1, event=event, cause="event")
        TimelineFactory.create(slug="t" if n == 0 else f"t-{n}", topics=[topic], highlights=[event])


def counted(client: Client) -> dict[str, int]:
    counts = {}
    for name, address in PAGES.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200, address
        counts[name] = len(queries)
    return counts


@pytest.mark.django_db
@pytest.mark.parametrize("size", [2, 12])
def test_every_page_takes_the_pinned_number_of_queries(client: Client, size: int, today: date) -> None:
    write_story(size, today)
    assert counted(client) == BASELINE
