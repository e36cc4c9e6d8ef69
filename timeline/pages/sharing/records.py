"""What the page of each kind of record gives to those who share it, from what the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings

from timeline.models import Deadline, Event, Policy, Timeline
from timeline.pages.known_on import Knowledge
from timeline.pages.words import day_in_words

from .json_ld import deadline_thing, event_thing, picture_thing, policy_thing, timeline_thing
from .shared import Shared, deadline_card, event_card, full_address, shared, timeline_card


def share_timeline(record: Timeline, knowledge: Knowledge, key_moments: Iterable[tuple[Event, str, str]]) -> Shared:
    """`key_moments` are events with their dates in words and the way to their entries."""
    highlights = [(full_address("pages:event", event.slug), event) for event, _when, _href in key_moments]
    url = full_address("pages:timeline", record.slug)
    thing = timeline_thing(record, url, highlights)
    return shared(record, knowledge, thing, timeline_card(record), feed=True, calendar=True, embeddable=True)


def share_event(record: Event, knowledge: Knowledge, shown: Mapping[str, Any]) -> Shared:
    """`shown` is the context of the event's page."""
    policies = [(policy, full_address("pages:policy", policy.slug)) for policy in shown["policies"]]
    url = full_address("pages:event", record.slug)
    picture = picture_thing(shown["picture"], settings.SITE_URL) if shown["picture"] else None
    thing = event_thing(record, url, shown["citations"], policies, shown["actors"], shown["topics"], picture)
    return shared(record, knowledge, thing, event_card(record))


def share_deadline(record: Deadline, knowledge: Knowledge, shown: Mapping[str, Any]) -> Shared:
    """`shown` is the context of the deadline's page."""
    verdict, policy = shown["verdict"], shown["policy"]
    previous = _previous(verdict.day, shown["history"])
    linked = (policy, full_address("pages:policy", policy.slug)) if policy else None
    url = full_address("pages:deadline", record.slug)
    thing = deadline_thing(record, url, verdict, previous, shown["citations"], shown["actors"], linked)
    card = deadline_card(record, verdict, day_in_words(previous) if previous else "")
    return shared(record, knowledge, thing, card, calendar=True)


def share_policy(record: Policy, knowledge: Knowledge, status: str | None, shown: Mapping[str, Any]) -> Shared:
    """`status` as the counting floor names it, `shown` the context of the policy's page."""
    thing = policy_thing(
        record, full_address("pages:policy", record.slug), status, shown["identifiers"], shown["citations"]
    )
    return shared(record, knowledge, thing, None)


def _previous(current: date | None, history: Iterable[Mapping[str, Any]]) -> date | None:
    """The due day before the one that holds, from the rows of the page's history, the newest first."""
    days = (row["verdict"].day for row in history)
    return next((day for day in days if day is not None and current is not None and day != current), None)
