"""The deadline as a calendar entry beside a mail: calendars that have it take the newer one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDatetime

from timeline.models import Alert, AlertKind, Deadline, OutcomeValues

from .links import site_host
from .moments import first_possible_day, zone_of
from .wire import Part
from .wording import ends_within_the_day

_CANCELLED = "CANCELLED"
_WITHOUT_DAY = (AlertKind.ENDED, AlertKind.SUSPENDED)
_IN_CALENDARS = (AlertKind.REMINDER, AlertKind.MOVED, AlertKind.RESUMED, *_WITHOUT_DAY)

PRODUCT = "-//Longstop//Deadlines//EN"


def calendar_of(told: Iterable[tuple[Alert, dict[str, Any]]], now: datetime) -> Part | None:
    """An iCalendar part (RFC 5545 and 5546) with the days of the alerts' outcomes, each with its facts; None where none has a day.

    The UID is the deadline's and stays, the SEQUENCE is the outcome's revision. A deadline that ends within a day is an entry
    at that moment (UTC), another takes the whole day; one between two days takes all of them. What has no day any more, or
    stands still, cancels the entry of the day that its followers knew.
    """
    entries = {}
    for alert, facts in told:
        entry = _entry(alert, facts, now)
        if entry is not None:
            # One entry for a deadline: the calendar could not tell which of two is meant.
            entries[alert.deadline_id] = entry
    if not entries:
        return None
    calendar = new_calendar()
    # A cancelled entry may stand among published ones; a calendar of such entries alone is a cancellation.
    is_over = all(entry["status"] == _CANCELLED for entry in entries.values())
    method = "CANCEL" if is_over else "PUBLISH"
    calendar.add("method", method)
    for entry in entries.values():
        calendar.add_component(entry)
    text: bytes = calendar.to_ical()
    return Part(f"text/calendar; method={method}", text.decode(), has_marks=False)


def _entry(alert: Alert, facts: dict[str, Any], now: datetime) -> Event | None:
    deadline, outcome = alert.deadline, alert.outcome
    if deadline is None or outcome is None or alert.kind not in _IN_CALENDARS:
        return None
    is_over = alert.kind in _WITHOUT_DAY or first_possible_day(outcome) is None
    values = alert.before if is_over else outcome
    if values is None:
        return None
    entry = entry_of(
        deadline,
        values,
        outcome.revision,
        now,
        title=facts["title"],
        description="\n".join(filter(None, [facts["due"], *facts["explanation"]])),
        url=facts["page_url"],
    )
    if entry is not None:
        entry.add("status", _CANCELLED if is_over else "CONFIRMED")
        # RFC 5546, 3.2.1: whoever publishes an entry is its organizer.
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        organizer = vCalAddress(f"mailto:{address}")
        organizer.params["cn"] = name or site_host()
        entry.add("organizer", organizer)
    return entry


def entry_of(
    deadline: Deadline,
    values: OutcomeValues,
    revision: int,
    now: datetime,
    *,
    title: str,
    description: str,
    url: str,
) -> Event | None:
    """The entry of a deadline with these outcome values, the same in mail and in feeds; None where they have no day."""
    first = first_possible_day(values)
    if first is None:
        return None
    last = values.due or values.due_latest or first
    entry = Event()
    entry.add("uid", f"{deadline.slug}@{site_host()}")
    entry.add("sequence", revision)
    entry.add("dtstamp", vDatetime(now.astimezone(UTC).replace(microsecond=0)))
    entry.add("summary", title)
    entry.add("description", description)
    entry.add("url", url)
    if values.due_at is not None and ends_within_the_day(values, zone_of(deadline)):
        entry.add("dtstart", vDatetime(values.due_at.astimezone(UTC)))
    else:
        entry.add("dtstart", first)
        entry.add("dtend", last + timedelta(days=1))
    # It is something to know, not time that is taken.
    entry.add("transp", "TRANSPARENT")
    return entry


def new_calendar() -> Calendar:
    """An empty calendar with what RFC 5545 asks of each."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar
