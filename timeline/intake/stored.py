"""The records of the database, as files may refer to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from timeline.models import Actor, Deadline, Event, Jurisdiction, Policy, Rule, Source, Topic

T = TypeVar("T")

MODELS: Mapping[str, type[models.Model]] = {
    "jurisdiction": Jurisdiction,
    "topic": Topic,
    "actor": Actor,
    "source": Source,
    "policy": Policy,
    "event": Event,
    "deadline": Deadline,
}
"""The kinds of records that have an id, and the model of each."""

_BATCH = 500  # an SQLite query takes a limited number of values


def batches(values: Collection[T]) -> Iterator[list[T]]:
    """The values in lists that fit into one query."""
    left = iter(values)
    while batch := list(islice(left, _BATCH)):
        yield batch


def rows_of(model: type[models.Model], field: str, values: Collection[Any]) -> Iterator[Any]:
    """Every row of a model whose `field` is one of `values`, however many there are."""
    for batch in batches(values):
        yield from model._default_manager.filter(**{f"{field}__in": batch})


class Stored:
    """What the database holds, asked by id (see `references.Elsewhere`)."""

    def existing(self, kind: str, ids: Collection[str]) -> set[str]:
        return set(self.keys(kind, ids))

    def keys(self, kind: str, ids: Collection[str]) -> dict[str, int]:
        """The primary keys of the records of one kind, by id."""
        manager = MODELS[kind]._default_manager
        found: dict[str, int] = {}
        for batch in batches(ids):
            found.update(manager.filter(slug__in=batch).values_list("slug", "pk"))
        return found

    def triggers(self, ids: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for batch in batches(ids):
            rules = Rule.objects.filter(deadline__slug__in=batch, trigger_deadline__isnull=False)
            found.update(rules.values_list("deadline__slug", "trigger_deadline__slug"))
        return found
