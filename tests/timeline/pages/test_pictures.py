"""Pictures in the story, on the page of their event and in an embedded timeline."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tests.factories import EventFactory, PictureFactory, TranslationFactory
from timeline.models import PublicationStatus

from .conftest import Read, Story
from .reading import Page

DIGEST = "0123456789abcdef" * 2
PAGES = ("/timelines/chips/", "/events/ordered/", "/embed/chips/")


def attributes(page: Page) -> dict[str, str]:
    [image] = page.soup.select("figure.picture img")
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in image.attrs.items()}


def test_a_picture_comes_in_the_widths_it_is_kept_in_and_keeps_its_place(story: Story, read: Read) -> None:
    PictureFactory.create(event=story.ordered, digest=DIGEST, width=1440, height=960, alt="A hand & a pen")
    files = ", ".join(f"/pictures/{DIGEST}-{width}.webp {width}w" for width in (480, 960, 1440))
    expected = {
        "src": f"/pictures/{DIGEST}-960.webp",
        "srcset": files,
        "sizes": "(min-width: 48rem) 44rem, 100vw",
        "width": "1440",
        "height": "960",
        "alt": "A hand & a pen",
        "decoding": "async",
    }
    for address in PAGES:
        # On its event's page it is seen at once.
        lazy = {} if address.startswith("/events/") else {"loading": "lazy"}
        assert attributes(read(address)) == expected | lazy


def test_a_small_one_comes_in_its_own_width_alone(story: Story, read: Read) -> None:
    PictureFactory.create(event=story.ordered, digest=DIGEST, width=300, height=400)
    page = read(PAGES[0])
    assert attributes(page)["src"] == f"/pictures/{DIGEST}-300.webp"
    assert not {"srcset", "sizes"} & attributes(page).keys()
    assert page.soup.select("figure.picture.is-tall")


def test_it_says_what_it_shows_whose_it_is_and_how_it_may_be_used(story: Story, read: Read) -> None:
    picture = PictureFactory.create(
        event=story.ordered, caption="At <b>the</b> desk", credit="Jo Doe", licence="CC BY 4.0"
    )
    for address in PAGES:
        assert read(address).texts("figcaption") == ["At <b>the</b> desk Picture: Jo Doe, CC BY 4.0"]
    picture.licence_url = "https://creativecommons.example/by/4.0/"
    picture.save()
    for address in PAGES:
        [link] = read(address).soup.select("figcaption a")
        assert (link["href"], link["rel"]) == (picture.licence_url, ["noopener", "license", "external"])
    # What no form lets in is no link either.
    type(picture).objects.update(licence_url="javascript:alert(1)")
    for address in PAGES:
        assert read(address).soup.select("figcaption a") == []


def test_its_words_are_in_the_language_of_the_reader_as_far_as_they_are_translated(story: Story, read: Read) -> None:
    PictureFactory.create(event=story.ordered, alt="A hand", caption="At the desk")
    translation = TranslationFactory.create(event=story.ordered, picture_alt="Eine Hand")
    for address in PAGES:
        page = read(f"/de{address}")
        [caption] = page.soup.select(".picture-caption")
        image = attributes(page)
        assert (image["alt"], image.get("lang"), caption.get_text(), caption["lang"]) == (
            "Eine Hand",
            None,
            "At the desk",
            "en",
        )
        assert attributes(read(address))["alt"] == "A hand"
    translation.picture_alt, translation.picture_caption = "", "Am Tisch"
    translation.save()
    for address in PAGES:
        page = read(f"/de{address}")
        [caption] = page.soup.select(".picture-caption")
        image = attributes(page)
        assert (image["alt"], image["lang"], caption.get_text(), caption.get("lang")) == (
            "A hand",
            "en",
            "Am Tisch",
            None,
        )


def test_a_page_as_known_on_a_day_before_it_was_added_is_without_it(story: Story, read: Read) -> None:
    PictureFactory.create(event=story.ordered, added_at=datetime(2025, 2, 1, 23, 59, 59, tzinfo=UTC))
    for address in PAGES:
        for day, shown in (("2025-01-31", 0), ("2025-02-01", 1), ("2025-02-02", 1)):
            assert len(read(f"{address}?known_on={day}").soup.select("figure.picture")) == shown, (address, day)


@pytest.mark.parametrize("status", [PublicationStatus.DRAFT, PublicationStatus.RETRACTED])
def test_of_an_event_that_readers_may_not_see_there_is_none(
    story: Story, read: Read, status: PublicationStatus
) -> None:
    picture = PictureFactory.create(event=story.ordered)
    story.ordered.publication_status = status
    story.ordered.save()
    for address in ("/", *PAGES, "/policies/pafaca/", "/deadlines/pause/"):
        assert picture.digest.encode() not in read(address).soup.encode()


def test_a_page_without_pictures_has_no_trace_of_them(story: Story, read: Read) -> None:
    for address in PAGES:
        page = read(address)
        assert page.soup.select("figure.picture, img[src*='/pictures/']") == []


def test_machines_are_told_of_it(story: Story, read: Read) -> None:
    PictureFactory.create(
        event=story.ordered,
        digest=DIGEST,
        alt="A hand",
        credit="Jo Doe",
        licence="CC BY",
        licence_url="https://cc.example/",
    )
    [script] = read("/events/ordered/").soup.select("script[type='application/ld+json']")
    assert json.loads(script.get_text())["image"] == {
        "@type": "ImageObject",
        "contentUrl": f"http://localhost:8000/pictures/{DIGEST}-1440.webp",
        "encodingFormat": "image/webp",
        "width": 1440,
        "height": 960,
        "description": "A hand",
        "creditText": "Jo Doe",
        "license": "https://cc.example/",
    }
    [plain] = read("/events/enacted/").soup.select("script[type='application/ld+json']")
    assert "image" not in json.loads(plain.get_text())


@pytest.mark.django_db
def test_an_event_on_no_timeline_shows_its_picture(read: Read) -> None:
    picture = PictureFactory.create(event=EventFactory.create(slug="alone"), width=480, height=480)
    assert attributes(read("/events/alone/"))["src"] == f"/pictures/{picture.digest}-480.webp"
