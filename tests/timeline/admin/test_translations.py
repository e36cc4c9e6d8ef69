"""Translations, entered beside their record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import EventFactory, PolicyFactory, TimelineFactory, TranslationFactory
from timeline.models import Event, PublicationStatus, Translation

from .forms import faults, filled, soup

pytestmark = pytest.mark.django_db


def add(name: str) -> str:
    return reverse(f"admin:timeline_{name}_add")


def change(record: object) -> str:
    name = type(record).__name__.lower()
    return reverse(f"admin:timeline_{name}_change", args=[record.pk])  # type: ignore[attr-defined]


def typed(at: int, language: str, title: str, **more: str) -> dict[str, str]:
    """What the form of a translation sends."""
    values = {"language": language, "title": title, "summary": "", "id": "", **more}
    return {f"translations__{at}__{name}": value for name, value in values.items()}


def test_a_new_event_is_entered_with_its_translation(editor: Client) -> None:
    form = filled(
        editor.get(add("event")),
        "event_form",
        title="An order",
        date="2025-01-20",
        slug="order",
        translations__TOTAL_FORMS="1",
        **typed(0, "de", "Eine Anordnung", summary="Sie gilt."),
    )

    response = editor.post(add("event"), form)

    assert response.status_code == 302, faults(response)
    [stored] = Translation.objects.values_list("event__slug", "language", "title", "summary")
    assert stored == ("order", "de", "Eine Anordnung", "Sie gilt.")
    page = soup(editor.get(reverse("admin:timeline_event_history", args=[Event.objects.get().pk]))).get_text(" ")
    assert "Eine Anordnung" in page


@pytest.mark.parametrize("factory", [PolicyFactory, TimelineFactory], ids=["policy", "timeline"])
def test_a_translation_is_changed_and_keeps_its_language(publisher: Client, factory: type[PolicyFactory]) -> None:
    record = factory.create()
    kind = str(record._meta.model_name)
    translation = TranslationFactory.create(**{kind: record}, title="Alt")
    form = filled(
        publisher.get(change(record)),
        f"{kind}_form",
        translations__0__title="Neu",
        translations__0__language="en",
    )

    response = publisher.post(change(record), form)

    assert response.status_code == 302, faults(response)
    translation.refresh_from_db()
    assert (translation.title, translation.language) == ("Neu", "de")
    assert translation.history.count() == 2


def test_a_record_is_not_translated_into_its_own_language(editor: Client) -> None:
    form = filled(
        editor.get(add("event")),
        "event_form",
        title="Eine Anordnung",
        date="2025-01-20",
        slug="order",
        language="de",
        translations__TOTAL_FORMS="1",
        **typed(0, "de", "Noch eine"),
    )

    response = editor.post(add("event"), form)

    assert faults(response) == {"translations-0-language": ["The record itself is written in this language."]}
    assert not Event.objects.exists()


def test_two_translations_into_one_language_are_refused(editor: Client) -> None:
    event = EventFactory.create(publication_status=PublicationStatus.DRAFT)
    TranslationFactory.create(event=event)
    form = filled(
        editor.get(change(event)),
        "event_form",
        translations__TOTAL_FORMS="2",
        **typed(1, "de", "Noch eine", event=str(event.pk)),
    )

    response = editor.post(change(event), form)

    assert response.status_code == 200
    assert "There is one translation at most into each language." in soup(response).get_text()
    assert Translation.objects.count() == 1


def test_one_who_may_not_publish_leaves_the_translation_of_a_published_record_alone(editor: Client) -> None:
    event = EventFactory.create()
    translation = TranslationFactory.create(event=event, title="Alt")

    response = editor.post(change(event), {"translations-0-title": "Neu"})

    assert response.status_code == 403
    translation.refresh_from_db()
    assert translation.title == "Alt"
