"""Pictures in timeline files: their words go out and in, their pixels stay where they are."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import PictureFactory, TranslationFactory
from timeline.intake.dump import dump_timeline
from timeline.intake.load import Loaded, Report, load_documents
from timeline.intake.mistakes import FileMistakes
from timeline.intake.write import as_json, as_yaml
from timeline.models import Event, Picture, Rendition

from .documents import PAUSE, read

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)
DIGEST = "0123456789abcdef" * 2
WORDS = (
    f"{{file: {DIGEST}, alt: A hand, credit: Jo Doe, caption: At the desk, licence: CC BY 4.0,"
    " licence_url: https://cc.example/by}"
)


def pictured(words: str = WORDS) -> str:
    return PAUSE.replace("  title: The order\n", f"  title: The order\n  picture: {words}\n")


def load(text: str) -> Report:
    return load_documents([read(text)], now=NOW)


def stored() -> list[tuple[str, ...]]:
    fields = ("digest", "alt", "credit", "caption", "licence", "licence_url")
    return list(Picture.objects.values_list(*fields))


def mistakes(text: str) -> list[str]:
    with pytest.raises(FileMistakes) as found:
        read(text)
    return [str(each).partition(": ")[2] for each in found.value.mistakes]


@pytest.fixture
def picture() -> Picture:
    """The picture of an event of the file, which says nothing of it."""
    load(PAUSE)
    return PictureFactory.create(event=Event.objects.get(slug="order"), digest=DIGEST)


def test_a_file_gives_the_picture_it_names_its_words_and_leaves_the_pixels_alone(picture: Picture) -> None:
    report = load(pictured())
    assert stored() == [(DIGEST, "A hand", "Jo Doe", "At the desk", "CC BY 4.0", "https://cc.example/by")]
    assert (report.counts["event"], report.pictures) == (Loaded(0, 1, 1), ())
    assert Rendition.objects.count() == 3
    assert [row.alt for row in picture.history.order_by("history_id")] == ["A hand signs a paper", "A hand"]
    again = load(pictured())
    assert (again.counts["event"], picture.history.count()) == (Loaded(0, 0, 2), 2)


def test_a_file_that_says_nothing_of_a_picture_leaves_it_as_it_is(picture: Picture) -> None:
    before = stored()
    assert load(PAUSE).counts["event"] == Loaded(0, 0, 2)
    assert (stored(), picture.history.count()) == (before, 1)


@pytest.mark.parametrize("held", [True, False])
def test_a_picture_that_is_not_stored_here_is_said_and_changes_nothing(held: bool, tmp_path: Path) -> None:
    load(PAUSE)
    if held:
        PictureFactory.create(event=Event.objects.get(slug="order"), digest="f" * 32)
    before = stored()
    assert load(pictured()).pictures == ("order",)
    assert stored() == before
    file, out = tmp_path / "pause.yaml", StringIO()
    file.write_text(pictured())
    call_command("loadtimeline", str(file), stdout=out)
    assert (
        "event order: the picture that the file names is not stored here;"
        " a file has no pixels, so add it in the admin\n" in out.getvalue()
    )


@pytest.mark.parametrize("write", [as_yaml, as_json], ids=["yaml", "json"])
def test_what_is_written_is_read_back_as_it_is(picture: Picture, write: object) -> None:
    load(pictured())
    TranslationFactory.create(event=picture.event, picture_alt="Eine Hand", picture_caption="Am Tisch")
    document = dump_timeline("pause").document
    [order] = [event for event in document.events if event.id == "order"]
    assert order.picture is not None
    assert (order.picture.file, order.picture.alt, order.translations[0].picture_alt) == (DIGEST, "A hand", "Eine Hand")
    assert callable(write)
    text = write(document)
    assert read(text, "pause.json" if write is as_json else "pause.yaml") == document
    assert load(as_yaml(document)).counts["event"] == Loaded(0, 0, 2)


def test_its_words_are_translated_with_the_event() -> None:
    words = "[{language: de, title: Die Anordnung, picture_alt: Eine Hand, picture_caption: Am Tisch}]"
    load(PAUSE.replace("  title: The order\n", f"  title: The order\n  translations: {words}\n"))
    translation = Event.objects.get(slug="order").translations.get()
    assert (translation.picture_alt, translation.picture_caption) == ("Eine Hand", "Am Tisch")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("{}", ["file: missing", "alt: missing", "credit: missing"]),
        (f"{{file: {DIGEST[:-1]}, alt: A, credit: B}}", ["file: '0123456789abcdef0123456789abcde' names no picture"]),
        (f"{{file: ../{DIGEST[3:]}, alt: A, credit: B}}", ["file: '../3456789abcdef0123456789abcdef' names no picture"]),
        (f"{{file: {DIGEST}, alt: A, credit: B, licence_url: https://x.example}}", ["licence: missing"]),
        (f"{{file: {DIGEST}, alt: A, credit: B, licence: L, licence_url: 'javascript:x'}}",
         ["licence_url: 'javascript:x' is no web address"]),
        (f"{{file: {DIGEST}, alt: A, credit: B, pixels: x}}", ["pixels: "]),
        ("three", [""]),
    ],
)  # fmt: skip
def test_a_mistake_is_said_at_its_field(words: str, expected: list[str]) -> None:
    found = mistakes(pictured(words))
    assert len(found) == len(expected), found
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(f"events[0].picture{'.' + wanted if wanted else ''}"), said


def test_the_words_of_a_picture_belong_to_the_translation_of_an_event_alone() -> None:
    found = mistakes(
        PAUSE.replace(
            "title: The pause,", "title: The pause, translations: [{language: de, title: P, picture_alt: X}],"
        )
    )
    assert len(found) == 1 and found[0].startswith("timeline.translations[0].picture_alt"), found
