"""The addresses of the pictures: one for each timeline, event and deadline that readers may see."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from timeline.deadlines.queries import published_deadlines, published_events, published_timelines
from timeline.deadlines.reading import read_deadlines
from timeline.deadlines.translations import say_in
from timeline.pages.known_on import Knowledge
from timeline.pages.verdict import verdict
from timeline.pages.words import day_in_words, language

from .card import Card, card_png, draw_card
from .previously import previous_day
from .shared import deadline_card, event_card, timeline_card

_KEPT_FOR = 3600
"""Seconds for which a network may show the picture without asking again; a changed one has another address."""


@require_safe
def card(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The picture as PNG with an ETag; 404 for what readers may not see."""
    svg = draw_card(_card(kind, slug))
    tag = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(card_png(svg), content_type="image/png")
    response["ETag"] = tag
    # Whoever shows the preview fetches it from another site.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=_KEPT_FOR)
    return response


def _card(kind: str, slug: str) -> Card:
    if kind == "timeline" and (timeline := published_timelines().filter(slug=slug).first()):
        say_in(language(), timeline)
        return timeline_card(timeline)
    if kind == "event" and (event := published_events().filter(slug=slug).first()):
        say_in(language(), event)
        return event_card(event)
    if kind == "deadline" and (deadline := published_deadlines().filter(slug=slug).first()):
        say_in(language(), deadline)
        now = timezone.now()
        knowledge = Knowledge(now, timezone.localdate(now))
        said = verdict(read_deadlines([deadline], known_on=knowledge.day, now=now)[slug], knowledge.day)
        previous = previous_day(deadline, said.day, knowledge)
        return deadline_card(deadline, said, day_in_words(previous) if previous else "")
    raise Http404
