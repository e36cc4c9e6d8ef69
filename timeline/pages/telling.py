"""The part of a story that one page tells: the texts, pictures and sources of its entries, and their HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.safestring import SafeString

from timeline.deadlines.keys import Keys
from timeline.deadlines.translations import say_in
from timeline.models import Event, Outcome

from .citations import citations_of_events
from .entries import Entry, Teller, by_year_and_month
from .jinja import hot
from .pictures import pictures_of_events
from .split import Split
from .story import Story
from .words import language

_COLUMNS = ("slug", "title", "summary", "language", "kind", "certainty", "date", "earliest", "latest", "updated_at")


def tell(story: Story, part: Split, highlighted: set[int], *, is_framed: bool = False) -> SafeString:
    """The years of one page as HTML; five queries at most. Inside the page of another, links to elsewhere open beside it."""
    links = part.year_links() if part.year is not None else []
    context: dict[str, Any] = {
        "years": by_year_and_month(_entries(story, part, highlighted)),
        "before": [link for link in links if link.year < (part.year or 0)],
        "after": [link for link in links if link.year > (part.year or 0)],
        "asked": story.knowledge.asked is not None,
        "is_framed": is_framed,
    }
    return hot("pages/story.html", context)


def _entries(story: Story, part: Split, highlighted: set[int]) -> list[Entry]:
    keys = [place.key for place in part.shown if place.kind == "event"]
    found = Event.objects.order_by().filter(**Keys(keys).where()).only(*_COLUMNS)
    events: Mapping[int, Event] = {event.pk: event for event in found}
    say_in(language(), events.values())
    pictures = pictures_of_events(events, story.knowledge.asked)
    citations = citations_of_events(keys)
    teller = Teller(story.timeline, story.knowledge, part.href, story.numbers, story.moved, _changed(story, part))
    entries: list[Entry] = []
    for key, kind in ((place.key, place.kind) for place in part.shown):
        if kind == "event":
            sources = citations.get(key, ())
            entries.append(teller.event(events[key], pictures.get(key), sources, highlighted=key in highlighted))
        elif kind == "today":
            entries.append(teller.today())
        else:
            deadline = story.deadlines[key]
            entries.append(teller.window(deadline, story.outcomes[deadline.slug], kind))
    return entries


def _changed(story: Story, part: Split) -> dict[int, int]:
    """When each deadline that is shown, or its date, last changed, in seconds since 1970."""
    keys = sorted({place.key for place in part.shown if place.kind in ("opens", "closes")})
    changed = {key: int(story.deadlines[key].updated_at.timestamp()) for key in keys}
    if keys:
        newest = Outcome.objects.order_by().filter(revision=F("deadline__revision"), **Keys(keys).where("deadline_id"))
        for key, computed in newest.values_list("deadline_id", "computed_at"):
            changed[key] = max(changed[key], int(computed.timestamp()))
    return changed
