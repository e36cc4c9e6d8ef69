"""Synthetic deadlines in any number: every convention, a tenth of them in chains of five, some extended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, cycle, islice
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from timeline.counting import Convention, conventions
from timeline.models import Deadline, Effect, Event, Jurisdiction, PublicationStatus, Rule

DEADLINES_PER_EVENT = 10
DAYS = 510
"""Events happen on so many days; with the periods and conventions that makes some hundred thousand different counts."""
MOVE = 28
"""Four weeks move every deadline: no chain of five rolls further over weekends and holidays."""
_AMOUNTS = (2, 3, 5, 7, 10, 12, 14, 20, 21, 28, 30, 40, 45, 60, 75, 90, 100, 120, 150, 180)
_FIRST = date(2023, 1, 2)
_BATCH = 10_000


def make_deadlines(number: int) -> None:
    """Fill an empty database with `number` published deadlines, a tenth as many events, and an effect on each fortieth.

    Of fifty deadlines five are a chain.
    """
    jurisdiction = Jurisdiction.objects.create(slug="bench", name="Bench", timezone="America/New_York")
    published, made = PublicationStatus.PUBLISHED.value, datetime(2024, 1, 1, tzinfo=UTC)
    events = max(1, number // DEADLINES_PER_EVENT)
    _fill(
        Event,
        {"publication_status": published, "created_at": made, "updated_at": made},
        ("id", "slug", "title", "date", "earliest", "latest", "known", "position"),
        (
            (n + 1, f"e{n}", f"Event {n}", day.isoformat(), day, day, day, n)
            for n in range(events)
            for day in [_FIRST + timedelta(days=n % DAYS)]
        ),
    )
    _fill(
        Deadline,
        {
            "jurisdiction_id": jurisdiction.pk,
            "publication_status": published,
            "created_at": made,
            "updated_at": made,
            "review_at": made,
        },
        ("id", "slug", "title"),
        ((n + 1, f"d{n}", f"Deadline {n}") for n in range(number)),
    )
    _fill(
        Rule,
        {},
        ("id", "deadline_id", "trigger_event_id", "trigger_deadline_id", "period", "convention", "time"),
        _rules(number, events),
    )
    _fill(
        Effect,
        {"does": "extend"},
        ("id", "event_id", "on_deadline_id", "by"),
        (
            (n // 40 + 1, n // DEADLINES_PER_EVENT % events + 1, n + 1, _period(convention, 40))
            for n, convention in islice(zip(count(), cycle(conventions())), 0, number, 40)
        ),
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Event, Deadline, Rule, Effect):
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def shift_events(days: int = MOVE) -> None:
    """Move every event, without asking for the recompute of what that reaches."""
    for n in reversed(range(DAYS)):
        before, after = _FIRST + timedelta(days=n), _FIRST + timedelta(days=n + days)
        Event.objects.filter(earliest=before).update(date=str(after), earliest=after, latest=after, known=after)


def _rules(number: int, events: int) -> Iterator[Sequence[Any]]:
    ways = cycle(conventions())
    random = Random(number)
    for n in range(number):
        in_chain = n % 50 < 5
        convention = next(ways)
        # Chains stay short of the years that a calendar does not cover yet.
        period = _period(convention, random.choice(_AMOUNTS[:12] if in_chain else _AMOUNTS))
        hour = time(17) if n % 11 == 0 else None
        event = None if in_chain and n % 50 else random.randrange(events) + 1
        yield n + 1, n + 1, event, None if event else n, period, convention.id, hour


def _period(convention: Convention, amount: int) -> str:
    if amount % 30 == 0 and "months" in convention.units or "days" not in convention.units:
        return f"{amount // 30 + 1} months"
    if amount % 5 and "working days" in convention.units:
        return f"{amount // 2 + 1} working days"
    if amount % 5 and "clear days" in convention.units:
        return f"{amount} clear days"
    return f"{amount} days"


def _fill(model: type[Model], same: dict[str, Any], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of those columns; `same` columns have one value, the others the model's default."""
    defaults = {
        field.column: field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column not in same and field.column not in columns
    }
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    every = [*columns, *same, *defaults]
    names = ", ".join(f'"{name}"' for name in every)
    by_column = {field.column: field for field in fields}
    rest = [by_column[name].get_db_prep_save(value, connection) for name, value in [*same.items(), *defaults.items()]]
    waiting = iter(rows)
    with connection.cursor() as cursor:
        for _ in count():
            batch = [(*row, *rest) for row in islice(waiting, _BATCH)]
            if not batch:
                return
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(every))
                cursor.executemany(
                    f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})",
                    [[_plain(value) for value in row] for row in batch],
                )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | time) else value
