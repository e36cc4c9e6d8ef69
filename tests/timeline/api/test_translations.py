"""The languages of records, as programs read them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import (
    CountedRuleFactory,
    EventFactory,
    PolicyFactory,
    TimelineFactory,
    TranslationFactory,
)

from .conftest import Ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["event", "policy", "deadline", "timeline"])
def test_a_record_comes_in_its_own_language_with_its_translations(ask: Ask, kind: str) -> None:
    factories: dict[str, Any] = {"event": EventFactory, "policy": PolicyFactory, "timeline": TimelineFactory}
    if kind == "deadline":
        record = CountedRuleFactory.create(deadline__slug="it", deadline__title="It").deadline
    else:
        record = factories[kind].create(slug="it", title="It")
    TranslationFactory.create(**{kind: record}, title="Es", summary="Auf Deutsch.")

    found = ask(f"{'policies' if kind == 'policy' else f'{kind}s'}/it/")

    assert (found["title"], found["language"]) == ("It", "en")
    words = {"picture_alt": "", "picture_caption": ""} if kind == "event" else {}
    assert found["translations"] == [{"language": "de", "title": "Es", "summary": "Auf Deutsch.", **words}]


def test_explanations_name_events_in_the_language_asked_for(ask: Ask) -> None:
    rule = CountedRuleFactory.create(deadline__slug="pause", trigger_event__title="The order")
    TranslationFactory.create(event=rule.trigger_event, title="Die Anordnung")

    german = ask("deadlines/pause/?explain=de")["outcome"]["explanation"]
    english = ask("deadlines/pause/?explain=en")["outcome"]["explanation"]

    assert german[0] == "Auslöser ist „Die Anordnung“, 20. Januar 2025."
    assert english[0] == "The trigger is “The order”, 20 January 2025."
