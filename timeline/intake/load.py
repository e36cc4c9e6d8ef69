"""Documents -> the database, in one transaction, touching only what differs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import DatabaseError, InterfaceError, models, transaction
from django.db.models import Max

from timeline.deadlines.editions import new_edition
from timeline.deadlines.reach import reached_by_rules
from timeline.deadlines.recompute import recompute
from timeline.deadlines.requests import request_recompute
from timeline.models import (
    Citation,
    Deadline,
    Effect,
    Event,
    Identifier,
    OutcomeCause,
    PublicationStatus,
    RecomputeRequest,
    Rule,
    Timeline,
    Translation,
)

from . import document as doc
from .picture_words import store_words
from .references import SECTIONS, Record
from .store import Children, Result, Wanted, store_children, store_records
from .stored import MODELS, Stored, batches, rows_of
from .translations import Translated

logger = logging.getLogger(__name__)

KINDS = (*SECTIONS, "timeline")


class NotLoaded(Exception):
    """The database refused the files, or cannot be used; the message is a sentence. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many records of one kind a load created, updated and left as they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did: counts by kind, and (kind, id) of what a timeline holds and its file no longer names.

    `pictures` are the ids of events whose file names a picture that is not stored here: pixels are not in a file.
    `recomputed` outcomes were appended; null: they could not be computed now, and the next sweep computes them.
    """

    counts: Mapping[str, Loaded]
    absent: tuple[tuple[str, str], ...] = ()
    recomputed: int | None = 0
    pictures: tuple[str, ...] = ()


def load_documents(documents: Sequence[doc.Document], *, now: datetime, drafts: bool = False) -> Report:
    """Store documents that were read with `Stored()` as elsewhere, then compute the deadlines they reach.

    New records are published, or drafts with `drafts`; the publication status of existing ones stays. Raises NotLoaded.
    """
    try:
        with transaction.atomic():
            load = _Load(documents, PublicationStatus.DRAFT if drafts else PublicationStatus.PUBLISHED)
            before = RecomputeRequest.objects.aggregate(last=Max("pk"))["last"] or 0
            load.run()
            asked = RecomputeRequest.objects.filter(pk__gt=before).order_by("deadline_id")
            reached = list(asked.values_list("deadline_id", flat=True).distinct())
    except (DatabaseError, InterfaceError) as error:
        raise NotLoaded(f"the database refused: {str(error).strip().splitlines()[0]}") from error
    return Report(load.counts(), tuple(load.absent), _compute(reached, now), tuple(load.pictures))


def _compute(reached: list[int], now: datetime) -> int | None:
    """A fresh installation shows its dates before any worker runs; where this fails the sweep finds the requests."""
    try:
        return recompute(reached, now=now) if reached else 0
    except (DatabaseError, InterfaceError):
        logger.exception("The outcomes of the records that were loaded could not be computed yet")
        return None


@dataclass
class _Load:
    documents: Sequence[doc.Document]
    status: PublicationStatus
    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    touched: dict[str, set[int]] = field(default_factory=dict)
    absent: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reason = f"loadtimeline {', '.join(PurePath(document.file).name for document in self.documents)}"[:100]
        self.touched = {kind: set() for kind in KINDS}

    def run(self) -> None:
        """Store everything and ask for the recompute of what it reaches."""
        self.keys = self._elsewhere()
        self._store("jurisdiction", lambda record, at: _columns(record, "name", "timezone", "calendar", "convention"))
        self._store("topic", lambda record, at: _columns(record, "name"))
        self._store("actor", lambda record, at: _columns(record, "name", "kind"))
        self._store("source", lambda record, at: _columns(record, "title", "publisher", "url", "published", "language"))
        policies = self._store("policy", self._policy)
        events = self._store("event", self._event)
        deadlines = self._store("deadline", self._deadline)
        self._children(
            "policy", Identifier, "policy_id", policies,
            lambda policy: [_columns(each, "scheme", "value") for each in policy.identifiers],
        )  # fmt: skip
        for kind, records in (("policy", policies), ("event", events), ("deadline", deadlines)):
            self._children(kind, Citation, f"{kind}_id", records, self._citations)
            self._children(kind, Translation, f"{kind}_id", records, self._translations, by="language")
        self._pictures(events)
        rules = self._children("deadline", Rule, "deadline_id", deadlines, self._rule)
        effects = self._children("event", Effect, "event_id", events, self._effects)
        for document in self.documents:
            self._timeline(document)
        self._request_recompute(rules, effects)
        if any(loaded.created or loaded.updated for loaded in self.counts().values()):
            # What is created in bulk tells nobody.
            new_edition()

    def counts(self) -> dict[str, Loaded]:
        counts = {}
        for kind in KINDS:
            result = self.results.get(kind, Result())
            created = {row.pk for row in result.created}
            updated = ({row.pk for row in result.changed} | self.touched[kind]) - created
            counts[kind] = Loaded(len(created), len(updated), len(result.rows) - len(created) - len(updated))
        return counts

    # Records ----------------------------------------------------------------------------------

    def _records(self, kind: str) -> dict[str, tuple[Any, int]]:
        """Every record of a kind with its place in its file; of one that two files share, the first."""
        records: dict[str, tuple[Any, int]] = {}
        for document in self.documents:
            for at, record in enumerate(getattr(document, SECTIONS[kind])):
                if getattr(record, "language", None) == "":
                    record = replace(record, language=document.timeline.language)
                records.setdefault(record.id, (record, at))
        return records

    def _elsewhere(self) -> dict[str, dict[str, int]]:
        """The keys of records that the files refer to without defining them."""
        wanted: dict[str, set[str]] = {kind: set() for kind in SECTIONS}
        for document in self.documents:
            for kind, id in _references(document):
                wanted[kind].add(id)
        stored = Stored()
        return {kind: stored.keys(kind, ids - self._records(kind).keys()) for kind, ids in wanted.items()}

    def _store(self, kind: str, values: Callable[[Any, int], dict[str, Any]]) -> list[Any]:
        records = self._records(kind)
        wanted = []
        for record, at in records.values():
            links = {
                name: self._keys(singular, getattr(record, name))
                for name, singular in (("topics", "topic"), ("actors", "actor"), ("policies", "policy"))
                if hasattr(record, name)
            }
            wanted.append(Wanted(record.id, values(record, at), links))
        model = MODELS[kind]
        new = {"publication_status": self.status} if hasattr(model, "publication_status") else {}
        result = self.results[kind] = store_records(model, wanted, new, self.reason)
        self.keys[kind].update((slug, row.pk) for slug, row in result.rows.items())
        return [record for record, _ in records.values()]

    def _keys(self, kind: str, ids: Iterable[str]) -> frozenset[int]:
        return frozenset(self.keys[kind][id] for id in ids)

    def _key(self, kind: str, id: str) -> int | None:
        return self.keys[kind][id] if id else None

    def _policy(self, policy: doc.Policy, at: int) -> dict[str, Any]:
        jurisdiction = self._key("jurisdiction", policy.jurisdiction)
        return {**_columns(policy, "title", "kind", "summary", "language"), "jurisdiction_id": jurisdiction}

    def _event(self, event: doc.Event, at: int) -> dict[str, Any]:
        columns = _columns(event, "title", "summary", "language", "kind", "date", "known_from", "certainty")
        return {**columns, "position": at}

    def _deadline(self, deadline: doc.Deadline, at: int) -> dict[str, Any]:
        return {
            **_columns(deadline, "title", "summary", "language"),
            "policy_id": self._key("policy", deadline.policy),
            "jurisdiction_id": self._key("jurisdiction", deadline.jurisdiction),
            "position": at,
        }

    # What belongs to a record -----------------------------------------------------------------

    def _children(
        self,
        kind: str,
        model: type[models.Model],
        parent: str,
        records: Collection[Any],
        values: Callable[[Any], Sequence[dict[str, Any]]],
        *,
        by: str = "",
    ) -> Children:
        wanted = {self.keys[kind][record.id]: values(record) for record in records}
        children = store_children(model, parent, wanted, self.reason, by=by)
        self.touched[kind].update(getattr(row, parent) for row in children.touched)
        return children

    def _citations(self, record: doc.Policy | doc.Event | doc.Deadline) -> list[dict[str, Any]]:
        return [
            {**_columns(each, "quote", "locator"), "source_id": self._key("source", each.source), "position": at}
            for at, each in enumerate(record.citations)
        ]

    def _translations(self, record: Translated) -> list[dict[str, Any]]:
        names = ("language", "title", "summary", "picture_alt", "picture_caption")
        return [_columns(each, *names) for each in record.translations]

    def _pictures(self, events: Collection[doc.Event]) -> None:
        ids = {self.keys["event"][event.id]: event.id for event in events}
        wanted = {key: event.picture for key, event in zip(ids, events, strict=True) if event.picture is not None}
        children, missing = store_words(wanted, self.reason)
        self.touched["event"].update(row.event_id for row in children.touched)
        self.pictures += [ids[key] for key in missing]

    def _rule(self, deadline: doc.Deadline) -> list[dict[str, Any]]:
        rule = deadline.rule
        names = (
            "counted_from",
            "period",
            "direction",
            "convention",
            "calendar",
            "stated",
            "time",
            "timezone",
            "last_day",
        )
        return [
            {
                **_columns(rule, *names),
                "trigger_event_id": self.keys["event"].get(rule.trigger),
                "trigger_deadline_id": self.keys["deadline"].get(rule.trigger),
            }
        ]

    def _effects(self, event: doc.Event) -> list[dict[str, Any]]:
        return [
            {
                **_columns(each, "does", "until", "by", "counted_from", "period", "effective"),
                "on_policy_id": self.keys["policy"].get(each.on),
                "on_deadline_id": self.keys["deadline"].get(each.on),
                "by_deadline_id": self._key("deadline", each.by_deadline),
                "position": at,
            }
            for at, each in enumerate(event.effects)
        ]

    # The page ---------------------------------------------------------------------------------

    def _timeline(self, document: doc.Document) -> None:
        timeline = document.timeline
        links = {
            "topics": self._keys("topic", timeline.topics),
            "policies": self._keys("policy", timeline.policies),
            "actors": self._keys("actor", timeline.actors),
            "highlights": self._keys("event", timeline.highlights),
        }
        for kind, name in (("event", "events"), ("deadline", "deadlines")):
            held = dict(_held(timeline.id, name))
            named = self._keys(kind, (record.id for record in getattr(document, name)))
            links[name] = named | held.keys()
            self.absent += [(kind, slug) for pk, slug in sorted(held.items()) if pk not in named]
        wanted = Wanted(timeline.id, _columns(timeline, "title", "summary", "language"), links)
        result = store_records(Timeline, [wanted], {"publication_status": self.status}, self.reason)
        together = self.results.setdefault("timeline", Result())
        together.rows |= result.rows
        self.keys["timeline"] = {slug: row.pk for slug, row in together.rows.items()}
        together.created += result.created
        together.changed += result.changed
        self._children("timeline", Translation, "timeline_id", [timeline], self._translations, by="language")

    # Recompute --------------------------------------------------------------------------------

    def _request_recompute(self, rules: Children, effects: Children) -> None:
        """Ask for what was created in bulk, which no signal told anybody about; of the rest the signals asked already."""
        new = {row.deadline_id for row in rules.created}
        _request(new, OutcomeCause.RULE)
        moved: dict[int, set[int]] = {}
        for effect in effects.created:
            if effect.on_deadline_id is not None and effect.on_deadline_id not in new:
                moved.setdefault(effect.event_id, set()).add(effect.on_deadline_id)
        for event in rows_of(Event, "pk", list(moved)):
            if event.is_published:
                _request(moved[event.pk], OutcomeCause.EVENT, event)


def _request(deadlines: Collection[int], cause: OutcomeCause, event: Event | None = None) -> None:
    for batch in batches(deadlines):
        request_recompute(reached_by_rules(batch), cause=cause, event=event)


def _held(timeline: str, name: str) -> Iterable[tuple[int, str]]:
    model = Event if name == "events" else Deadline
    return model._default_manager.filter(timelines__slug=timeline).order_by("pk").values_list("pk", "slug")


def _columns(record: Record | Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _references(document: doc.Document) -> Iterable[tuple[str, str]]:
    """(kind, id) of every record a document may refer to; an id that can be of two kinds comes with both."""
    for holder in (document.timeline, *document.policies, *document.events, *document.deadlines):
        for name, kind in (("topics", "topic"), ("actors", "actor"), ("policies", "policy"), ("highlights", "event")):
            yield from ((kind, id) for id in getattr(holder, name, ()))
        yield from (("source", citation.source) for citation in getattr(holder, "citations", ()))
        yield "jurisdiction", getattr(holder, "jurisdiction", "")
        yield "policy", getattr(holder, "policy", "")
    for event in document.events:
        for effect in event.effects:
            yield from (("policy", effect.on), ("deadline", effect.on), ("deadline", effect.by_deadline))
    for deadline in document.deadlines:
        yield from (("event", deadline.rule.trigger), ("deadline", deadline.rule.trigger))
