"""The catalogues say everything the source asks for, and the service reads what people wrote."""

from __future__ import annotations

import re
from collections import Counter

import polib
import pytest

from .catalogue import LANGUAGES, ROOT, catalogue_path, compiled, message_of, read_catalogue
from .extract import Message, extract

_PLACEHOLDER = re.compile(r"%\(\w+\)[sdg]|%[sdg]|\{\w+\}")
_TAG = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(scope="module")
def asked() -> dict[Message, list[str]]:
    return extract(ROOT)


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return read_catalogue(request.param)


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each English form of a message with its translation, which may still be missing."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]


def test_german_is_among_the_languages() -> None:
    assert LANGUAGES == ["de"]


def test_a_catalogue_has_what_the_source_asks_for_and_nothing_else(
    catalogue: polib.POFile, asked: dict[Message, list[str]]
) -> None:
    known = {message_of(entry) for entry in catalogue if not entry.obsolete}
    assert sorted(asked.keys() - known) == [], "run make messages, then translate what it lists"
    assert sorted(known - asked.keys()) == [], "run make messages"


def test_every_message_is_translated_and_none_is_doubtful(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in catalogue for _english, own in texts(entry) if not own.strip()] == []


def test_a_translation_has_the_placeholders_and_the_tags_of_its_message(catalogue: polib.POFile) -> None:
    for found in (_PLACEHOLDER, _TAG):
        differing = [
            english
            for entry in catalogue
            for english, own in texts(entry)
            if own and Counter(found.findall(own)) != Counter(found.findall(english))
        ]
        assert differing == []


def test_a_translation_begins_and_ends_as_its_message_does(catalogue: polib.POFile) -> None:
    def edges(text: str) -> tuple[bool, bool]:
        return text[:1].isspace(), text[-1:].isspace()

    assert [
        english for entry in catalogue for english, own in texts(entry) if own and edges(english) != edges(own)
    ] == []


def test_german_quotes_as_german_does() -> None:
    wrong = [
        own
        for entry in read_catalogue("de")
        for _english, own in texts(entry)
        if own.count("„") != own.count("“") or "”" in own or '"' in _TAG.sub("", own)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_service_reads_is_what_the_catalogue_says(language: str) -> None:
    assert catalogue_path(language).with_suffix(".mo").read_bytes() == compiled(read_catalogue(language)), (
        "run make messages"
    )
