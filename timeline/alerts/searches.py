"""Saved searches: what they find among deadlines and events, and who saved one that finds a given record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from timeline.deadlines.queries import published_policies, published_timelines, timeline_deadlines, timeline_events
from timeline.deadlines.queries_search import Choice, chosen_deadlines, chosen_events
from timeline.models import Actor, Deadline, Event, SavedSearch, Subscription, Timeline, Topic
from timeline.models.deadline import DeadlineQuerySet
from timeline.models.publication import PublishableQuerySet


@dataclass(frozen=True, slots=True)
class Search:
    """A saved search with its records: those of `timeline`, or all there are, as far as `choice` names them."""

    timeline: Timeline | None
    choice: Choice

    def deadlines(self) -> DeadlineQuerySet:
        """The published deadlines it finds."""
        every = Deadline.objects.published() if self.timeline is None else timeline_deadlines(self.timeline)
        return chosen_deadlines(every, self.choice)

    def events(self) -> PublishableQuerySet[Event]:
        """The published events it finds."""
        every = Event.objects.published() if self.timeline is None else timeline_events(self.timeline)
        return chosen_events(every, self.choice)


def read_search(saved: SavedSearch) -> Search | None:
    """The search with its records; None where one of them is gone or readers cannot see it any more."""
    values = dict(saved.values)
    records: dict[str, Any] = {
        "timeline": published_timelines(),
        "policy": published_policies(),
        "actor": Actor.objects.all(),
    }
    found = {name: every.filter(slug=values[name]).first() for name, every in records.items() if name in values}
    slugs = values["topic"].split(",") if "topic" in values else []
    topics = tuple(Topic.objects.filter(slug__in=slugs).order_by("slug"))
    if None in found.values() or len(topics) < len(set(slugs)):
        return None
    timeline = found.pop("timeline", None)
    kind, certainty, text = (values.get(name, "") for name in ("kind", "certainty", "q"))
    return Search(timeline, Choice(topics=topics, **found, kind=kind, certainty=certainty, text=text))


def searches_finding(record: Deadline | Event) -> list[int]:
    """Keys of the active subscriptions to a search that finds the record; one query where nobody saved a search."""
    keys: list[int] = []
    for search, subscriptions in _active():
        found = search.deadlines() if isinstance(record, Deadline) else search.events()
        if found.filter(pk=record.pk).exists():
            keys += subscriptions
    return keys


def found_by_searches(deadlines: DeadlineQuerySet) -> set[int]:
    """Keys of those deadlines that at least one active subscription to a search finds."""
    keys: set[int] = set()
    for search, _subscriptions in _active():
        keys.update(search.deadlines().filter(pk__in=deadlines.order_by().values("pk")).values_list("pk", flat=True))
    return keys


def _active() -> Iterator[tuple[Search, list[int]]]:
    """Each search that somebody saved, once, with the keys of the subscriptions to it."""
    by_search: dict[SavedSearch, list[int]] = defaultdict(list)
    saved = Subscription.objects.active().filter(search__isnull=False).order_by("pk")
    for key, values in saved.values_list("pk", "search"):
        by_search[SavedSearch.of(values or {})].append(key)
    for each, keys in by_search.items():
        search = read_search(each)
        if search is not None:
            yield search, keys
