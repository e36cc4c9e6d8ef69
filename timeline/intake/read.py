"""The text of timeline files -> documents, or all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from timeline.models import (
    Actor,
    ActorKind,
    Certainty,
    Citation,
    CountedFrom,
    Direction,
    EffectKind,
    EventKind,
    Identifier,
    Jurisdiction,
    LastDay,
    PolicyKind,
    Source,
    Topic,
    TriggerPoint,
)
from timeline.models.fields import QUOTE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH

from . import document as doc
from .fields import Fields, Findings
from .json_nodes import parse_json
from .mistakes import FileMistakes, FileNotReadable
from .nodes import Node, SyntaxMistake
from .picture_words import read_picture
from .references import NOWHERE, Elsewhere, check_references
from .translations import check_translations, read_event_translation, read_translation
from .yaml_nodes import parse_yaml

MAX_BYTES = 20_000_000

_NAME = Topic._meta.get_field("name").max_length or 0
_ACTOR_NAME = Actor._meta.get_field("name").max_length or 0
_JURISDICTION_NAME = Jurisdiction._meta.get_field("name").max_length or 0
_PUBLISHER = Source._meta.get_field("publisher").max_length or 0
_URL = Source._meta.get_field("url").max_length or 0
_LANGUAGE = Source._meta.get_field("language").max_length or 0
_LOCATOR = Citation._meta.get_field("locator").max_length or 0
_SCHEME = Identifier._meta.get_field("scheme").max_length or 0
_VALUE = Identifier._meta.get_field("value").max_length or 0

EFFECT_FIELDS = {
    "until": frozenset({"extend", "suspend", "resume", "announce"}),
    "by": frozenset({"extend", "resume"}),
    "from": frozenset({"extend"}),
    "period": frozenset({"restart"}),
    "by_deadline": frozenset({"supersede"}),
}
"""Which effects a field of an effect belongs to; `effective` belongs to all."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def read_files(paths: Sequence[Path | str], elsewhere: Elsewhere = NOWHERE) -> list[doc.Document]:
    """The documents of timeline files that may refer to each other and to the records of `elsewhere`.

    Raises FileNotReadable where one cannot be opened, FileMistakes with everything that is wrong with all of them otherwise.
    """
    data = [(str(path), _bytes(Path(path))) for path in paths]
    return read_texts(data, elsewhere)


def read_texts(texts: Sequence[tuple[str, bytes]], elsewhere: Elsewhere = NOWHERE) -> list[doc.Document]:
    """As `read_files`, for (name, content) pairs; a name that ends with .json is read as JSON only."""
    findings = [Findings(name) for name, _ in texts]
    documents = [_document(found, content) for found, (_, content) in zip(findings, texts, strict=True)]
    for document, found in zip(documents, findings, strict=True):
        if document is not None:
            check_translations(document, found)
    check_references(documents, findings, elsewhere)
    mistakes = [mistake for found in findings for mistake in sorted(found.mistakes, key=lambda mistake: mistake.line)]
    if mistakes:
        raise FileMistakes(mistakes)
    return [document for document in documents if document is not None]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except IsADirectoryError as error:
        raise FileNotReadable(f"{path} is a directory; a timeline file is expected") from error
    except FileNotFoundError as error:
        raise FileNotReadable(f"{path} does not exist") from error
    except PermissionError as error:
        raise FileNotReadable(f"{path} may not be read by this user") from error
    except (OSError, ValueError) as error:
        raise FileNotReadable(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _document(findings: Findings, content: bytes) -> doc.Document | None:
    try:
        node = _node(findings.file, content)
    except SyntaxMistake as mistake:
        findings.mistake(mistake.line, "", mistake.text)
        return None
    fields = Fields(findings, "", node)
    if not fields.readable:
        return None
    document = _read_document(fields, findings.file)
    fields.done()
    return document


def _node(name: str, content: bytes) -> Node:
    if len(content) > MAX_BYTES:
        raise SyntaxMistake(1, f"larger than {MAX_BYTES // 1_000_000} MB; split the file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SyntaxMistake(line, "no UTF-8 text; save the file as UTF-8") from error
    control = _NOT_TEXT.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise SyntaxMistake(line, f"no text: it contains the control character U+{ord(control.group()):04X}")
    if name.lower().endswith(".json"):
        return parse_json(text)
    if text.lstrip().startswith("{"):
        # JSON that does not say so in its name, or a YAML file in braces.
        try:
            return parse_json(text)
        except SyntaxMistake:
            return parse_yaml(text)
    return parse_yaml(text)


def _read_document(fields: Fields, file: str) -> doc.Document:
    fields.choice("longstop", [str(doc.FORMAT)])
    return doc.Document(
        timeline=fields.record("timeline", _timeline) or doc.Timeline("", ""),
        jurisdictions=fields.records("jurisdictions", _jurisdiction),
        topics=fields.records("topics", _topic),
        actors=fields.records("actors", _actor),
        sources=fields.records("sources", _source),
        policies=fields.records("policies", _policy),
        events=fields.records("events", _event),
        deadlines=fields.records("deadlines", _deadline),
        file=file,
    )


def _timeline(fields: Fields) -> doc.Timeline:
    return doc.Timeline(
        id=fields.slug("id", required=True),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        language=fields.language("language", most=_LANGUAGE),
        summary=fields.text("summary", most=SUMMARY_LENGTH, one_line=False),
        translations=fields.records("translations", read_translation),
        topics=fields.references("topics", "topic"),
        policies=fields.references("policies", "policy"),
        actors=fields.references("actors", "actor"),
        highlights=fields.references("highlights", "event"),
        line=fields.line,
    )


def _jurisdiction(fields: Fields) -> doc.Jurisdiction:
    return doc.Jurisdiction(
        id=fields.slug("id", required=True),
        name=fields.text("name", most=_JURISDICTION_NAME, required=True),
        timezone=fields.timezone("timezone") or "UTC",
        calendar=fields.calendar("calendar"),
        convention=fields.convention("convention") or "calendar-days",
        line=fields.line,
    )


def _topic(fields: Fields) -> doc.Topic:
    return doc.Topic(
        id=fields.slug("id", required=True),
        name=fields.text("name", most=_NAME, required=True),
        line=fields.line,
    )


def _actor(fields: Fields) -> doc.Actor:
    return doc.Actor(
        id=fields.slug("id", required=True),
        name=fields.text("name", most=_ACTOR_NAME, required=True),
        kind=fields.choice("kind", ActorKind.values, ActorKind.ORGANISATION),
        line=fields.line,
    )


def _source(fields: Fields) -> doc.Source:
    return doc.Source(
        id=fields.slug("id", required=True),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        publisher=fields.text("publisher", most=_PUBLISHER, required=True),
        url=fields.address("url", most=_URL),
        published=fields.edtf("published"),
        language=fields.language("language", most=_LANGUAGE),
        line=fields.line,
    )


def _citation(fields: Fields) -> doc.Citation:
    return doc.Citation(
        source=fields.reference("source", "source", required=True),
        quote=fields.text("quote", most=QUOTE_LENGTH, one_line=False),
        locator=fields.text("locator", most=_LOCATOR),
        line=fields.line,
    )


def _identifier(fields: Fields) -> doc.Identifier:
    return doc.Identifier(
        scheme=fields.slug("scheme", required=True, most=_SCHEME),
        value=fields.text("value", most=_VALUE, required=True),
        line=fields.line,
    )


def _policy(fields: Fields) -> doc.Policy:
    policy = doc.Policy(
        id=fields.slug("id", required=True),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        kind=fields.choice("kind", PolicyKind.values, PolicyKind.OTHER),
        jurisdiction=fields.reference("jurisdiction", "jurisdiction"),
        summary=fields.text("summary", most=SUMMARY_LENGTH, one_line=False),
        language=fields.language("language", most=_LANGUAGE, default=""),
        translations=fields.records("translations", read_translation),
        topics=fields.references("topics", "topic"),
        identifiers=fields.records("identifiers", _identifier),
        citations=fields.records("citations", _citation),
        line=fields.line,
    )
    for at, identifier in enumerate(policy.identifiers):
        if identifier.value and identifier in policy.identifiers[:at]:
            named = f"{identifier.scheme} {identifier.value}"
            fields.mistake(f"identifiers[{at}]", f"{named!r} stands in this list twice", line=identifier.line)
    return policy


def _event(fields: Fields) -> doc.Event:
    return doc.Event(
        id=fields.slug("id", required=True),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        date=fields.edtf("date", required=True),
        kind=fields.choice("kind", EventKind.values, EventKind.OTHER),
        known_from=fields.day("known_from"),
        certainty=fields.choice("certainty", Certainty.values, Certainty.CONFIRMED),
        summary=fields.text("summary", most=SUMMARY_LENGTH, one_line=False),
        language=fields.language("language", most=_LANGUAGE, default=""),
        translations=fields.records("translations", read_event_translation),
        policies=fields.references("policies", "policy"),
        actors=fields.references("actors", "actor"),
        topics=fields.references("topics", "topic"),
        citations=fields.records("citations", _citation),
        effects=fields.records("effects", _effect),
        picture=fields.record("picture", read_picture, required=False),
        line=fields.line,
    )


def _effect(fields: Fields) -> doc.Effect:
    effect = doc.Effect(
        on=fields.reference("on", "policy", "deadline", required=True),
        does=fields.choice("does", EffectKind.values),
        until=fields.day("until"),
        by=fields.period("by"),
        counted_from=fields.choice("from", CountedFrom.values, ""),
        period=fields.period("period"),
        by_deadline=fields.reference("by_deadline", "deadline"),
        effective=fields.day("effective"),
        line=fields.line,
    )
    for name, kinds in EFFECT_FIELDS.items():
        if effect.does and fields.has(name) and effect.does not in kinds:
            others = [kind for kind in EffectKind.values if kind in kinds]
            fields.mistake(name, f"does not belong to {effect.does}; it belongs to {', '.join(others)}")
    if effect.does == EffectKind.EXTEND and not (fields.has("until") or fields.has("by")):
        fields.mistake("does", "extend needs until: with a day or by: with a period")
    if effect.does == EffectKind.SUPERSEDE and not fields.has("by_deadline"):
        fields.mistake("does", "supersede needs by_deadline: with the deadline that takes its place")
    if fields.has("from") and not fields.has("by") and effect.does in EFFECT_FIELDS["from"]:
        fields.mistake("from", "belongs to by:, which is missing")
    return effect


def _deadline(fields: Fields) -> doc.Deadline:
    return doc.Deadline(
        id=fields.slug("id", required=True),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        policy=fields.reference("policy", "policy"),
        jurisdiction=fields.reference("jurisdiction", "jurisdiction"),
        summary=fields.text("summary", most=SUMMARY_LENGTH, one_line=False),
        language=fields.language("language", most=_LANGUAGE, default=""),
        translations=fields.records("translations", read_translation),
        rule=fields.record("rule", _rule) or doc.Rule(),
        actors=fields.references("actors", "actor"),
        topics=fields.references("topics", "topic"),
        citations=fields.records("citations", _citation),
        line=fields.line,
    )


def _rule(fields: Fields) -> doc.Rule:
    rule = doc.Rule(
        trigger=fields.reference("trigger", "event", "deadline"),
        period=fields.period("period"),
        direction=fields.choice("direction", Direction.values, Direction.AFTER),
        convention=fields.convention("convention"),
        calendar=fields.calendar("calendar"),
        stated=fields.day("stated"),
        time=fields.clock("time"),
        timezone=fields.timezone("timezone"),
        last_day=fields.choice("last_day", LastDay.values, LastDay.INCLUDED),
        counted_from=fields.choice("from", TriggerPoint.values, ""),
        line=fields.line,
    )
    if fields.readable:
        if fields.has("period") and not fields.has("trigger"):
            fields.mistake("period", "has nothing to be counted from; trigger: with an event or a deadline is expected")
        elif not fields.has("stated") and not (fields.has("trigger") and fields.has("period")):
            missing = "period" if fields.has("trigger") else "trigger"
            fields.mistake(missing, "missing; a rule needs trigger: with period:, or stated: with a day")
    return rule
