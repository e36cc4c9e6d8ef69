"""The part of a story that one page tells: the texts and sources of its entries, and their HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from timeline.deadlines.translations import say_in
from timeline.models import Event

from .citations import citations_of_events
from .entries import Entry, Labels, by_year_and_month, event_entry, today_entry, window_entry
from .jinja import hot
from .split import Split
from .story import Story
from .words import language

_COLUMNS = ("slug", "title", "summary", "language", "kind", "certainty", "date", "earliest", "latest")


def tell(story: Story, part: Split, highlighted: set[int]) -> SafeString:
    """The years of one page as HTML; three queries at most."""
    keep = story.knowledge.keep
    context: dict[str, Any] = {
        "years": by_year_and_month(_entries(story, part, highlighted)),
        "events": _address("pages:event"),
        "deadlines": _address("pages:deadline"),
        "keep": keep,
        "asked": story.knowledge.asked is not None,
    }
    return hot("pages/story.html", context)


def _address(name: str) -> str:
    """What the addresses of all records of a kind start with; an id needs no escaping in an address."""
    return reverse(name, args=["x"]).removesuffix("x/")


def _entries(story: Story, part: Split, highlighted: set[int]) -> list[Entry]:
    keys = [place.key for place in part.shown if place.kind == "event"]
    events: Mapping[int, Event] = {event.pk: event for event in Event.objects.filter(pk__in=keys).only(*_COLUMNS)}
    say_in(language(), events.values())
    citations = citations_of_events(keys)
    labels = Labels()
    entries: list[Entry] = []
    for place in part.shown:
        if place.kind == "today":
            entries.append(today_entry(story.knowledge.day))
        elif place.kind == "event":
            entries.append(
                event_entry(
                    events[place.key],
                    citations.get(place.key, ()),
                    labels,
                    highlighted=place.key in highlighted,
                    summary=_summary,
                )
            )
        else:
            deadline = story.deadlines[place.key]
            entries.append(
                window_entry(
                    deadline,
                    story.outcomes[deadline.slug],
                    place.kind,
                    story.knowledge.day,
                    labels,
                    number=story.numbers.get(place.key, 0),
                    moved="",
                    href=part.href,
                    summary=_summary,
                )
            )
    return entries


def _summary(text: str) -> str:
    return SafeString(linebreaks(text, autoescape=True))
