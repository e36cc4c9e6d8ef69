"""Pictures, as programs read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories import EventFactory, PictureFactory, TranslationFactory

from .conftest import Ask

DIGEST = "ab" * 16

pytestmark = pytest.mark.django_db


def test_an_event_comes_with_its_picture_and_each_file_is_there(ask: Ask, client: Client) -> None:
    picture = PictureFactory.create(
        event__slug="it", digest=DIGEST, width=960, height=640, caption="At the desk", licence="CC BY",
        licence_url="https://cc.example/",
    )  # fmt: skip
    TranslationFactory.create(event=picture.event, title="Es", picture_alt="Eine Hand")
    found = ask("events/it/")
    assert found["picture"] == {
        "alt": "A hand signs a paper",
        "caption": "At the desk",
        "credit": "Jo Doe",
        "licence": "CC BY",
        "licence_url": "https://cc.example/",
        "width": 960,
        "height": 640,
        "files": [{"url": f"http://testserver/pictures/{DIGEST}-{width}.webp", "width": width} for width in (480, 960)],
    }
    assert found["translations"] == [
        {"language": "de", "title": "Es", "summary": "", "picture_alt": "Eine Hand", "picture_caption": ""}
    ]
    for file in found["picture"]["files"]:
        assert client.get(file["url"]).status_code == 200
    assert ask("events/")["results"][0]["picture"] == found["picture"]


def test_it_is_null_where_there_is_none_or_was_none_on_the_day(ask: Ask) -> None:
    EventFactory.create(slug="bare")
    PictureFactory.create(event__slug="it", added_at=datetime(2025, 2, 1, 12, tzinfo=UTC))
    assert ask("events/bare/")["picture"] is None
    assert ask("events/it/", known_on="2025-01-31")["picture"] is None
    assert ask("events/it/", known_on="2025-02-01")["picture"]["alt"] == "A hand signs a paper"
