"""The system's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

# Without these it looks for its maker's servers, many at a time.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
)


def executable() -> str:
    """Where Chromium is: the variable CHROMIUM, or on the path. Raises RuntimeError that says how to get it."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise RuntimeError(
            "The browser tests need Chromium: `make browser` as root installs it on Debian;"
            " elsewhere install it and set CHROMIUM to its path."
        )
    return found


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser with an empty profile, closed when the block is left."""
    # Root has no sandbox to run in.
    sandbox = os.geteuid() != 0
    browser = playwright.chromium.launch(
        executable_path=executable(), chromium_sandbox=sandbox, args=list(_QUIET), headless=True
    )
    try:
        yield browser
    finally:
        browser.close()
