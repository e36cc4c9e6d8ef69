"""Pictures, entered beside their event: drawn, looked at, replaced, taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.factories import EventFactory, PictureFactory, UserFactory
from tests.factories.files import encoded, from_a_camera, png_that_claims, quarters
from timeline.models import Event, Picture, PublicationStatus, Rendition, Translation

from .forms import faults, filled, soup

pytestmark = pytest.mark.django_db

DRAFT = PublicationStatus.DRAFT
ADD = reverse("admin:timeline_event_add")


def change(event: Event) -> str:
    return reverse("admin:timeline_event_change", args=[event.pk])


def file(content: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def photograph(width: int = 1600) -> bytes:
    return from_a_camera(quarters(width, width * 3 // 4))


def typed(client: Client, event: Event | None = None, **values: Any) -> dict[str, Any]:
    """What the form of an event sends with a picture; `file` is bytes."""
    own = {"title": "An order", "date": "2025-01-20", "slug": "order"} if event is None else {}
    sent = {"alt": "A hand", "credit": "Jo Doe", "caption": "", "licence": "", "licence_url": "", **values}
    content = sent.pop("file", None)
    if isinstance(content, bytes):
        content = file(content)
    held = event is not None and Picture.objects.filter(event=event).exists()
    return filled(
        client.get(ADD if event is None else change(event)),
        "event_form",
        picture__TOTAL_FORMS="1",
        picture__0__file=content,
        **own,
        **({} if held else {"picture__0__id": "", "picture__0__event": str(event.pk) if event else ""}),
        **{f"picture__0__{name}": value for name, value in sent.items()},
    )


def stored() -> list[tuple[int, bytes]]:
    return [(width, bytes(content)) for width, content in Rendition.objects.values_list("width", "content")]


def test_a_new_event_is_entered_with_its_picture(editor: Client) -> None:
    before = timezone.now()
    form = typed(
        editor,
        file=photograph(),
        caption="At the desk",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.example/by/4.0/",
        translations__TOTAL_FORMS="0",
    )
    response = editor.post(ADD, form)

    assert response.status_code == 302, faults(response)
    picture = Picture.objects.get(event__slug="order")
    assert (picture.alt, picture.caption, picture.credit) == ("A hand", "At the desk", "Jo Doe")
    assert (picture.licence, picture.licence_url) == ("CC BY 4.0", "https://creativecommons.example/by/4.0/")
    assert (picture.width, picture.height) == (1440, 1080)
    assert before <= picture.added_at <= timezone.now()
    assert [width for width, _content in stored()] == [480, 960, 1440]
    # No byte of the camera's, in the file or in the history.
    assert not any(b"Secret" in content for _width, content in stored())
    page = soup(editor.get(reverse("admin:timeline_event_history", args=[picture.event_id]))).get_text(" ")
    assert "A hand" in page and picture.digest in page


def test_a_new_file_takes_the_place_of_the_old_one(editor: Client) -> None:
    picture = PictureFactory.create(event__publication_status=DRAFT)
    old, added = picture.digest, picture.added_at
    response = editor.post(change(picture.event), typed(editor, picture.event, file=photograph(600)))

    assert response.status_code == 302, faults(response)
    picture.refresh_from_db()
    assert (picture.width, picture.digest != old, picture.added_at > added) == (600, True, True)
    assert [(width, content[8:12]) for width, content in stored()] == [(480, b"WEBP"), (600, b"WEBP")]
    assert [row.digest for row in picture.history.order_by("history_id")] == [old, picture.digest]


def test_words_are_changed_without_a_file_and_the_file_stays(editor: Client) -> None:
    picture = PictureFactory.create(event__publication_status=DRAFT)
    digest, added, before = picture.digest, picture.added_at, stored()
    response = editor.post(change(picture.event), typed(editor, picture.event, alt="Two hands"))

    assert response.status_code == 302, faults(response)
    picture.refresh_from_db()
    assert (picture.alt, picture.digest, picture.added_at, stored()) == ("Two hands", digest, added, before)


def test_a_picture_that_is_taken_away_leaves_its_history_and_nothing_else(editor: Client) -> None:
    picture = PictureFactory.create(event__publication_status=DRAFT)
    response = editor.post(change(picture.event), typed(editor, picture.event, DELETE="on"))

    assert response.status_code == 302, faults(response)
    assert (Picture.objects.count(), stored()) == (0, [])
    assert list(Picture.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "-"]


def test_a_draft_that_is_deleted_takes_its_picture_along(editor: Client) -> None:
    picture = PictureFactory.create(event__publication_status=DRAFT)
    response = editor.post(reverse("admin:timeline_event_delete", args=[picture.event_id]), {"post": "yes"})
    assert response.status_code == 302
    assert (Event.objects.count(), Picture.objects.count(), stored()) == (0, 0, [])


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"file": None}, "file", "This field is required."),
        ({"alt": " "}, "alt", "This field is required."),
        ({"credit": ""}, "credit", "This field is required."),
        ({"file": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "file",
         "This cannot be read as a picture. JPEG, PNG, WebP and AVIF are allowed."),
        ({"file": encoded(quarters(20, 20), "GIF")}, "file",
         "This cannot be read as a picture. JPEG, PNG, WebP and AVIF are allowed."),
        ({"file": encoded(Image.effect_noise((200, 200), 60).convert("RGB"))[:3000]}, "file",
         "The file is damaged or not complete. Save the picture anew and choose it again."),
        ({"file": png_that_claims(40_000, 40_000)}, "file",
         "The picture has more than 50 million pixels. Make it smaller and choose it again."),
        ({"licence_url": "https://x.example/"}, "licence", "Write the name of the licence that the address leads to."),
        ({"licence": "L", "licence_url": "javascript:alert(1)"}, "licence_url", "Enter a valid URL."),
        ({"licence": "L", "licence_url": "ftp://x.example/"}, "licence_url", "Enter a valid URL."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_stored(
    editor: Client, values: dict[str, Any], field: str, sentence: str
) -> None:
    response = editor.post(ADD, typed(editor, **{"file": photograph(40), **values}))
    assert faults(response) == {f"picture-0-{field}": [sentence]}
    assert (Event.objects.count(), Picture.objects.count(), stored()) == (0, 0, [])


def test_a_file_that_is_refused_leaves_the_picture_that_is_there(editor: Client) -> None:
    picture = PictureFactory.create(event__publication_status=DRAFT)
    digest, before = picture.digest, stored()
    response = editor.post(change(picture.event), typed(editor, picture.event, file=b"%PDF-1.7", alt="B"))
    assert list(faults(response)) == ["picture-0-file"]
    picture.refresh_from_db()
    assert (picture.digest, picture.alt, stored()) == (digest, "A hand signs a paper", before)


def test_neither_name_nor_announced_type_of_a_file_counts(editor: Client) -> None:
    png = file(encoded(quarters(40, 40), "PNG"), "../../etc/passwd.svg", "image/svg+xml")
    response = editor.post(ADD, typed(editor, file=png))
    assert response.status_code == 302, faults(response)
    assert [(width, content[8:12]) for width, content in stored()] == [(40, b"WEBP")]


def test_a_preview_of_the_form_stores_no_picture(editor: Client) -> None:
    editor.post(ADD, {**typed(editor, file=photograph(40)), "_preview": "1"})
    assert (Event.objects.count(), stored()) == (0, [])


def test_the_words_of_a_picture_are_translated_with_its_event(editor: Client) -> None:
    event = PictureFactory.create(event__publication_status=DRAFT).event
    form = typed(editor, event)
    form |= {
        "translations-TOTAL_FORMS": "1",
        "translations-0-language": "de",
        "translations-0-title": "Eine Anordnung",
        "translations-0-picture_alt": "Eine Hand",
        "translations-0-picture_caption": "Am Tisch",
        "translations-0-event": str(event.pk),
    }
    response = editor.post(change(event), form)
    assert response.status_code == 302, faults(response)
    assert list(Translation.objects.values_list("picture_alt", "picture_caption")) == [("Eine Hand", "Am Tisch")]


# Looking at it --------------------------------------------------------------------------------


def preview_of(event: Event) -> str:
    return reverse("admin:timeline_event_picture", args=[event.pk])


def test_the_picture_of_a_draft_is_seen_in_the_admin_and_kept_nowhere(editor: Client, client: Client) -> None:
    event = PictureFactory.create(event__publication_status=DRAFT).event
    image = soup(editor.get(change(event))).select_one("img.picture-preview")
    assert image is not None
    assert (str(image["src"]).partition("?")[0], image["alt"]) == (preview_of(event), "A hand signs a paper")
    assert (image["width"], image["height"]) == ("480", "320")
    response = editor.get(str(image["src"]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response.content == f"{event.picture.digest} in 480".encode()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    # Nobody else.
    assert client.get(preview_of(event)).status_code == 302
    assert editor.post(preview_of(event)).status_code == 405


def test_an_event_without_one_has_none_to_look_at(editor: Client) -> None:
    event = EventFactory.create()
    assert editor.get(preview_of(event)).status_code == 404
    assert editor.get(reverse("admin:timeline_event_picture", args=[event.pk + 1])).status_code == 404
    assert editor.get("/admin/timeline/event/x/picture/").status_code == 404


def test_who_may_not_see_events_sees_no_picture_of_one(client: Client) -> None:
    event = PictureFactory.create().event
    client.force_login(UserFactory.create(is_staff=True))
    assert client.get(preview_of(event)).status_code == 403


# Rights ---------------------------------------------------------------------------------------


def test_who_may_not_publish_leaves_the_picture_of_a_published_event_alone(editor: Client) -> None:
    picture = PictureFactory.create()
    response = editor.post(
        change(picture.event),
        {"picture-0-alt": "B", "picture-0-file": file(photograph(40)), "picture-TOTAL_FORMS": "1"},
    )
    assert response.status_code == 403
    picture.refresh_from_db()
    assert picture.alt == "A hand signs a paper"


def test_a_publisher_adds_one_to_a_published_event_and_readers_see_it(publisher: Client, client: Client) -> None:
    event = EventFactory.create()
    response = publisher.post(change(event), typed(publisher, event, file=photograph(600)))
    assert response.status_code == 302, faults(response)
    shown = soup(client.get(f"/events/{event.slug}/")).select_one("figure.picture img")
    assert shown is not None
    sent = client.get(str(shown["src"]))
    assert (sent.status_code, sent.content[8:12]) == (200, b"WEBP")
