"""Atom feeds (RFC 4287): the events of a timeline, or all of them, the one that became known last first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from timeline.counting import edtf_words, parse_edtf
from timeline.deadlines.markdown import markdown, plain
from timeline.deadlines.queries import newest_events, published_timelines, timeline_events
from timeline.deadlines.translations import say_in
from timeline.models import Event, Timeline

if TYPE_CHECKING:  # generic for the type checker only
    _Feed = Feed[Event, Timeline | None]
else:
    _Feed = Feed

ENTRIES = 50
"""A feed shows what is new; all of it is in the API."""


class EventsFeed(_Feed):
    """The newest events of all that is published."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Timeline | None:
        return None

    def title(self, obj: Timeline | None) -> str:
        return _("Longstop: new events")

    def subtitle(self, obj: Timeline | None) -> str:
        return _("Dated events with their sources, and deadlines that explain themselves.")

    def link(self, obj: Timeline | None) -> str:
        return _full(reverse("pages:home"))

    def feed_url(self, obj: Timeline | None) -> str:
        return _full(reverse("feeds:events"))

    def feed_guid(self, obj: Timeline | None) -> str:
        return self.feed_url(obj)

    def items(self, obj: Timeline | None) -> Iterable[Event]:
        events = list(newest_events(known_on=timezone.localdate())[:ENTRIES])
        say_in(_language(), events)
        return events

    def item_title(self, item: Event) -> str:
        return item.said.title

    def item_description(self, item: Event) -> str:
        # Readers of feeds take it for HTML.
        day = edtf_words(parse_edtf(item.date), _language())
        said = item.said
        return format_html('<p>{}</p><div lang="{}">{}</div>', day, said.summary_language, markdown(said.summary))

    def item_link(self, item: Event) -> str:
        return _full(reverse("pages:event", args=[item.slug]))

    def item_guid(self, item: Event) -> str:
        return self.item_link(item)

    def item_pubdate(self, item: Event) -> datetime:
        return datetime.combine(item.known, time(), UTC)

    def item_updateddate(self, item: Event) -> datetime:
        return item.updated_at


class TimelineFeed(EventsFeed):
    """The newest events of one timeline; 404 for one that readers may not see."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Timeline:
        timeline: Timeline = published_timelines().get(slug=kwargs["slug"])
        say_in(_language(), timeline)
        return timeline

    def title(self, obj: Timeline | None) -> str:
        return _of(obj).said.title

    def subtitle(self, obj: Timeline | None) -> str:
        return plain(_of(obj).said.summary)

    def link(self, obj: Timeline | None) -> str:
        return _full(reverse("pages:timeline", args=[_of(obj).slug]))

    def feed_url(self, obj: Timeline | None) -> str:
        return _full(reverse("feeds:timeline", args=[_of(obj).slug]))

    def items(self, obj: Timeline | None) -> Iterable[Event]:
        known = timeline_events(_of(obj), known_on=timezone.localdate())
        events = list(known.order_by("-known", "-position", "-pk")[:ENTRIES])
        say_in(_language(), events)
        return events


def _of(timeline: Timeline | None) -> Timeline:
    assert timeline is not None, "get_object gives one or raises"
    return timeline


def _full(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
