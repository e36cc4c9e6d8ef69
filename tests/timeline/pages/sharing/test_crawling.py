"""robots.txt, the sitemaps and oEmbed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from html import unescape

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
def test_oembed_says_the_same_as_xml(client: Client) -> None:
    TimelineFactory.create(slug="chips", title="Chips & <clips>")
    asked = {"url": f"{SITE}/timelines/chips/"}
    response = client.get("/oembed", {**asked, "format": "xml"})
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    found = {each.tag: each.text for each in root}
    assert found == {name: str(value) for name, value in client.get("/oembed", asked).json().items()}
    assert found["title"] == "Chips & <clips>"


@pytest.mark.django_db
def test_a_timeline_announces_its_oembed_in_both_formats(client: Client) -> None:
    TimelineFactory.create(slug="chips")
    html = client.get("/timelines/chips/").content.decode()
    links = dict(re.findall(r'type="(\w+/\w+\+oembed)" href="([^"]+)"', html))
    assert sorted(links) == ["application/json+oembed", "text/xml+oembed"]
    for href in links.values():
        assert client.get(unescape(href)).status_code == 200


@pytest.mark.django_db
def test_oembed_refuses_what_it_does_not_offer_in_a_sentence(client: Client) -> None:
    response = client.get("/oembed", {"url": SITE, "format": "yaml"})
    assert (response.status_code, response.content.decode()) == (501, "format: only json and xml are offered.\n")
    response = client.get("/oembed", {"url": SITE, "maxheight": "tall"})
    assert (response.status_code, response.content.decode()) == (400, "maxheight: “tall” is no number of pixels.\n")
