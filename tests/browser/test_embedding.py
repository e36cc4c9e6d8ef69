"""A timeline in the page of a newspaper, which is of another origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from .addresses import TIMELINE
from .conftest import WAIT
from .site import Site


@contextmanager
def _newspaper(html: str) -> Iterator[str]:
    """The address of another site that answers everything with one page."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}/article"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def article(chromium: Browser, site: Site) -> Iterator[Page]:
    """An article of a newspaper that pasted the code from the page of a timeline."""
    context = chromium.new_context(viewport={"width": 900, "height": 700}, locale="en-GB")
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(site.address + TIMELINE)
    code = page.locator(".embed-code").text_content()
    html = f"<!doctype html><title>An article</title><p style='block-size: 300px'>Words</p>{code}<p>More words</p>"
    with _newspaper(html) as address:
        page.goto(address)
        page.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 3000")
        yield page
    context.close()


def test_the_frame_is_as_high_as_the_timeline_at_any_width(article: Page) -> None:
    frame = article.frame_locator("iframe")
    heights = {}
    for width in (360, 900):
        article.set_viewport_size({"width": width, "height": 700})
        article.wait_for_timeout(500)
        inside = frame.locator("html").evaluate(
            "each => [each.scrollHeight, each.scrollWidth, innerHeight, innerWidth]"
        )
        assert (inside[0], inside[1]) == (inside[2], inside[3]), f"nothing scrolls in the frame at {width}"
        heights[width] = inside[2]
    assert heights[900] < heights[360], "it gives back the room it no longer needs"


def test_a_bar_of_the_drawing_leads_to_its_place_and_the_article_stays(article: Page) -> None:
    frame = article.frame_locator("iframe")
    bar = frame.locator("#river .river-window").last
    target = (bar.get_attribute("href") or "").removeprefix("#")
    bar.focus()
    article.keyboard.press("Enter")
    expect(frame.locator(f"[id='{target}']")).to_be_in_viewport()
    article.wait_for_function("scrollY > 1000")
    assert article.url.endswith("/article")


def test_what_is_elsewhere_opens_beside_the_article(article: Page) -> None:
    with article.context.expect_page() as opened:
        article.frame_locator("iframe").locator(".entry-title a").first.click()
    opened.value.wait_for_load_state()
    assert "/events/" in opened.value.url
    assert opened.value.evaluate("window.opener === null")
    assert article.url.endswith("/article")
