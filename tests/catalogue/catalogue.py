"""One language's catalogue: a .po file that people edit, and the .mo file that the service reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polib
from django.conf import settings

from .extract import Message

ROOT = Path(__file__).parents[2]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_path(language: str) -> Path:
    """Where the .po file of a language is; the .mo file stands beside it."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(catalogue_path(language)), wrapwidth=120)


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def compiled(catalogue: polib.POFile) -> bytes:
    """The .mo file of a catalogue: the same bytes for the same catalogue."""
    content: bytes = catalogue.to_binary()
    return content


def merge(catalogue: polib.POFile, wanted: Mapping[Message, list[str]]) -> None:
    """Make the catalogue have the wanted messages, in their order: translations stay, new messages are empty, others go."""
    known = {message_of(entry): entry for entry in catalogue if not entry.obsolete}
    catalogue.clear()
    for message, places in wanted.items():
        entry = known.get(message) or _empty(message)
        entry.occurrences = [(place, "") for place in places]
        catalogue.append(entry)


def _empty(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    if "%(" in message.text + message.plural:
        entry.flags = ["python-format"]
    return entry
