"""What a picture of a deadline needs beside its outcome: the table of the days on which its calendar is closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from timeline.counting import CalendarBook, CountingError, DayTable, DeadlineOutcome, Docket, get_convention
from timeline.models import Deadline

from .docket import load_deadlines
from .reading import outcomes_of


class Drawable(NamedTuple):
    """An outcome with its steps; `table` is null where no calendar is asked, or none of that name exists."""

    outcome: DeadlineOutcome
    table: DayTable | None


def read_drawable(deadline: Deadline, *, known_on: date, now: datetime | None = None) -> Drawable:
    """`read_deadline` for a published deadline, with the days its calendar is closed as known on `known_on`."""
    load = load_deadlines([deadline.pk])
    if deadline.slug not in load.docket.deadlines:
        raise Deadline.DoesNotExist(f"deadline {deadline.slug} is {deadline.publication_status}")
    outcome = outcomes_of(load, known_on=known_on, steps=True, now=now, only=[deadline.slug])[deadline.slug]
    return Drawable(outcome, day_table(load.docket, deadline.slug, known_on=known_on))


def day_table(docket: Docket, deadline_id: str, *, known_on: date) -> DayTable | None:
    """The closed days that the rule of a deadline asks for; null where it asks none, or names what does not exist."""
    rule = docket.deadlines[deadline_id].rule
    try:
        calendar = rule.calendar or get_convention(rule.convention).calendar
        return CalendarBook(known_on, docket.closures, docket.years).table(calendar) if calendar else None
    except CountingError:
        return None
