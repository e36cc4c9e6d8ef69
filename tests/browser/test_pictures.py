"""A picture on its way: chosen by an editor, seen by readers in every theme and width, gone when it is taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories.files import from_a_camera, quarters

from .axe import findings
from .conftest import Open
from .site import Site

PICTURED = """
longstop: 1
timeline: {id: pictured, title: A harbour in pictures, topics: [harbour]}
topics: [{id: harbour, name: Harbour}]
events:
  - id: harbour-opened
    title: The harbour is opened
    date: 2025-03-03
    topics: [harbour]
    summary: Ships came in from the morning on.
    translations: [{language: de, title: Der Hafen wird eröffnet, picture_alt: Vier farbige Felder}]
  - {id: harbour-closed, title: The harbour is closed, date: 2025-03-09, topics: [harbour]}
"""
_STYLED = "getComputedStyle(document.querySelector('figure.picture img')).display === 'block'"
_PLACES = """() => ['figure.picture img', 'figure.picture figcaption'].map(each => {
    const box = document.querySelector(each).getBoundingClientRect();
    return [box.width, box.height, box.top + scrollY];
})"""


@pytest.fixture(scope="module")
def upload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph as a telephone writes it: lying, with the way up said beside the pixels, and the place it was taken at."""
    file = tmp_path_factory.mktemp("uploads") / "harbour.jpg"
    file.write_bytes(from_a_camera(quarters(1200, 1800), orientation=6))
    return file


@pytest.fixture(scope="module")
def story(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a timeline of this module's own."""
    file = tmp_path_factory.mktemp("files") / "pictured.yaml"
    file.write_text(PICTURED)
    site.installation.manage("loadtimeline", str(file))
    return "/timelines/pictured/"


def open_event(page: Page, title: str) -> None:
    """The form of an event, for the editor of the site."""
    page.goto("/admin/login/?next=/admin/timeline/event/")
    if page.locator("#id_username").count():
        page.locator("#id_username").fill("editor")
        page.locator("#id_password").fill("correct horse")
        page.locator("#id_password").press("Enter")
    page.goto(f"/admin/timeline/event/?q={title.replace(' ', '+')}")
    page.get_by_role("link", name=title).first.click()


def add_picture(page: Page, title: str, file: Path, **words: str) -> None:
    """Choose a file for an event and save."""
    open_event(page, title)
    page.locator("#picture-group a", has_text="Add another").click()
    page.locator("#id_picture-0-file").set_input_files(file)
    for name, said in words.items():
        page.locator(f"#id_picture-0-{name}").fill(said)
    page.locator("button[name=_continue], input[name=_continue]").first.click()


def test_a_picture_is_added_and_readers_see_it_and_taken_away_and_nobody_does(
    visit: Open, page: Page, site: Site, story: str, upload: Path
) -> None:
    desk = visit(viewport={"width": 1280, "height": 900}).new_page()
    add_picture(
        desk, "The harbour is opened", upload, alt="Four coloured fields", caption="On the first day", credit="Jo Doe"
    )
    # The picture as it is stored, for those who edit it.
    preview = desk.locator("img.picture-preview")
    expect(preview).to_have_js_property("naturalWidth", 480)

    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    for address in (story, "/events/harbour-opened/", "/embed/pictured/"):
        page.route("**/pictures/**", hold)
        page.goto(address, wait_until="domcontentloaded")
        picture = page.locator("figure.picture img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function(_STYLED)
        before = page.evaluate(_PLACES)
        assert picture.evaluate("each => each.complete") is False
        while held:
            held.pop().continue_()
        page.unroute("**/pictures/**")
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("each => [each.naturalWidth > 0, each.alt, each.width > each.height]") == [
            True,
            "Four coloured fields",
            True,
        ]
        expect(page.locator("figure.picture figcaption")).to_have_text("On the first day Picture: Jo Doe")
        assert page.evaluate(_PLACES)[0][:2] == before[0][:2], "its place was kept while it was on its way"
        assert page.evaluate(_PLACES)[1][2] - page.evaluate(_PLACES)[0][2] == before[1][2] - before[0][2]
        themes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            assert findings(page) == [], f"{address} {theme}"
        for width in (320, 360, 768):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto("/de/events/harbour-opened/")
    assert page.locator("figure.picture img").get_attribute("alt") == "Vier farbige Felder"
    assert page.locator(".picture-caption").get_attribute("lang") == "en"
    page.goto(f"{story}?known_on=2025-03-10")
    expect(page.locator(".entry-event")).to_have_count(2)
    expect(page.locator("figure.picture")).to_have_count(0)

    page.goto(story)
    source = page.locator("figure.picture img").get_attribute("src")
    assert source is not None
    assert page.request.get(source).status == 200
    desk.locator("#picture-group label:has(#id_picture-0-DELETE)").click()
    desk.locator("button[name=_continue], input[name=_continue]").first.click()
    expect(desk.locator("img.picture-preview")).to_have_count(0)
    assert page.request.get(source).status == 404
    page.goto(story)
    expect(page.locator(".entry-event")).to_have_count(2)
    expect(page.locator("figure.picture")).to_have_count(0)


def test_a_file_that_is_no_picture_is_refused_at_its_field(visit: Open, story: str, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.jpg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    desk = visit(viewport={"width": 1280, "height": 900}).new_page()
    add_picture(desk, "The harbour is closed", drawing, alt="A drawing", credit="Jo Doe")
    expect(desk.locator("#picture-group")).to_contain_text("This cannot be read as a picture.")
    assert desk.locator("#id_picture-0-alt").input_value() == "A drawing"
