"""Languages and translations in timeline files."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline.intake.load import Loaded, load_documents
from timeline.intake.mistakes import FileMistakes
from timeline.models import Deadline, Event, Policy, Timeline, Translation

from .documents import PAUSE, read

NOW = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)
TRANSLATED = PAUSE.replace(
    "timeline: {id: pause, title: The pause, highlights: [order]}",
    "timeline: {id: pause, title: The pause, translations: [{language: de, title: Die Pause, summary: Was geschah.}]}",
).replace("  title: The order\n", "  title: The order\n  translations: [{language: de, title: Die Anordnung}]\n")


def stored() -> list[tuple[str, str, str]]:
    return [
        (str(each.timeline or each.event or each.policy or each.deadline), each.title, each.summary)
        for each in Translation.objects.order_by("title")
    ]


@pytest.mark.django_db
def test_translations_are_stored_with_their_records_and_a_second_load_changes_nothing() -> None:
    load_documents([read(TRANSLATED)], now=NOW)
    assert stored() == [("The order", "Die Anordnung", ""), ("The pause", "Die Pause", "Was geschah.")]
    counts = load_documents([read(TRANSLATED)], now=NOW).counts
    assert (counts["event"], counts["timeline"]) == (Loaded(0, 0, 2), Loaded(0, 0, 1))
    assert Translation.history.count() == 2


@pytest.mark.django_db
def test_a_translation_that_changed_or_went_is_an_update_with_history() -> None:
    load_documents([read(TRANSLATED)], now=NOW)
    changed = TRANSLATED.replace("Die Anordnung", "Der Erlass").replace(
        ", translations: [{language: de, title: Die Pause, summary: Was geschah.}]", ""
    )
    counts = load_documents([read(changed)], now=NOW).counts
    assert (counts["event"], counts["timeline"]) == (Loaded(0, 1, 1), Loaded(0, 1, 0))
    assert stored() == [("The order", "Der Erlass", "")]
    kinds = Translation.history.order_by("history_id").values_list("history_type", "title")
    assert list(kinds)[2:] == [("~", "Der Erlass"), ("-", "Die Pause")]


@pytest.mark.django_db
def test_two_translations_may_change_places() -> None:
    french = PAUSE.replace(
        "  title: The order\n",
        "  title: L’ordre\n  language: fr\n  translations: [{language: de, title: A}, {language: en, title: B}]\n",
    )
    load_documents([read(french)], now=NOW)
    swapped = french.replace("de, title: A", "en, title: A").replace("en, title: B", "de, title: B")
    load_documents([read(swapped)], now=NOW)
    assert dict(Translation.objects.values_list("language", "title")) == {"en": "A", "de": "B"}


@pytest.mark.django_db
def test_a_record_is_in_the_language_of_its_timeline_unless_it_says_another() -> None:
    text = PAUSE.replace("title: The pause,", "title: Die Pause, language: de,")
    load_documents([read(text.replace("  title: The order\n", "  title: The order\n  language: en\n"))], now=NOW)
    assert dict(Event.objects.values_list("slug", "language")) == {"order": "en", "extension": "de"}
    spoken = [model.objects.get().language for model in (Timeline, Policy, Deadline)]
    assert spoken == ["de", "de", "de"]


@pytest.mark.parametrize(
    ("translations", "sentence"),
    [
        (
            "[{language: en, title: The order}]",
            "pause.yaml:16: events[0].translations[0].language: 'en' is the language of the record itself",
        ),
        (
            "[{language: de, title: A}, {language: de, title: B}]",
            "pause.yaml:16: events[0].translations[1].language: 'de' stands in this list twice",
        ),
        (
            "[{language: fr, title: L’ordre}]",
            "pause.yaml:16: events[0].translations[0].language: 'fr' is not allowed; allowed are en, de",
        ),
        (
            "[{language: de}]",
            "pause.yaml:16: events[0].translations[0].title: missing; text of at most 300 characters is expected",
        ),
        ("Die Anordnung", "pause.yaml:16: events[0].translations: found 'Die Anordnung'; a list is expected"),
    ],
)
def test_what_is_no_translation_is_refused_with_its_place(translations: str, sentence: str) -> None:
    text = PAUSE.replace("  title: The order\n", f"  title: The order\n  translations: {translations}\n")
    with pytest.raises(FileMistakes) as refused:
        read(text)
    assert [str(mistake) for mistake in refused.value.mistakes] == [sentence]
