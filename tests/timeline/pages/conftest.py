"""A small story that the tests of pages read: a pause of 75 days that an order extends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from tests.factories import (
    ActorFactory,
    CitationFactory,
    CountedRuleFactory,
    EffectFactory,
    EventFactory,
    IdentifierFactory,
    PolicyFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)
from timeline.models import Deadline, Event, Policy, Timeline

from .reading import Page

Read = Callable[[str], Page]


@pytest.fixture
def read(client: Client) -> Read:
    """Fetch an address and parse the page."""
    return lambda address: Page(client, address)


@dataclass(frozen=True)
class Story:
    """Enacted 24 April 2024, in force; paused on 20 January 2025 until 5 April, extended on 4 April until 19 June."""

    timeline: Timeline
    policy: Policy
    enacted: Event
    ordered: Event
    extended: Event
    deadline: Deadline


@pytest.fixture
def story(db: None) -> Story:
    topic = TopicFactory.create(slug="tiktok", name="TikTok")
    policy = PolicyFactory.create(slug="pafaca", title="The Act", kind="statute", topics=[topic])
    IdentifierFactory.create(policy=policy, scheme="public-law", value="118-50")
    actor = ActorFactory.create(slug="attorney-general", name="Attorney General")
    enacted = EventFactory.create(
        slug="enacted",
        title="The Act is signed",
        date="2024-04-24",
        kind="enactment",
        policies=[policy],
        topics=[topic],
    )
    ordered = EventFactory.create(
        slug="ordered", title="The pause is ordered", date="2025-01-20", kind="signing", topics=[topic], position=1
    )
    extended = EventFactory.create(
        slug="extended",
        title="The pause is extended",
        date="2025-04-04",
        kind="signing",
        topics=[topic],
        actors=[actor],
    )
    source = SourceFactory.create(title="Anordnung", publisher="Amtsblatt", language="de", published="2025-01")
    CitationFactory.create(event=ordered, source=source, quote="75 Tage ab heute", locator="Abs. 2")
    deadline = CountedRuleFactory.create(
        trigger_event=ordered,
        deadline__slug="pause",
        deadline__title="The end of the pause",
        deadline__policy=policy,
        deadline__actors=[actor],
    ).deadline
    CitationFactory.create(event=None, deadline=deadline, quote="for a period of 75 days")
    CitationFactory.create(event=None, policy=policy, quote="it shall be unlawful")
    EffectFactory.create(event=enacted, on_deadline=None, on_policy=policy, does="take-effect", until=None)
    EffectFactory.create(event=extended, on_deadline=deadline, until=date(2025, 6, 19))
    timeline = TimelineFactory.create(
        slug="chips", title="Chips and clips", summary="What happened.", topics=[topic], highlights=[ordered]
    )
    return Story(timeline, policy, enacted, ordered, extended, deadline)
