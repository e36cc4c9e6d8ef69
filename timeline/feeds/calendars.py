"""Calendar feeds (RFC 5545): the deadlines of a timeline, or one, to subscribe to; moved ones move in the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import vDuration

from timeline.alerts.calendar_part import entry_of, new_calendar
from timeline.deadlines.markdown import plain
from timeline.deadlines.queries import published_deadlines, published_timelines, timeline_deadlines
from timeline.deadlines.translations import say_in
from timeline.models import Deadline, DeadlineState

REFRESH = timedelta(hours=1)
"""How often a calendar program is asked to look again (RFC 7986)."""

_GONE = frozenset({DeadlineState.RESCINDED, DeadlineState.VOID, DeadlineState.SUPERSEDED})
ENTRIES = 2000
"""More than a calendar program shows."""


@require_safe
def timeline_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The dated deadlines of a timeline, the latest ones where there are very many; 404 where readers see no such timeline."""
    timeline = published_timelines().filter(slug=slug).first()
    if timeline is None:
        raise Http404
    deadlines = timeline_deadlines(timeline).select_related("rule", "jurisdiction", "policy__jurisdiction")
    say_in(_language(), timeline)
    return _calendar(timeline.said.title, list(deadlines.order_by("-due_latest", "-pk")[:ENTRIES]), slug)


@require_safe
def deadline_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One deadline; 404 where readers see no such deadline."""
    found = published_deadlines().filter(slug=slug).select_related("rule", "jurisdiction", "policy__jurisdiction")
    deadlines = list(found)
    if not deadlines:
        raise Http404
    say_in(_language(), deadlines)
    return _calendar(deadlines[0].said.title, deadlines, slug)


def _calendar(name: str, deadlines: Iterable[Deadline], slug: str) -> HttpResponse:
    deadlines = list(deadlines)
    say_in(_language(), deadlines)
    calendar = new_calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH)
    calendar.add("x-published-ttl", vDuration(REFRESH))
    now = timezone.now()
    for deadline in deadlines:
        url = f"{settings.SITE_URL}{reverse('pages:deadline', args=[deadline.slug])}"
        state = DeadlineState(deadline.state)
        description = "\n".join(part for part in (str(state.label), plain(deadline.said.summary), url) if part)
        entry = entry_of(
            deadline, deadline, deadline.revision, now, title=deadline.said.title, description=description, url=url
        )
        if entry is None:
            continue
        if state in _GONE:
            entry.add("status", "CANCELLED")
            entry["summary"] = _("%(title)s (%(state)s)") % {"title": deadline.said.title, "state": state.label}
        calendar.add_component(entry)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    return response


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
