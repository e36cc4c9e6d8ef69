"""Synthetic deadlines in any number: several conventions, a tenth of them in chains of five, some extended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Model

from timeline.models import Deadline, Effect, Event, Jurisdiction, PublicationStatus, Rule

Record = TypeVar("Record", bound=Model)

CONVENTIONS = ("calendar-days", "us-frcp-6", "us-ofr", "us-business-days", "eu-1182-71", "eu-entry-into-force")
EVENTS_PER_DEADLINE = 0.1
DAYS = 40
_BATCH = 5_000
_DAY = date(2024, 1, 8)


def make_deadlines(number: int) -> None:
    """Fill an empty database with `number` published deadlines, a tenth as many events, and an effect on each fortieth."""
    jurisdiction = Jurisdiction.objects.create(slug="bench", name="Bench", timezone="America/New_York")
    published = PublicationStatus.PUBLISHED
    events = (
        Event(
            slug=f"e{n}",
            title=f"Event {n}",
            date=str(day),
            earliest=day,
            latest=day,
            known=day,
            position=n,
            publication_status=published,
        )
        for n in range(max(1, int(number * EVENTS_PER_DEADLINE)))
        for day in [_DAY + timedelta(days=n % DAYS)]
    )
    _insert(Event, events)
    _insert(
        Deadline,
        (
            Deadline(slug=f"d{n}", title=f"Deadline {n}", jurisdiction=jurisdiction, publication_status=published)
            for n in range(number)
        ),
    )
    event_pks = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    first = Deadline.objects.order_by("pk").values_list("pk", flat=True)[0]
    _insert(Rule, (_rule(n, first, event_pks) for n in range(number)))
    _insert(
        Effect,
        (
            Effect(event_id=event_pks[n % len(event_pks)], on_deadline_id=first + n, does="extend", by="30 days")
            for n in range(0, number, 40)
        ),
    )


def shift_events(days: int) -> None:
    """Move every event. Four weeks move every deadline: no chain of five rolls further over weekends and holidays."""
    for n in reversed(range(DAYS)):
        before, after = _DAY + timedelta(days=n), _DAY + timedelta(days=n + days)
        Event.objects.filter(earliest=before).update(date=str(after), earliest=after, latest=after, known=after)


def _rule(n: int, first: int, events: list[int]) -> Rule:
    in_chain = n % 50 < 5
    convention = CONVENTIONS[n % len(CONVENTIONS)]
    # Chains stay short of the years that a calendar does not cover yet.
    days = 20 + n % (30 if in_chain else 200)
    period = f"{days} working days" if convention == "us-business-days" else f"{days} days"
    rule = Rule(deadline_id=first + n, period=period, convention=convention)
    if in_chain and n % 50:
        rule.trigger_deadline_id = first + n - 1
    else:
        rule.trigger_event_id = events[n % len(events)]
    return rule


def _insert(model: type[Record], records: Iterator[Record]) -> None:
    while batch := list(islice(records, _BATCH)):
        model._default_manager.bulk_create(batch)
