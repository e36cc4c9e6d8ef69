"""The first paint of our timeline page beside that of TimelineJS with the same events, in the same Chromium."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import story
from .serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VERSION = "3.9.11"
PACKAGE = f"@knight-lab/timelinejs@{VERSION}"
SIZES = (200, 1_000, 5_000)
LOADS = 5
"""How often each page is loaded, ours and theirs by turns, each time by a browser with an empty cache."""

LONG_TASKS_AT = 1_000
SLOWER = 4
"""How many times slower the processor is in the second comparison, as telephones are."""
SLOWER_SIZES = (200, 1_000)
SETTLED = 1_000
"""Milliseconds that a new window has to itself: its own frame is made of pages that are neither ours nor theirs."""
PATIENCE = 120_000
"""Milliseconds."""

# Nothing but this machine is reached: their fonts come from elsewhere, and would be waited for.
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)
_KEPT = Path(__file__).resolve().parent.parent / "var" / "bench"
_WATCH = """
window.seen = {paint: null, content: null, long: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") window.seen.paint = entry.startTime;
}).observe({type: "paint", buffered: true});
new PerformanceObserver((list) => {
  if (window.seen.content === null) window.seen.content = list.getEntries()[0].startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => { window.seen.long += list.getEntries().length; }).observe({type: "longtask", buffered: true});
"""
# As their documentation embeds it, with its events in the page: fetching them would be one more round.
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>TimelineJS</title>
<link rel="stylesheet" href="css/timeline.css"><script src="js/timeline.js"></script></head>
<body><div id="timeline-embed" style="width: 100%; height: 600px"></div>
<script>window.timeline = new TL.Timeline("timeline-embed", EVENTS, {font: null});</script></body></html>
"""
_PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A plain list</title></head>
<body><ol>ENTRIES</ol></body></html>
"""


class Loaded(NamedTuple):
    """One load of a page: milliseconds to its first contentful paint and to the first paint of text that could be its largest
    content, and how many tasks took more than 50.

    The first contentful paint of TimelineJS is a frame without an event.
    """

    paint: float
    content: float
    long_tasks: int


def run(report: Callable[[str, float], None]) -> None:
    """Report the first paints in milliseconds, how many times sooner ours is, and our long tasks."""
    if sentence := _missing():
        print(sentence, flush=True)
        return
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import executable

    stories = [story.timeline_file(size, f"story-{size}") for size in SIZES]
    with (
        served(*stories) as service,
        tempfile.TemporaryDirectory() as folder,
        _their_pages(Path(folder)) as theirs,
        sync_playwright() as playwright,
        # Root has no sandbox to run in.
        playwright.chromium.launch(
            executable_path=executable(), chromium_sandbox=os.geteuid() != 0, args=list(_ARGUMENTS)
        ) as browser,
    ):
        for size in SIZES:
            addresses = {
                "Longstop": f"{service.address}/timelines/story-{size}/",
                "TimelineJS": f"{theirs}/{size}.html",
                "a plain list": f"{theirs}/plain-{size}.html",
            }
            # Each web process has made the page once; a file needs no making.
            for _visit in range(20):
                urllib.request.urlopen(addresses["Longstop"], timeout=60).close()
            _compare(report, browser, size, addresses)
            if size in SLOWER_SIZES:
                _compare(report, browser, size, addresses, slowdown=SLOWER)


def _compare(
    report: Callable[[str, float], None], browser: Browser, size: int, addresses: Mapping[str, str], slowdown: int = 1
) -> None:
    loads: dict[str, list[Loaded]] = {name: [] for name in addresses}
    for _load in range(LOADS):
        for name, address in addresses.items():
            loads[name].append(_load_once(browser, address, slowdown))
    events = f"{size} events" if slowdown == 1 else f"{size} events, processor {slowdown} times slower"
    for what in ("paint", "content"):
        medians = {name: statistics.median(getattr(load, what) for load in each) for name, each in loads.items()}
        for name, milliseconds in medians.items():
            report(f"{events}, {name}: first {what}, ms", milliseconds)
        for name in ("Longstop", "a plain list"):
            report(
                f"{events}, {name}: first {what}, times sooner than TimelineJS", medians["TimelineJS"] / medians[name]
            )
    if size == LONG_TASKS_AT and slowdown == 1:
        for name in ("Longstop", "TimelineJS"):
            longs = statistics.median(load.long_tasks for load in loads[name])
            report(f"{events}, {name}: tasks over 50 ms", longs)


def _missing() -> str:
    """Why nothing can be compared, in a sentence; empty when it can."""
    if shutil.which("npm") is None and not _archive().exists():
        return f"npm is missing, so {PACKAGE} cannot be fetched and nothing was compared with it."
    try:
        from tests.browser.chromium import executable

        executable()
    except RuntimeError as error:
        return f"Nothing was compared with TimelineJS. {error}"
    return ""


def _archive() -> Path:
    return _KEPT / f"knight-lab-timelinejs-{VERSION}.tgz"


@contextmanager
def _their_pages(folder: Path) -> Iterator[str]:
    """The address of a server of TimelineJS, one page for each size."""
    if not _archive().exists():
        _KEPT.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=_KEPT, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(_archive()) as archive:
        archive.extractall(folder, filter="data")
    root = folder / "package" / "dist"
    for size in SIZES:
        (root / f"{size}.html").write_text(_PAGE.replace("EVENTS", json.dumps(story.timelinejs(size))))
        # The least that a page with these events can be.
        (root / f"plain-{size}.html").write_text(_PLAIN.replace("ENTRIES", story.plain_list(size)))
    handler = functools.partial(_Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing of each request."""


def _load_once(browser: Browser, address: str, slowdown: int) -> Loaded:
    # A context of its own has an empty cache.
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.wait_for_timeout(SETTLED)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        page.goto(address, wait_until="load", timeout=PATIENCE)
        # Not wait_for_function, which evaluates in the page and is refused by our policy.
        deadline = time.monotonic() + PATIENCE / 1000
        while page.evaluate("window.seen.content") is None and time.monotonic() < deadline:
            page.wait_for_timeout(50)
        # What a page puts off until it has been painted counts as well.
        page.wait_for_timeout(500)
        seen = page.evaluate("window.seen")
        if seen["content"] is None:
            raise RuntimeError(f"{address} painted no content within {PATIENCE // 1000} seconds")
        return Loaded(float(seen["paint"]), float(seen["content"]), int(seen["long"]))
    finally:
        context.close()
