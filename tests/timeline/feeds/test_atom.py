"""The Atom feeds."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from tests.factories import EventFactory, TimelineFactory, TopicFactory
from timeline.models import Translation

_ATOM = "{http://www.w3.org/2005/Atom}"


def _entries(client: Client, address: str) -> list[tuple[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    return [
        (str(entry.findtext(f"{_ATOM}title")), str(entry.find(f"{_ATOM}link").attrib["href"]))  # type: ignore[union-attr]
        for entry in feed.iter(f"{_ATOM}entry")
    ]


@pytest.mark.django_db
def test_what_became_known_last_comes_first(client: Client) -> None:
    EventFactory.create(slug="old", title="Old news", date="2024-01-02", known_from="2025-05-01")
    EventFactory.create(slug="new", title="New & <bold>", date="2025-03-01")
    assert _entries(client, "/events.atom") == [
        ("Old news", "http://localhost:8000/events/old/"),
        ("New & <bold>", "http://localhost:8000/events/new/"),
    ]


@pytest.mark.django_db
def test_a_timelines_feed_has_its_events_and_no_draft(client: Client) -> None:
    topic = TopicFactory.create()
    EventFactory.create(slug="hers", title="On it", topics=[topic], date="2025-03-01")
    EventFactory.create(slug="draft", topics=[topic], publication_status="draft")
    EventFactory.create(slug="elsewhere")
    TimelineFactory.create(slug="chips", topics=[topic])
    assert _entries(client, "/timelines/chips/events.atom") == [("On it", "http://localhost:8000/events/hers/")]


@pytest.mark.django_db
def test_what_is_not_known_yet_is_not_in_it(client: Client) -> None:
    EventFactory.create(date="2100-01-01")
    assert _entries(client, "/events.atom") == []


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_a_timeline_that_readers_cannot_see_has_no_feed(client: Client, status: str) -> None:
    TimelineFactory.create(slug="hidden", publication_status=status)
    assert client.get("/timelines/hidden/events.atom").status_code == 404


@pytest.mark.django_db
def test_the_german_feed_speaks_german(client: Client) -> None:
    event = EventFactory.create(slug="signed", title="Signed", date="2025-01")
    Translation.objects.create(event=event, language="de", title="Unterzeichnet")
    assert _entries(client, "/de/events.atom") == [("Unterzeichnet", "http://localhost:8000/de/events/signed/")]
    assert "Januar 2025" in client.get("/de/events.atom").content.decode()


@pytest.mark.django_db
def test_what_is_typed_as_markdown_is_html_in_an_entry_and_words_in_the_subtitle(client: Client) -> None:
    topic = TopicFactory.create()
    TimelineFactory.create(slug="chips", summary="All **about** [chips](https://chips.example/).", topics=[topic])
    EventFactory.create(date="2025-01-20", summary="A *first* step <script>alert(1)</script>", topics=[topic])
    root = ElementTree.fromstring(client.get("/timelines/chips/events.atom").content)
    assert root.findtext(f"{_ATOM}subtitle") == "All about chips."
    [summary] = root.iter(f"{_ATOM}summary")
    assert summary.get("type") == "html"
    assert summary.text == (
        '<p>20 January 2025</p><div lang="en"><p>A <em>first</em> step &lt;script&gt;alert(1)&lt;/script&gt;</p></div>'
    )
