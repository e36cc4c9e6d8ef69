"""A timeline inside the page of somebody else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import TimelineFactory

from ..conftest import Read, Story


@pytest.mark.django_db
def test_the_drawing_is_there_and_only_what_is_elsewhere_leaves_the_frame(story: Story, read: Read) -> None:
    page = read("/embed/chips/")
    assert page.soup.select("#river .river-window")
    links = page.soup.select("main a[href], footer a[href]")
    leaving = {str(link["href"]).partition("#")[0] for link in links if link.get("target") == "_blank"}
    staying = {str(link["href"]).partition("#")[0] for link in links if "target" not in link.attrs}
    assert staying == {""}
    assert "" not in leaving
    assert {"/timelines/chips/", "/events/ordered/", "/deadlines/pause/"} <= leaving


@pytest.mark.django_db
def test_search_engines_are_sent_to_the_whole_timeline(story: Story, read: Read) -> None:
    page = read("/embed/chips/?theme=light")
    assert page.hrefs("link[rel=canonical]") == ["http://localhost:8000/timelines/chips/"]
    assert page.hrefs("link[hreflang]") == []
    assert page.soup.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]


@pytest.mark.django_db
def test_on_its_own_page_a_timeline_opens_its_links_where_they_stand(story: Story, read: Read) -> None:
    assert read("/timelines/chips/").soup.select("a[target]") == []


@pytest.mark.django_db
def test_the_embedded_timeline_may_be_framed_and_no_other_page(client: Client) -> None:
    TimelineFactory.create(slug="chips")
    embedded = client.get("/embed/chips/?theme=dark")
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert b'data-theme="dark"' in embedded.content
    whole = client.get("/timelines/chips/")
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_an_unknown_theme_is_refused_in_a_sentence(client: Client) -> None:
    TimelineFactory.create(slug="chips")
    response = client.get("/embed/chips/?theme=pink")
    assert response.status_code == 400
    assert "There is no theme “pink”; there are: light, dark." in response.content.decode()
