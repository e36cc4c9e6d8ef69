"""The translations of a timeline file: what they say, and that each says something new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from timeline.models import is_same_language
from timeline.models.fields import QUOTE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH

from . import document as doc
from .fields import Fields, Findings

Translated = doc.Timeline | doc.Policy | doc.Event | doc.Deadline


def read_translation(fields: Fields) -> doc.Translation:
    """One translation, into a language of the pages."""
    return doc.Translation(
        language=fields.choice("language", [code for code, _name in settings.LANGUAGES]),
        title=fields.text("title", most=TITLE_LENGTH, required=True),
        summary=fields.text("summary", most=SUMMARY_LENGTH, one_line=False),
        line=fields.line,
    )


def read_event_translation(fields: Fields) -> doc.Translation:
    """One translation of an event, with the words of its picture."""
    return replace(
        read_translation(fields),
        picture_alt=fields.text("picture_alt", most=QUOTE_LENGTH),
        picture_caption=fields.text("picture_caption", most=QUOTE_LENGTH),
    )


def check_translations(document: doc.Document, findings: Findings) -> None:
    """Note translations of a record into its own language, and two into the same one."""
    for path, record in _translated(document):
        own = record.language or document.timeline.language
        for at, translation in enumerate(record.translations):
            where = f"{path}.translations[{at}].language"
            if translation.language and is_same_language(translation.language, own):
                findings.mistake(
                    translation.line, where, f"{translation.language!r} is the language of the record itself"
                )
            elif translation.language in {earlier.language for earlier in record.translations[:at]}:
                findings.mistake(translation.line, where, f"{translation.language!r} stands in this list twice")


def _translated(document: doc.Document) -> Iterator[tuple[str, Translated]]:
    yield "timeline", document.timeline
    for section in ("policies", "events", "deadlines"):
        for at, record in enumerate(getattr(document, section)):
            yield f"{section}[{at}]", record
