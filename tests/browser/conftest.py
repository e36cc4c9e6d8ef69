"""A browser, and the demonstration to open in it. Whatever a page complains of fails the test that opened it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from tests.services.installation import Databases

from .chromium import launched
from .site import Site, running
from .watch import Watch

WAIT = 120_000
"""Milliseconds that anything may take before it counts as hanging."""

Open = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def site(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running demonstration; tests share it, so each writes only what is its own."""
    with running(sqlite_databases, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Gone with the module: Playwright keeps an event loop running, in which Django lets nobody ask a database.
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Open]:
    """Opens a browser context with Playwright's options (viewport, color_scheme, java_script_enabled, …)."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site.address, locale="en-GB", **options)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        if options.get("java_script_enabled", True):
            context.on("page", _wait_for_scripts)
        watches.append(Watch(context, site.address))
        return context

    yield opened
    for context in contexts:
        context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def page(visit: Open) -> Page:
    """A page in a window of a common size."""
    return visit(viewport={"width": 1280, "height": 900}).new_page()


def _wait_for_scripts(page: Page) -> None:
    """Let `goto` and `reload` return when the page's scripts have run, which they do once it has been painted."""

    def waiting(go: Callable[..., Response | None]) -> Callable[..., Response | None]:
        def gone(*args: Any, **kwargs: Any) -> Response | None:
            answer = go(*args, **kwargs)
            if page.locator("script[src*='timeline/site']").count():
                page.wait_for_selector("html[data-scripts=ready]", state="attached")
            return answer

        return gone

    page.goto, page.reload = waiting(page.goto), waiting(page.reload)  # type: ignore[method-assign]
