"""The deadline as a calendar entry beside a mail: calendars that have it take the newer one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDate, vDatetime

from timeline.models import Alert, Deadline, OutcomeValues

from .links import site_host
from .moments import first_possible_day, zone_of
from .wording import ends_within_the_day

PRODUCT = "-//Longstop//Deadlines//EN"


def calendar_of(told: Iterable[tuple[Alert, dict[str, Any]]], now: datetime) -> str | None:
    """An iCalendar text (RFC 5545) with the days of the alerts' outcomes, each with its facts; None where none has a day.

    The UID is the deadline's and stays, the SEQUENCE is the outcome's revision. A deadline that ends within a day is an entry
    at that moment (UTC), another takes the whole day; one between two days takes all of them.
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
    calendar.add("method", "PUBLISH")
    for entry in entries.values():
        calendar.add_component(entry)
    text: bytes = calendar.to_ical()
    return text.decode()


def _entry(alert: Alert, facts: dict[str, Any], now: datetime) -> Event | None:
    deadline, outcome = alert.deadline, alert.outcome
    if deadline is None or outcome is None:
        return None
    return entry_of(
        deadline,
        outcome,
        outcome.revision,
        now,
        title=facts["title"],
        description="\n".join([facts["due"], *facts["explanation"]]),
        url=facts["page_url"],
    )


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
        entry.add("dtstart", vDate(first))
        entry.add("dtend", vDate(last + timedelta(days=1)))
    # It is something to know, not time that is taken.
    entry.add("transp", "TRANSPARENT")
    return entry


def new_calendar() -> Calendar:
    """An empty calendar with what RFC 5545 asks of each."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar
