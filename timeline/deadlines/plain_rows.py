"""What plain deadlines follow from and what is stored of them, read as tuples: a million records would be objects too many."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from timeline.counting import CountingError, EdtfDate, parse_edtf
from timeline.models import Effect, Event, Policy, PublicationStatus, Rule

from .computed import Values
from .keys import Keys

Row = tuple[Any, ...]
"""The columns below, of one published deadline that has a rule."""

TRIGGER: Final = 1
"""The key of the deadline it is counted from."""
EVENT: Final = 2
"""The key of the event that triggers it."""
EVENT_TEXT: Final = 3
"""What that event says, for `happened`."""
SIGNATURE: Final = slice(4, 14)
"""The rest of the rule, and the key of the jurisdiction whose habits fill its gaps."""
JURISDICTION: Final = 13
REVISION: Final = 14
REVIEW_AT: Final = 15
DUE_AT: Final = 16
"""Instants are text, for `instant`: a million deadlines are due at some thousand instants, and each is parsed once."""
VALUES: Final = slice(17, None)
"""The values but for `due_at`."""

_COLUMNS: Final = (
    "deadline_id",
    "trigger_deadline_id",
    "trigger_event_id",
    "event_text",
    "counted_from",
    "period",
    "direction",
    "convention",
    "calendar",
    "stated",
    "time",
    "timezone",
    "last_day",
    "jurisdiction",
    "revision",
    "review_text",
    "due_at_text",
    *(f"deadline__{name}" for name in Values._fields if name != "due_at"),
)


def read_rows(keys: Keys) -> dict[int, Row]:
    """The published ones among those deadlines that have a rule, by key, ascending; one query."""
    # Subqueries by key instead of joins, for which the database would read all events and policies once for each chunk.
    event = Event.objects.filter(pk=OuterRef("trigger_event_id")).order_by()
    policy = Policy.objects.filter(pk=OuterRef("deadline__policy_id")).order_by()
    found = Rule.objects.filter(
        # Of both tables, because no database concludes from one to the other.
        **keys.where("deadline_id"),
        **keys.where("deadline__pk"),
        deadline__publication_status=PublicationStatus.PUBLISHED,
    ).order_by("deadline_id")
    found = found.annotate(
        event_text=Subquery(
            event.values_list(
                Concat(
                    "publication_status",
                    Value(" "),
                    Cast("known", TextField()),
                    Value(" "),
                    "date",
                    output_field=TextField(),
                )
            )
        ),
        jurisdiction=Coalesce(
            "deadline__jurisdiction_id", Subquery(policy.values("jurisdiction_id")), output_field=BigIntegerField()
        ),
        revision=F("deadline__revision"),
        review_text=Cast("deadline__review_at", TextField()),
        due_at_text=Cast("deadline__due_at", TextField()),
    )
    return {row[0]: row for row in found.values_list(*_COLUMNS)}


def read_acted_on(keys: Keys) -> set[int]:
    """Those deadlines that have effects, whatever the status of their events; one query."""
    return set(
        Effect.objects.filter(**keys.where("on_deadline_id")).order_by().values_list("on_deadline_id", flat=True)
    )


class Happened(NamedTuple):
    """What an event says. `day` null: its date cannot be read. `last` is the last of its days (an open end is never over)."""

    is_published: bool
    known: date
    day: EdtfDate | None
    last: date


@lru_cache(maxsize=50_000)
def happened(text: str) -> Happened:
    """An event from its status, the day it was known and its date."""
    status, known_text, written = text.split(" ", 2)
    known = date.fromisoformat(known_text)
    try:
        parsed = parse_edtf(written)
    except CountingError:
        return Happened(status == PublicationStatus.PUBLISHED, known, None, known)
    return Happened(status == PublicationStatus.PUBLISHED, known, parsed, max(known, parsed.latest or date.max))


@lru_cache(maxsize=50_000)
def instant(text: str | None) -> datetime | None:
    """An instant as the database writes it: with an offset, or in UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
