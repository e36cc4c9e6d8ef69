"""robots.txt, the sitemaps and oEmbed."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from tests.factories import EventFactory, TimelineFactory

_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://localhost:8000"


def _addresses(client: Client, path: str) -> list[str]:
    response = client.get(path)
    assert response.status_code == 200
    return [str(found.text) for found in ElementTree.fromstring(response.content).iter(f"{_MAP}loc")]


@pytest.mark.django_db
def test_the_sitemap_has_every_page_in_every_language_and_no_draft(client: Client) -> None:
    EventFactory.create(slug="seen")
    EventFactory.create(slug="draft", publication_status="draft")
    assert _addresses(client, "/sitemap-events.xml") == [f"{SITE}/events/seen/", f"{SITE}/de/events/seen/"]
    sections = [address.rsplit("/", 1)[1] for address in _addresses(client, "/sitemap.xml")]
    assert sections == [f"sitemap-{name}.xml" for name in ("pages", "timelines", "policies", "deadlines", "events")]


def test_robots_keep_out_of_what_is_personal_or_endless(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /admin/", "Disallow: /subscriptions/", "Disallow: /*known_on="} <= set(lines)
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"


@pytest.mark.django_db
def test_oembed_gives_the_frame_of_a_timeline(client: Client) -> None:
    TimelineFactory.create(slug="chips", title="Chips & clips")
    found = client.get("/oembed", {"url": f"{SITE}/de/timelines/chips/", "maxwidth": "400"}).json()
    assert (found["type"], found["version"], found["title"], found["width"]) == ("rich", "1.0", "Chips & clips", 400)
    assert f'src="{SITE}/de/embed/chips/"' in found["html"]
    assert "Chips &amp; clips" in found["html"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        f"{SITE}/about/",
        f"{SITE}/timelines/draft/",
        "https://other.example/timelines/chips/",
        "http://[",
        f"{SITE}/timelines/x\0/",
    ],
)
def test_oembed_knows_only_timelines_that_readers_see(client: Client, url: str) -> None:
    TimelineFactory.create(slug="chips")
    TimelineFactory.create(slug="draft", publication_status="draft")
    response = client.get("/oembed", {"url": url})
    assert response.status_code == 404
    assert response.content.decode().startswith("url: “")


@pytest.mark.django_db
def test_oembed_refuses_what_it_does_not_offer_in_a_sentence(client: Client) -> None:
    assert client.get("/oembed", {"url": SITE, "format": "xml"}).status_code == 501
    response = client.get("/oembed", {"url": SITE, "maxheight": "tall"})
    assert (response.status_code, response.content.decode()) == (400, "maxheight: “tall” is no number of pixels.\n")


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
