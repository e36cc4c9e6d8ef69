"""The history of a record's parts: what happened to its rule, effects, citations and identifiers, field by field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst

SHOWN = 100
"""The newest rows that are read of each kind of part."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's name and its values before and after, in words; empty where there was none."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """What one save did to one part: `kind` is "+", "~" or "-"."""

    part: str
    at: datetime
    by: str
    kind: str
    fields: tuple[FieldChange, ...]


def part_changes(parts: Iterable[type[Model]], parent: str, parent_pk: object) -> list[PartChange]:
    """The changes of every part whose foreign key `parent` is or was `parent_pk`, newest first."""
    found = [change for model in parts for change in _changes(model, parent, parent_pk)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]


def _changes(model: Any, parent: str, parent_pk: object) -> list[PartChange]:
    rows = list(
        model.history.filter(**{f"{parent}_id": parent_pk})
        .select_related("history_user")
        ._select_related_history_tracked_objs()
        .order_by("-history_date", "-history_id")[:SHOWN]
    )
    found: list[PartChange] = []
    before: dict[Any, dict[str, str]] = {}
    for row in reversed(rows):
        values = {} if row.history_type == "-" else _values(row, parent)
        old = before.get(row.id, {})
        fields = tuple(
            FieldChange(name, old.get(name, ""), values.get(name, ""))
            for name in dict.fromkeys((*old, *values))
            if old.get(name, "") != values.get(name, "")
        )
        before[row.id] = values
        if fields or row.history_type != "~":
            by = str(row.history_user) if row.history_user else ""
            part = str(capfirst(model._meta.verbose_name))
            found.append(PartChange(part, row.history_date, by, row.history_type, fields))
    return found


def _values(row: Any, parent: str) -> dict[str, str]:
    """The filled fields of a historical row by their name, as an editor reads them."""
    values = {}
    for field in row.tracked_fields:
        if field.name in ("id", parent, "position"):
            continue
        display = getattr(row, f"get_{field.name}_display", None)
        try:
            value = display() if display else getattr(row, field.name)
        except ObjectDoesNotExist:
            value = getattr(row, field.attname)
        if value not in (None, ""):
            values[str(capfirst(field.verbose_name))] = str(value)
    return values
