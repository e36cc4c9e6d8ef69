"""The addresses of pictures: what is published and nothing else, from our own host, kept by browsers alone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import PictureFactory
from timeline.models import Event, Picture, PublicationStatus

pytestmark = pytest.mark.django_db

HIDDEN = [PublicationStatus.DRAFT, PublicationStatus.RETRACTED]
DIGEST = "ab" * 16


def test_a_rendition_is_sent_as_what_it_is_and_kept_for_ever_by_browsers_alone(client: Client) -> None:
    PictureFactory.create(digest=DIGEST)
    for width in (480, 960, 1440):
        response = client.get(f"/pictures/{DIGEST}-{width}.webp")
        assert (response.status_code, response.content) == (200, f"{DIGEST} in {width}".encode())
        assert dict(response.items()) | {
            "Content-Type": "image/webp",
            "Cache-Control": "public, max-age=31536000, s-maxage=0, immutable",
            "ETag": f'"{DIGEST}-{width}"',
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        } == dict(response.items())
        assert not response.cookies
        assert "Vary" not in response
        assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    PictureFactory.create(digest=DIGEST)
    address = f"/pictures/{DIGEST}-480.webp"
    assert getattr(client, method)(address).status_code == 405
    head = client.head(address)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(f"{DIGEST} in 480")))


def test_who_has_it_already_is_told_so_as_long_as_it_is_published(client: Client) -> None:
    event = PictureFactory.create(digest=DIGEST).event
    address = f"/pictures/{DIGEST}-480.webp"
    for known in (f'"{DIGEST}-480"', f'W/"{DIGEST}-480"', f'"x", "{DIGEST}-480"'):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", f'"{DIGEST}-480"')
    assert client.get(address, headers={"if-none-match": f'"{DIGEST}-960"'}).status_code == 200
    Event.objects.filter(pk=event.pk).update(publication_status=PublicationStatus.RETRACTED)
    assert client.get(address, headers={"if-none-match": f'"{DIGEST}-480"'}).status_code == 404


@pytest.mark.parametrize("status", HIDDEN)
def test_the_picture_of_an_event_that_readers_may_not_see_is_not_there(
    client: Client, admin_client: Client, status: PublicationStatus
) -> None:
    event = PictureFactory.create(digest=DIGEST, event__publication_status=status).event
    address = f"/pictures/{DIGEST}-480.webp"
    # The same for everybody: whoever is signed in gets it in the admin.
    for visitor in (client, admin_client):
        response = visitor.get(address)
        assert response.status_code == 404
        assert "immutable" not in response.get("Cache-Control", "")
    event.publication_status = PublicationStatus.PUBLISHED
    event.save()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/",
        f"/pictures/{DIGEST}",
        f"/pictures/{DIGEST}.webp",
        f"/pictures/{DIGEST}-481.webp",
        f"/pictures/{DIGEST}-0480.webp",
        f"/pictures/{DIGEST}-480.webp/",
        f"/pictures/{DIGEST}-480.png",
        f"/pictures/{DIGEST}-99999999999999999999.webp",
        f"/pictures/{DIGEST}--480.webp",
        f"/pictures/{DIGEST.upper()}-480.webp",
        f"/pictures/{'0' * 32}-480.webp",
        f"/pictures/../pictures/{'0' * 32}-480.webp",
        "/pictures/../../etc/passwd",
        "/pictures/..%2f..%2f..%2fetc%2fpasswd",
        f"/pictures/%00{DIGEST}-480.webp",
        f"/pictures/{DIGEST}-480.webp%00.png",
        f"/pictures/{DIGEST}' OR 1=1-480.webp",
        f"/de/pictures/{DIGEST}-480.webp",
        "/media/",
    ],
)
def test_no_other_address_leads_anywhere(client: Client, path: str) -> None:
    PictureFactory.create(digest=DIGEST)
    assert client.get(path).status_code == 404


def test_what_two_events_share_is_there_as_long_as_one_of_them_is(client: Client) -> None:
    one, other = PictureFactory.create(), PictureFactory.create()
    Picture.objects.update(digest=DIGEST)
    address = f"/pictures/{DIGEST}-480.webp"
    one.event.publication_status = PublicationStatus.RETRACTED
    one.event.save()
    assert client.get(address).status_code == 200
    other.delete()
    assert client.get(address).status_code == 404
