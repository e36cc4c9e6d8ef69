"""The list of timelines, and the timeline page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.counting import DeadlineOutcome
from timeline.deadlines.queries import (
    published_citations,
    published_timelines,
    timeline_deadlines,
    timeline_events,
)
from timeline.deadlines.queries_search import chosen_deadlines, chosen_events
from timeline.deadlines.reading import read_deadlines
from timeline.models import Deadline, Event

from .entries import (
    Entry,
    EventRow,
    by_year_and_month,
    event_anchor,
    event_entry,
    place_events,
    place_windows,
    today_entry,
    window,
    window_entry,
)
from .filters import chosen_values, read_choice, selects
from .follow import search_of, subscribe_url
from .known_on import Knowledge
from .page import page
from .refusals import NotShown, shortened
from .split import Split, read_page, split
from .verdict import Verdict, verdict
from .words import edtf_in_words

TIMELINES_ON_A_PAGE = 50


@page("pages/timelines.html")
def timelines(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    paginator = Paginator(published_timelines(), TIMELINES_ON_A_PAGE)
    return {"shown": paginator.page(read_page(request.GET, paginator.num_pages))}


@page("pages/timeline.html")
def timeline(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    record = published_timelines().filter(slug=slug).first()
    if record is None:
        raise NotShown(_("There is no timeline “%(id)s” here.") % {"id": shortened(slug)})
    choice = read_choice(request.GET, known_on=knowledge.asked)
    all_events = timeline_events(record, known_on=knowledge.asked)
    all_deadlines = timeline_deadlines(record, known_on=knowledge.asked)
    events = chosen_events(all_events, choice)
    deadlines = {deadline.pk: deadline for deadline in chosen_deadlines(all_deadlines, choice).select_related("policy")}
    outcomes = read_deadlines(deadlines.values(), known_on=knowledge.day, now=knowledge.instant)
    rows = events.order_by().values_list("pk", "date", "earliest", "latest", "position")
    places = sorted(place_events(EventRow(*row) for row in rows) + place_windows(deadlines.values(), outcomes))
    here = reverse("pages:timeline", args=[record.slug])
    chosen = chosen_values(choice)
    kept = [*chosen, *([("known_on", knowledge.asked.isoformat())] if knowledge.asked else [])]
    part = split(places, request.GET, knowledge.day, here=here, kept=kept)
    highlights = list(all_events.filter(highlighted_on=record))
    highlighted = {event.pk for event in highlights}
    return {
        "timeline": record,
        "years": by_year_and_month(_entries(part, deadlines, outcomes, highlighted, knowledge)),
        "part": part,
        "undated": [
            (deadline, verdict(outcomes[deadline.slug], knowledge.day))
            for deadline in deadlines.values()
            if window(outcomes[deadline.slug]) == (None, None)
        ],
        "key_moments": _key_moments(highlights, part) if choice.is_everything else [],
        "next_deadline": _next_deadline(deadlines.values(), outcomes, knowledge),
        "choice": choice,
        "follow_search": None if choice.is_everything else subscribe_url(search_of(record, choice)),
        "follow_actor": subscribe_url(choice.actor) if choice.actor else None,
        "selects": selects(choice, all_events, all_deadlines),
        "is_refined": any(name != "q" for name, _value in chosen),
        "kept_filters": chosen,
        "today_query": urlencode(chosen),
        "entry_count": len(places),
        "here": here,
    }


def _key_moments(highlights: Iterable[Event], part: Split) -> list[tuple[Event, str, str]]:
    """Each highlighted event with its date in words and the way to its entry."""
    return [
        (event, edtf_in_words(event.date), part.href("event", event.pk, event_anchor(event))) for event in highlights
    ]


def _entries(
    part: Split,
    deadlines: Mapping[int, Deadline],
    outcomes: Mapping[str, DeadlineOutcome],
    highlighted: set[int],
    knowledge: Knowledge,
) -> list[Entry]:
    keys = [place.key for place in part.shown if place.kind == "event"]
    citations = Prefetch("citations", queryset=published_citations())
    events = Event.objects.filter(pk__in=keys).prefetch_related(citations).in_bulk()
    entries = []
    for place in part.shown:
        if place.kind == "today":
            entries.append(today_entry(knowledge.day))
        elif place.kind == "event":
            entries.append(event_entry(events[place.key], highlighted=place.key in highlighted))
        else:
            deadline = deadlines[place.key]
            outcome = outcomes[deadline.slug]
            entries.append(window_entry(deadline, outcome, place.kind, knowledge.day, href=part.href))
    return entries


def _next_deadline(
    deadlines: Iterable[Deadline], outcomes: Mapping[str, DeadlineOutcome], knowledge: Knowledge
) -> tuple[Deadline, Verdict] | None:
    """The pending deadline whose day comes next."""
    pending = [
        (outcome.due_latest or outcome.due, deadline.position, deadline.pk, deadline)
        for deadline in deadlines
        if (outcome := outcomes[deadline.slug]).state == "pending"
    ]
    coming = [found for found in pending if found[0] is not None and found[0] >= knowledge.day]
    if not coming:
        return None
    deadline: Deadline = min(coming)[3]
    return deadline, verdict(outcomes[deadline.slug], knowledge.day)
