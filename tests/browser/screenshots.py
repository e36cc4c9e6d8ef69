"""Pictures of the demonstration, in the widths and themes that the look is judged by, and those of the README.

`python -m tests.browser.screenshots DIRECTORY [PATH…]`: each path at 360, 768 and 1440 pixels in both themes. With
`--readme` only the pictures that the README shows, into `docs/images`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.services.installation import Databases

from .addresses import PAGES, TIMELINE
from .chromium import launched
from .site import Site, running

_IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
_WIDTHS = (360, 768, 1440)
_README = {
    "timeline": (TIMELINE, "light", 1280, 1000),
    "timeline-dark": (TIMELINE, "dark", 1280, 1000),
    "timeline-narrow": (TIMELINE, "light", 390, 844),
    "deadline": ("/deadlines/tiktok-enforcement-pause/", "light", 1280, 1100),
}


def main(arguments: list[str]) -> int:
    """Take them and return the exit status."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work:
        databases = Databases(None, Path(work))
        with running(databases, databases.directory) as site, sync_playwright() as playwright:
            _take_all(playwright, site, arguments)
    return 0


def _take_all(playwright: Playwright, site: Site, arguments: list[str]) -> None:
    with launched(playwright) as browser:
        if arguments == ["--readme"]:
            for name, (path, theme, width, height) in _README.items():
                _take(browser, site, path, theme, width, height, _IMAGES / f"{name}.png", whole=False)
            return
        directory = Path(arguments[0])
        directory.mkdir(parents=True, exist_ok=True)
        for path in arguments[1:] or PAGES:
            name = path.strip("/").replace("/", "_").replace("?", "-").replace("&", "-") or "home"
            for theme in ("light", "dark"):
                for width in _WIDTHS:
                    _take(browser, site, path, theme, width, 900, directory / f"{name}-{width}-{theme}.png", whole=True)


def _take(
    browser: Browser, site: Site, path: str, theme: str, width: int, height: int, file: Path, *, whole: bool
) -> None:
    context = browser.new_context(
        base_url=site.address,
        color_scheme="dark" if theme == "dark" else "light",
        viewport={"width": width, "height": height},
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=whole)
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
