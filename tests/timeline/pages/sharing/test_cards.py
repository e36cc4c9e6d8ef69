"""The addresses of the pictures."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import DeadlineFactory, EventFactory, TimelineFactory
from tests.timeline.pages.conftest import Read, Story, read, story

__all__ = ["read", "story"]


def test_each_page_names_a_picture_that_is_there(story: Story, read: Read, client: Client) -> None:
    for address in ("/timelines/chips/", "/events/ordered/", "/deadlines/pause/"):
        [image] = read(address).soup.select("meta[property='og:image']")
        response = client.get(str(image["content"]).removeprefix("http://localhost:8000"))
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")


def test_a_picture_that_is_known_already_is_not_sent_again(story: Story, client: Client) -> None:
    first = client.get("/cards/deadline/pause.png")
    again = client.get("/cards/deadline/pause.png", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_title_has_another_address(story: Story, read: Read) -> None:
    [before] = read("/events/ordered/").soup.select("meta[property='og:image']")
    story.ordered.title = "The pause is ordered today"
    story.ordered.save()
    [after] = read("/events/ordered/").soup.select("meta[property='og:image']")
    assert after["content"] != before["content"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_what_readers_cannot_see_has_no_picture(client: Client, status: str) -> None:
    EventFactory.create(slug="hidden", publication_status=status)
    DeadlineFactory.create(slug="hidden", publication_status=status)
    TimelineFactory.create(slug="hidden", publication_status=status)
    for kind in ("event", "deadline", "timeline", "subscriber"):
        assert client.get(f"/cards/{kind}/hidden.png").status_code == 404
