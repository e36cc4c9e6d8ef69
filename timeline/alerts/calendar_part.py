"""The deadline as a calendar entry beside a mail: calendars that have it take the newer one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDate, vDatetime

from timeline.models import Alert

from .links import site_host
from .moments import first_possible_day, zone_of
from .wording import ends_within_the_day

PRODUCT = "-//Longstop//Deadlines//EN"


def calendar_of(alert: Alert, facts: dict[str, Any], now: datetime) -> str | None:
    """An iCalendar text (RFC 5545) with the day of the alert's outcome, or None where it has no day.

    The UID is the deadline's and stays, the SEQUENCE is the outcome's revision. A deadline that ends within a day is an entry
    at that moment (UTC), another takes the whole day; one between two days takes all of them.
    """
    deadline, outcome = alert.deadline, alert.outcome
    if deadline is None or outcome is None:
        return None
    first = first_possible_day(outcome)
    if first is None:
        return None
    last = outcome.due or outcome.due_latest or first
    event = Event()
    event.add("uid", f"{deadline.slug}@{site_host()}")
    event.add("sequence", outcome.revision)
    event.add("dtstamp", vDatetime(now.astimezone(UTC).replace(microsecond=0)))
    event.add("summary", deadline.title)
    event.add("description", "\n".join([facts["due"], *facts["explanation"]]))
    event.add("url", facts["page_url"])
    if outcome.due_at is not None and ends_within_the_day(outcome, zone_of(deadline)):
        event.add("dtstart", vDatetime(outcome.due_at.astimezone(UTC)))
    else:
        event.add("dtstart", vDate(first))
        event.add("dtend", vDate(last + timedelta(days=1)))
    # It is something to know, not time that is taken.
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()
