"""The list of timelines, and the timeline page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.deadlines.keys import Keys
from timeline.deadlines.queries import (
    published_events,
    published_timelines,
    timeline_deadlines,
    timeline_events,
)
from timeline.deadlines.queries_search import Choice
from timeline.deadlines.translations import say_in
from timeline.models import Deadline, Event, Timeline

from .filters import Chosen, chips, chosen_values, read_choice, selects
from .follow import search_of, subscribe_url
from .inline_style import allows_inline_style, inline_style
from .jinja import hot
from .known_on import Knowledge, steps
from .moved import Moved
from .page import page
from .places import Kind, event_anchor, window, window_anchor
from .refusals import NotShown, shortened
from .river import river
from .sharing.records import share_timeline
from .split import Split, read_page, split
from .story import Story, read_story
from .telling import tell
from .verdict import Verdict, verdict
from .words import edtf_in_words, language

TIMELINES_ON_A_PAGE = 50


@page("pages/timelines.html")
def timelines(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    paginator = Paginator(published_timelines(), TIMELINES_ON_A_PAGE)
    shown = paginator.page(read_page(request.GET, paginator.num_pages))
    say_in(language(), shown.object_list)
    return {"shown": shown}


@allows_inline_style
@page("pages/timeline.html")
def timeline(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    shown = read_timeline(request, knowledge, slug, here=reverse("pages:timeline", args=[slug]))
    return {
        **shown,
        "share": share_timeline(shown["timeline"], knowledge, shown["key_moments"]),
        "style": inline_style(),
    }


def read_timeline(
    request: HttpRequest, knowledge: Knowledge, slug: str, *, here: str, is_framed: bool = False
) -> Mapping[str, Any]:
    """What a page shows of a timeline; `here` is the path of that page. Raises NotShown, BadValue."""
    record = published_timelines().filter(slug=slug).first()
    if record is None:
        raise NotShown(_("There is no timeline “%(id)s” here.") % {"id": shortened(slug)})
    choice = read_choice(request.GET, known_on=knowledge.asked)
    story = read_story(record, choice, knowledge)
    chosen = chosen_values(choice)
    kept = [*chosen, *([("known_on", knowledge.asked.isoformat())] if knowledge.asked else [])]
    part = split(story.places, request.GET, knowledge.day, here=here, kept=kept)
    highlights = _highlights(story)
    key_moments = _key_moments(highlights, part) if choice.is_everything else []
    return {
        "timeline": record,
        "story": tell(story, part, {event.pk for event in highlights}, is_framed=is_framed),
        "moved": _moved(story, part),
        "knowledge_days": (days := steps(story.known_days, knowledge.today)),
        "known_days_list": hot("pages/known_days.html", {"days": days}) if days else "",
        "part": part,
        "undated": story.undated,
        "river": river(story, part, key_moments),
        "key_moments": key_moments,
        "next_deadline": _next_deadline(story),
        "choice": choice,
        "chips": chips(choice, here, knowledge.asked),
        "follow_search": None if choice.is_everything else subscribe_url(search_of(record, choice)),
        "follow_actor": subscribe_url(choice.actor) if choice.actor else None,
        "selects": selects(choice, *_all_of(story)),
        "is_refined": any(name != "q" for name, _value in chosen),
        "kept_filters": chosen,
        "today_query": urlencode(chosen),
        "entry_count": len(story.places),
        "here": here,
    }


@page("404.html")
def entry(request: HttpRequest, knowledge: Knowledge, slug: str, anchor: str) -> HttpResponse:
    """The lasting address of an entry: leads to where it stands now, on whichever page of its timeline."""
    record = published_timelines().filter(slug=slug).first()
    if record is None:
        raise NotShown(_("There is no timeline “%(id)s” here.") % {"id": shortened(slug)})
    story = read_story(record, Choice(), knowledge)
    kept = [("known_on", knowledge.asked.isoformat())] if knowledge.asked else []
    here = reverse("pages:timeline", args=[record.slug])
    for place in story.places:
        if story.anchor(place) == anchor:
            part = split(story.places, {}, knowledge.day, here=here, kept=kept)
            found = part.href(place.kind, place.key, anchor)
            return HttpResponseRedirect(f"{here}{knowledge.keep}{found}" if found.startswith("#") else found)
    raise NotShown(_("There is no entry “%(id)s” on this timeline.") % {"id": shortened(anchor)})


def _moved(story: Story, part: Split) -> list[Moved]:
    """What moved since the day of the page, in the order of the deadlines, each with the way to its entry."""
    found = []
    for deadline in story.deadlines.values():
        if deadline.slug in story.moved:
            opens, closes = window(story.outcomes[deadline.slug])
            kind: Kind = "opens" if closes is None else "closes"
            anchor = window_anchor(deadline.slug, kind)
            href = part.href(kind, deadline.pk, anchor) if opens or closes else "#undated"
            found.append(Moved(deadline, story.moved[deadline.slug], href))
    return found


def _highlights(story: Story) -> list[Event]:
    """The highlighted events among those the reader chose."""
    chosen = {row.key for row in story.events}
    highlights = [event for event in published_events().filter(highlighted_on=story.timeline) if event.pk in chosen]
    say_in(language(), highlights)
    return highlights


def _key_moments(highlights: Iterable[Event], part: Split) -> list[tuple[Event, str, str]]:
    """Each highlighted event with its date in words and the way to its entry."""
    return [
        (event, edtf_in_words(event.date), part.href("event", event.pk, event_anchor(event.slug)))
        for event in highlights
    ]


def _next_deadline(story: Story) -> tuple[Deadline, Verdict, str, str] | None:
    """The next deadline in words, and for a script its day and the instant it ends, empty where there is no one day."""
    if story.next_deadline is None:
        return None
    deadline, outcome = story.next_deadline
    day = outcome.due.isoformat() if outcome.due else ""
    ends = outcome.due_at.isoformat() if outcome.due_at else ""
    return deadline, verdict(outcome, story.knowledge.day), day, ends


def _all_of(story: Story) -> tuple[Chosen, Chosen]:
    """All events and deadlines of the timeline as known on the day of the page, whatever was chosen."""
    known_on = story.knowledge.asked
    if story.choice.is_everything:
        events, deadlines = Keys([row.key for row in story.events]), Keys(list(story.deadlines))
        return events.where()["pk__in"], deadlines.where()["pk__in"]
    record: Timeline = story.timeline
    return (
        timeline_events(record, known_on=known_on).order_by().values("pk"),
        timeline_deadlines(record, known_on=known_on).order_by().values("pk"),
    )
