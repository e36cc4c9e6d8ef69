"""What only all files together can show: ids given twice, ids that nothing has, effects that do not fit, circles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from timeline.counting import DEADLINE_EFFECTS, POLICY_EFFECTS, CycleError

from . import document as doc
from .fields import Findings, Reference
from .mistakes import Mistake, allowed

SECTIONS = {
    "jurisdiction": "jurisdictions",
    "topic": "topics",
    "actor": "actors",
    "source": "sources",
    "policy": "policies",
    "event": "events",
    "deadline": "deadlines",
}
"""The kinds of records, and the section of a file that holds them."""

Record = doc.Jurisdiction | doc.Topic | doc.Actor | doc.Source | doc.Policy | doc.Event | doc.Deadline


class Elsewhere(Protocol):
    """Records that files may refer to though no file defines them."""

    def existing(self, kind: str, ids: Collection[str]) -> set[str]:
        """Those of `ids` that a record of this kind has."""

    def triggers(self, ids: Collection[str]) -> Mapping[str, str]:
        """The deadlines that trigger the deadlines `ids`, where a deadline does."""


class _Nowhere:
    def existing(self, kind: str, ids: Collection[str]) -> set[str]:
        return set()

    def triggers(self, ids: Collection[str]) -> Mapping[str, str]:
        return {}


NOWHERE = _Nowhere()


def check_references(
    documents: Sequence[doc.Document | None], findings: Sequence[Findings], elsewhere: Elsewhere
) -> None:
    """Add to the findings what is wrong between records. A document that could not be read is None, and so defines nothing."""
    read = [document for document in documents if document is not None]
    by_file = {found.file: found for found in findings}
    defined: dict[str, dict[str, Record]] = {kind: {} for kind in SECTIONS}
    for found, document in zip(findings, documents, strict=True):
        if document is not None:
            _define(found, document, defined)
    _one_header_each(read, by_file)
    _policies_and_deadlines_apart(defined, read, by_file, elsewhere)
    complete = len(read) == len(documents)
    _resolve(findings, defined, elsewhere, complete=complete)
    for found, document in zip(findings, documents, strict=True):
        if document is not None:
            _effects_fit(found, document, defined, elsewhere)
            _triggers_are_clear(found, document, defined, elsewhere)
    _no_circles(read, by_file, defined, elsewhere)


def records_of(document: doc.Document) -> Iterator[tuple[str, int, Record]]:
    """(kind, place in its section, record) of every record but the header."""
    for kind, section in SECTIONS.items():
        for at, record in enumerate(getattr(document, section)):
            yield kind, at, record


def _define(found: Findings, document: doc.Document, defined: dict[str, dict[str, Record]]) -> None:
    here: dict[tuple[str, str], int] = {}
    for kind, at, record in records_of(document):
        if not record.id:
            continue
        path = f"{SECTIONS[kind]}[{at}].id"
        if (kind, record.id) in here:
            found.mistake(record.line, path, f"{record.id!r} is given twice, first in line {here[kind, record.id]}")
            continue
        here[kind, record.id] = record.line
        # Files may share records, as long as they agree on them.
        if defined[kind].setdefault(record.id, record) != record:
            found.mistake(record.line, path, f"another file says something else of the {kind} {record.id!r}")


def _one_header_each(documents: Sequence[doc.Document], by_file: Mapping[str, Findings]) -> None:
    seen: dict[str, str] = {}
    for document in documents:
        timeline = document.timeline
        if timeline.id and timeline.id in seen:
            text = f"{timeline.id!r} is the timeline of {seen[timeline.id]} already"
            by_file[document.file].mistake(timeline.line, "timeline.id", text)
        seen[timeline.id] = document.file


def _policies_and_deadlines_apart(
    defined: Mapping[str, Mapping[str, Record]],
    documents: Sequence[doc.Document],
    by_file: Mapping[str, Findings],
    elsewhere: Elsewhere,
) -> None:
    taken = {
        "policy": elsewhere.existing("deadline", defined["policy"].keys()) - defined["deadline"].keys(),
        "deadline": elsewhere.existing("policy", defined["deadline"].keys()) | defined["policy"].keys(),
    }
    for document in documents:
        for kind, at, record in records_of(document):
            if kind in taken and record.id in taken[kind]:
                other = "policy" if kind == "deadline" else "deadline"
                text = f"{record.id!r} is the id of a {other} already; ids are unique across policies and deadlines"
                by_file[document.file].mistake(record.line, f"{SECTIONS[kind]}[{at}].id", text)


def _resolve(
    findings: Sequence[Findings], defined: Mapping[str, Mapping[str, Record]], elsewhere: Elsewhere, *, complete: bool
) -> None:
    if not complete:
        # The missing ids may well stand in the file that could not be read.
        return
    open_references = [
        (found, reference)
        for found in findings
        for reference in found.references
        if not any(reference.id in defined[kind] for kind in reference.kinds)
    ]
    wanted: dict[str, set[str]] = {}
    for _, reference in open_references:
        for kind in reference.kinds:
            wanted.setdefault(kind, set()).add(reference.id)
    stored = {kind: elsewhere.existing(kind, ids) for kind, ids in wanted.items()}
    for found, reference in open_references:
        if not any(reference.id in stored[kind] for kind in reference.kinds):
            found.mistakes.append(_unresolved(reference, defined))


def _unresolved(reference: Reference, defined: Mapping[str, Mapping[str, Record]]) -> Mistake:
    known = [known for kind in reference.kinds for known in defined[kind]]
    shown = reference.id if len(reference.id) <= 100 else f"{reference.id[:99]}…"
    hint = allowed(reference.id, known, what="defined are")
    text = f"no {' or '.join(reference.kinds)} has the id {shown!r}; {hint}"
    return Mistake(reference.file, reference.line, reference.path, text)


def _effects_fit(
    found: Findings, document: doc.Document, defined: Mapping[str, Mapping[str, Record]], elsewhere: Elsewhere
) -> None:
    unknown = {
        effect.on
        for event in document.events
        for effect in event.effects
        if effect.on not in defined["policy"] and effect.on not in defined["deadline"]
    }
    policies = defined["policy"].keys() | elsewhere.existing("policy", unknown)
    deadlines = defined["deadline"].keys() | elsewhere.existing("deadline", unknown)
    for at, event in enumerate(document.events):
        for place, effect in enumerate(event.effects):
            path = f"events[{at}].effects[{place}].does"
            if effect.on in policies and effect.on in deadlines:
                # Only the database can hold such a pair: nothing there keeps the two kinds apart.
                text = f"{effect.on!r} is the id of a policy and of a deadline, so the target is not clear; rename one"
                found.mistake(effect.line, f"events[{at}].effects[{place}].on", text)
                continue
            if not effect.does:
                continue
            if effect.on in policies and effect.does not in POLICY_EFFECTS:
                kind, fitting = "policy", POLICY_EFFECTS
            elif effect.on in deadlines and effect.does not in DEADLINE_EFFECTS:
                kind, fitting = "deadline", DEADLINE_EFFECTS
            else:
                continue
            text = f"{effect.does} cannot be done to a {kind}, which {effect.on!r} is; allowed are"
            found.mistake(effect.line, path, f"{text} {', '.join(sorted(fitting))}")


def _triggers_are_clear(
    found: Findings, document: doc.Document, defined: Mapping[str, Mapping[str, Record]], elsewhere: Elsewhere
) -> None:
    named = {deadline.rule.trigger for deadline in document.deadlines} - {""}
    events = (named & defined["event"].keys()) | elsewhere.existing("event", named - defined["event"].keys())
    deadlines = (named & defined["deadline"].keys()) | elsewhere.existing(
        "deadline", named - defined["deadline"].keys()
    )
    for at, deadline in enumerate(document.deadlines):
        trigger = deadline.rule.trigger
        if trigger in events and trigger in deadlines:
            text = f"{trigger!r} is the id of an event and of a deadline, so the trigger is not clear; rename one"
            found.mistake(deadline.rule.line, f"deadlines[{at}].rule.trigger", text)
        elif deadline.rule.counted_from and trigger in events:
            text = "belongs to a deadline as trigger; this trigger is an event"
            found.mistake(deadline.rule.line, f"deadlines[{at}].rule.from", text)
        elif deadline.rule.counted_from and not trigger:
            text = "belongs to a deadline as trigger, which is missing"
            found.mistake(deadline.rule.line, f"deadlines[{at}].rule.from", text)


def _no_circles(
    documents: Sequence[doc.Document],
    by_file: Mapping[str, Findings],
    defined: Mapping[str, Mapping[str, Record]],
    elsewhere: Elsewhere,
) -> None:
    places = {
        deadline.id: (document.file, at, deadline)
        for document in documents
        for at, deadline in enumerate(document.deadlines)
    }
    triggers = {
        id: deadline.rule.trigger
        for id, (_, _, deadline) in places.items()
        if deadline.rule.trigger and deadline.rule.trigger not in defined["event"]
    }
    frontier = {trigger for trigger in triggers.values() if trigger not in places}
    while frontier:
        stored = {id: trigger for id, trigger in elsewhere.triggers(frontier).items() if id not in triggers}
        triggers |= stored
        frontier = {trigger for trigger in stored.values() if trigger not in places and trigger not in triggers}
    done: set[str] = set()
    for start in places:
        chain: dict[str, None] = {}
        at = start
        while at in triggers and at not in done and at not in chain:
            chain[at] = None
            at = triggers[at]
        if at in chain and at not in done:
            members = list(chain)[list(chain).index(at) :]
            first = next(member for member in members if member in places)
            turned = members[members.index(first) :] + members[: members.index(first)]
            file, place, deadline = places[first]
            by_file[file].mistake(deadline.rule.line, f"deadlines[{place}].rule.trigger", str(CycleError(turned)))
        done |= chain.keys()
