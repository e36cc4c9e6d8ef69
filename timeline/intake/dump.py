"""A timeline of the database -> a document that stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from timeline.models import (
    Actor,
    Citation,
    Deadline,
    Effect,
    Event,
    Identifier,
    Jurisdiction,
    Picture,
    Policy,
    PublicationStatus,
    Rule,
    Source,
    Timeline,
    Topic,
    Translation,
)

from . import document as doc
from .gather import Gathered, gather
from .read import EFFECT_FIELDS
from .store import links_of
from .stored import rows_of


class NoSuchTimeline(LookupError):
    """No timeline that may be written has this id; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A document, and sentences about what could not be part of it."""

    document: doc.Document
    left_out: tuple[str, ...] = ()


def dump_timeline(slug: str, *, drafts: bool = False) -> Dump:
    """Everything that belongs to a timeline and all that this refers to, so that the file can be read alone.

    Events with effects on its deadlines and the triggers of its deadlines are part of it. Published records only, or with
    `drafts` all but retracted ones. Raises NoSuchTimeline.
    """
    timeline = Timeline.objects.filter(slug=slug).first()
    if timeline is None:
        raise NoSuchTimeline(f"there is no timeline {slug!r}")
    if timeline.publication_status == PublicationStatus.RETRACTED:
        raise NoSuchTimeline(f"the timeline {slug!r} is retracted")
    if not (timeline.is_published or drafts):
        raise NoSuchTimeline(f"the timeline {slug!r} is a draft; --drafts writes drafts too")
    gathered = gather(timeline, drafts=drafts)
    return Dump(_Writer(gathered).document(), tuple(gathered.left_out))


_LINKS: dict[type[models.Model], dict[str, type[models.Model]]] = {
    Event: {"policies": Policy, "actors": Actor, "topics": Topic},
    Policy: {"topics": Topic},
    Deadline: {"actors": Actor, "topics": Topic},
    Timeline: {"topics": Topic, "policies": Policy, "actors": Actor, "highlights": Event},
}


_CITED: tuple[tuple[type[models.Model], str], ...] = (
    (Event, "event_id"),
    (Policy, "policy_id"),
    (Deadline, "deadline_id"),
)
_TRANSLATED: tuple[tuple[type[models.Model], str], ...] = (*_CITED, (Timeline, "timeline_id"))


class _Writer:
    """Rows -> the records of a document, each naming others by id."""

    def __init__(self, found: Gathered) -> None:
        self.found = found
        self.rows: dict[type[models.Model], dict[int, Any]] = {
            Event: found.events,
            Policy: found.policies,
            Deadline: found.deadlines,
            Timeline: {found.timeline.pk: found.timeline},
        }
        self.links = {
            (model, name): links_of(model, self.rows[model], [name])[name]
            for model, names in _LINKS.items()
            for name in names
        }
        for target in (Topic, Actor):
            used = {
                key
                for (holder, name), held in self.links.items()
                if _LINKS[holder][name] is target
                for keys in held.values()
                for key in keys
            }
            self.rows[target] = {row.pk: row for row in rows_of(target, "pk", used)}
        jurisdictions = {row.jurisdiction_id for row in found.policies.values()}
        jurisdictions |= {row.jurisdiction_id for row in found.deadlines.values()}
        self.rows[Jurisdiction] = {row.pk: row for row in rows_of(Jurisdiction, "pk", jurisdictions - {None})}
        self.citations: dict[tuple[type[models.Model], int], list[Citation]] = {}
        for model, column in _CITED:
            for row in rows_of(Citation, column, self.rows[model]):
                self.citations.setdefault((model, getattr(row, column)), []).append(row)
        self.translations: dict[tuple[type[models.Model], int], list[Translation]] = {}
        for model, column in _TRANSLATED:
            for row in rows_of(Translation, column, self.rows[model]):
                self.translations.setdefault((model, getattr(row, column)), []).append(row)
        cited = {row.source_id for rows in self.citations.values() for row in rows}
        self.rows[Source] = found.visible(Source, cited)
        self.pictures = {row.event_id: row for row in rows_of(Picture, "event_id", found.events)}
        self.identifiers: dict[int, list[doc.Identifier]] = {}
        for row in rows_of(Identifier, "policy_id", found.policies):
            self.identifiers.setdefault(row.policy_id, []).append(doc.Identifier(row.scheme, _text(row.value)))

    def document(self) -> doc.Document:
        return doc.Document(
            timeline=self._timeline(self.found.timeline),
            jurisdictions=tuple(map(_jurisdiction, _by_slug(self.rows[Jurisdiction]))),
            topics=tuple(doc.Topic(row.slug, _text(row.name)) for row in _by_slug(self.rows[Topic])),
            actors=tuple(doc.Actor(row.slug, _text(row.name), row.kind) for row in _by_slug(self.rows[Actor])),
            sources=tuple(map(_source, _by_slug(self.rows[Source]))),
            policies=tuple(map(self._policy, _by_slug(self.found.policies))),
            events=tuple(map(self._event, _in_order(self.found.events.values()))),
            deadlines=tuple(map(self._deadline, _in_order(self.found.deadlines.values()))),
        )

    def _timeline(self, row: Timeline) -> doc.Timeline:
        return doc.Timeline(
            id=row.slug,
            title=_text(row.title),
            language=row.language,
            summary=_text(row.summary),
            translations=self._translated(row),
            topics=self._linked(row, "topics"),
            policies=self._linked(row, "policies"),
            actors=self._linked(row, "actors"),
            highlights=self._linked(row, "highlights"),
        )

    def _policy(self, row: Policy) -> doc.Policy:
        return doc.Policy(
            id=row.slug,
            title=_text(row.title),
            kind=row.kind,
            jurisdiction=self._slug(Jurisdiction, row.jurisdiction_id),
            summary=_text(row.summary),
            language=self._language(row),
            translations=self._translated(row),
            topics=self._linked(row, "topics"),
            identifiers=tuple(sorted(self.identifiers.get(row.pk, ()))),
            citations=self._cited(row),
        )

    def _event(self, row: Event) -> doc.Event:
        return doc.Event(
            id=row.slug,
            title=_text(row.title),
            date=row.date,
            kind=row.kind,
            known_from=row.known_from,
            certainty=row.certainty,
            summary=_text(row.summary),
            language=self._language(row),
            translations=self._translated(row),
            policies=self._linked(row, "policies"),
            actors=self._linked(row, "actors"),
            topics=self._linked(row, "topics"),
            citations=self._cited(row),
            effects=tuple(map(self._effect, self.found.effects.get(row.pk, ()))),
            picture=_picture(self.pictures.get(row.pk)),
        )

    def _deadline(self, row: Deadline) -> doc.Deadline:
        return doc.Deadline(
            id=row.slug,
            title=_text(row.title),
            policy=self._slug(Policy, row.policy_id),
            jurisdiction=self._slug(Jurisdiction, row.jurisdiction_id),
            summary=_text(row.summary),
            language=self._language(row),
            translations=self._translated(row),
            rule=self._rule(self.found.rules[row.pk]),
            actors=self._linked(row, "actors"),
            topics=self._linked(row, "topics"),
            citations=self._cited(row),
        )

    def _effect(self, row: Effect) -> doc.Effect:
        # The admin lets an effect keep a field that its kind has no use for; a file does not.
        used = {name for name, kinds in EFFECT_FIELDS.items() if row.does in kinds}
        by = row.by if "by" in used else ""
        return doc.Effect(
            on=self._slug(Deadline, row.on_deadline_id) or self._slug(Policy, row.on_policy_id),
            does=row.does,
            until=row.until if "until" in used else None,
            by=by,
            counted_from=row.counted_from if by else "",
            period=row.period if "period" in used else "",
            by_deadline=self._slug(Deadline, row.by_deadline_id if "by_deadline" in used else None),
            effective=row.effective,
        )

    def _rule(self, row: Rule) -> doc.Rule:
        return doc.Rule(
            trigger=self._slug(Event, row.trigger_event_id) or self._slug(Deadline, row.trigger_deadline_id),
            period=row.period,
            direction=row.direction,
            convention=row.convention,
            calendar=row.calendar,
            stated=row.stated,
            time=row.time,
            timezone=row.timezone,
            last_day=row.last_day,
            counted_from=row.counted_from if row.trigger_deadline_id else "",
        )

    def _slug(self, model: type[models.Model], pk: int | None) -> str:
        row = self.rows[model].get(pk) if pk is not None else None
        return row.slug if row is not None else ""

    def _linked(self, row: models.Model, name: str) -> tuple[str, ...]:
        target = _LINKS[type(row)][name]
        keys = self.links[type(row), name].get(row.pk, frozenset())
        held = {key: self.rows[target][key] for key in keys if key in self.rows[target]}
        return tuple(each.slug for each in (_in_order(held.values()) if target is Event else _by_slug(held)))

    def _language(self, row: Event | Policy | Deadline) -> str:
        """The record's language, where it is not that of the file."""
        return "" if row.language == self.found.timeline.language else row.language

    def _translated(self, row: models.Model) -> tuple[doc.Translation, ...]:
        return tuple(
            doc.Translation(
                each.language,
                _text(each.title),
                _text(each.summary),
                _text(each.picture_alt),
                _text(each.picture_caption),
            )
            for each in sorted(self.translations.get((type(row), row.pk), ()), key=lambda each: each.language)
        )

    def _cited(self, row: models.Model) -> tuple[doc.Citation, ...]:
        return tuple(
            doc.Citation(self._slug(Source, each.source_id), _text(each.quote), _text(each.locator))
            for each in _in_order(self.citations.get((type(row), row.pk), ()))
            if each.source_id in self.rows[Source]
        )


def _jurisdiction(row: Jurisdiction) -> doc.Jurisdiction:
    return doc.Jurisdiction(row.slug, _text(row.name), row.timezone, row.calendar, row.convention)


def _source(row: Source) -> doc.Source:
    return doc.Source(row.slug, _text(row.title), _text(row.publisher), row.url, row.published, row.language)


def _picture(row: Picture | None) -> doc.Picture | None:
    if row is None:
        return None
    return doc.Picture(
        file=row.digest,
        alt=_text(row.alt),
        credit=_text(row.credit),
        caption=_text(row.caption),
        licence=_text(row.licence),
        licence_url=row.licence_url,
    )


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _by_slug(rows: Mapping[int, Any]) -> list[Any]:
    return sorted(rows.values(), key=lambda row: str(row.slug))


def _text(text: str) -> str:
    """As the reader of files takes it."""
    return text.replace("\r\n", "\n").strip()
