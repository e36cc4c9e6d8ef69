"""Rows as they should be -> the database: what is new is created, what differs is updated, the rest is not touched.

One load writes one row of history for each record it creates or changes, its many-to-many fields included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords

from .stored import batches, rows_of

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record as the file has it: its column values, and the keys its many-to-many fields hold."""

    slug: str
    values: Mapping[str, Any]
    links: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Result:
    """What storing did to the records of one kind; `rows` are all of them by id."""

    rows: dict[str, Any] = field(default_factory=dict)
    created: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.created) - len(self.changed)


def store_records(model: type[M], wanted: Sequence[Wanted], new: Mapping[str, Any], reason: str) -> Result:
    """Create or update the records of one model by their id (slug); `new` are values for those that are created."""
    rows = {row.slug: row for row in rows_of(model, "slug", [record.slug for record in wanted])}
    linked = links_of(model, [row.pk for row in rows.values()], {name for record in wanted for name in record.links})
    result = Result(rows)
    link_rows: list[tuple[Wanted, Any]] = []
    for record in wanted:
        row = rows.get(record.slug)
        if row is None:
            row = model(slug=record.slug, **record.values, **new)
            rows[record.slug] = row
            result.created.append(row)
            link_rows.append((record, row))
        elif update_row(row, record.values) | _relink(row, record.links, linked):
            result.changed.append(row)
    _create(model, result.created)
    for name in {name for record, _ in link_rows for name in record.links}:
        _link(model, name, link_rows)
    write_history(model, result.created, reason, created=True)
    write_history(model, result.changed, reason, created=False)
    return result


def update_row(row: Any, values: Mapping[str, Any]) -> bool:
    """Save what differs, without history; whether anything did."""
    different = _differences(row, values)
    if not different:
        return False
    for name in different:
        setattr(row, name, values[name])
    if hasattr(row, "updated_at"):
        different.add("updated_at")
    # Only these: a recompute may be writing the outcome columns of the same row.
    row.save_without_historical_record(update_fields=different)
    return True


def _relink(row: Any, links: Mapping[str, frozenset[int]], linked: Mapping[str, Mapping[int, frozenset[int]]]) -> bool:
    changed = False
    for name, keys in links.items():
        if linked[name].get(row.pk, frozenset()) != keys:
            row.skip_history_when_saving = True
            try:
                getattr(row, name).set(keys)
            finally:
                del row.skip_history_when_saving
            changed = True
    return changed


def links_of(
    model: type[models.Model], pks: Collection[int], names: Iterable[str]
) -> dict[str, dict[int, frozenset[int]]]:
    """For each many-to-many field, the keys that each row holds."""
    found: dict[str, dict[int, frozenset[int]]] = {}
    for name in names:
        through, source, target = _through(model, name)
        keys: dict[int, set[int]] = {}
        for batch in batches(pks):
            pairs = through._default_manager.filter(**{f"{source}__in": batch}).values_list(source, target)
            for pk, key in pairs:
                keys.setdefault(pk, set()).add(key)
        found[name] = {pk: frozenset(held) for pk, held in keys.items()}
    return found


def _through(model: type[models.Model], name: str) -> tuple[type[models.Model], str, str]:
    many = model._meta.get_field(name)
    assert isinstance(many, models.ManyToManyField)
    assert many.remote_field.through is not None
    return many.remote_field.through, many.m2m_column_name(), many.m2m_reverse_name()


def _create(model: type[M], rows: Sequence[Any]) -> None:
    for row in rows:
        if hasattr(row, "derive_dates"):
            row.derive_dates()  # bulk_create does not call save()
    model._default_manager.bulk_create(rows)


def _link(model: type[models.Model], name: str, records: Iterable[tuple[Wanted, Any]]) -> None:
    through, source, target = _through(model, name)
    through._default_manager.bulk_create(
        through(**{source: row.pk, target: key}) for record, row in records for key in sorted(record.links[name])
    )


def write_history(model: type[models.Model], rows: Sequence[Any], reason: str, *, created: bool) -> None:
    """One row of history for each row, with what its many-to-many fields hold now."""
    if not rows:
        return
    history: Any = model.history  # type: ignore[attr-defined]
    entries = history.bulk_history_create(rows, update=not created, default_change_reason=reason)
    by_pk = {entry.id: entry for entry in entries}
    for many in history.model._history_m2m_fields:
        through, source = many.remote_field.through, many.m2m_column_name()
        columns = [column.attname for column in through._meta.concrete_fields]
        kept = HistoricalRecords.m2m_models[many]
        kept._default_manager.bulk_create(
            kept(history=by_pk[getattr(link, source)], **{name: getattr(link, name) for name in columns})
            for link in rows_of(through, source, list(by_pk))
        )


@dataclass(slots=True)
class Children:
    """What storing did to the rows that belong to other records."""

    created: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    deleted: list[Any] = field(default_factory=list)

    @property
    def touched(self) -> list[Any]:
        return [*self.created, *self.changed, *self.deleted]


def store_children(
    model: type[M], parent: str, wanted: Mapping[int, Sequence[Mapping[str, Any]]], reason: str, *, by: str = ""
) -> Children:
    """Make the rows of `model` that belong to each parent (column `parent`, by key) those wanted, in that order.

    Rows that say the same stay as they are; others are updated, created or deleted. All wanted values name the same columns.
    `by` is a column whose value a parent has once: then only a row with that value is updated.
    """
    held: dict[int, list[Any]] = {}
    for row in rows_of(model, parent, list(wanted)):
        held.setdefault(getattr(row, parent), []).append(row)
    children = Children()
    for pk, values in wanted.items():
        rows = sorted(held.get(pk, ()), key=lambda row: (getattr(row, "position", 0), row.pk))
        left = list(rows)
        for child, row in _paired_by(by, left, values) if by else _paired(left, values):
            if row is None:
                children.created.append(model(**{parent: pk}, **child))
            elif update_row(row, child):
                children.changed.append(row)
        for row in left:
            row.delete()
            children.deleted.append(row)
    model._default_manager.bulk_create(children.created)
    write_history(model, children.created, reason, created=True)
    write_history(model, children.changed, reason, created=False)
    return children


def _paired(left: list[Any], wanted: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Any | None]]:
    """Each wanted child with the row that says the same, else with one that is over, else with none.

    Takes out of `left` the rows that found their child.
    """
    same: dict[int, Any] = {}
    for at, child in enumerate(wanted):
        row = next((row for row in left if _differences(row, child) <= {"position"}), None)
        if row is not None:
            left.remove(row)
            same[at] = row
    return [(child, same[at] if at in same else left.pop(0) if left else None) for at, child in enumerate(wanted)]


def _paired_by(
    column: str, left: list[Any], wanted: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], Any | None]]:
    """As `_paired`, with the row that has the same value in `column` or with none."""
    held = {getattr(row, column): row for row in left}
    pairs = [(child, held.get(child[column])) for child in wanted]
    for _child, row in pairs:
        if row is not None:
            left.remove(row)
    return pairs


def _differences(row: Any, values: Mapping[str, Any]) -> set[str]:
    return {name for name, value in values.items() if getattr(row, name) != value}
