"""Public pages: how fast a kept one is sent, beside nginx; what one costs to make; what a browser has to load."""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from urllib.parse import urljoin

from . import nginx, story
from .serving import DEMONSTRATION, Served, served

PAGES = {
    "demonstration timeline": "/timelines/ai-chips-and-tiktok/",
    "timeline of 300 events": f"/timelines/{story.ID}/",
}
MADE = {
    **PAGES,
    "300 events as known on an earlier day": f"/timelines/{story.ID}/?known_on=2020-03-01",
    "deadline with its picture": "/deadlines/tiktok-enforcement-pause/",
    "home page": "/",
}
ROUNDS = 5
KIB = 1024

_LOADED = re.compile(rb"<(?:link|script|img|iframe|source|object|embed)\b[^>]*>")
_ADDRESS = re.compile(rb'(?:href|src)="([^"]+)"')
_FETCHED_RELS = (b"stylesheet", b"icon", b"preload", b"modulepreload", b"manifest")


def run(report: Callable[[str, float], None]) -> None:
    """Report rates as shares of nginx's, CPU milliseconds, KiB and numbers of requests."""
    with served(*DEMONSTRATION, story.timeline_file(300)) as service:
        for name, path in PAGES.items():
            _weigh(name, path, service, report)
        for name, path in MADE.items():
            report(f"{name}, made anew: CPU ms", _milliseconds(path, service))
        if sentence := nginx.missing():
            print(sentence, flush=True)
            return
        for name, path in PAGES.items():
            share, ours, theirs = _beside_nginx(path, service)
            report(f"{name}, kept: requests a second", ours)
            report(f"{name}, as a file of the same bytes by nginx: requests a second", theirs)
            report(f"{name}, kept: share of nginx's rate", share)


def _beside_nginx(path: str, service: Served) -> tuple[float, float, float]:
    """The median share of nginx's rate, and both rates; one right after the other in each round."""
    address = service.address + path
    body = _fetch(address)
    shares, ours, theirs = [], [], []
    with nginx.serving(body, service.directory) as file:
        for _round in range(ROUNDS):
            ours.append(nginx.rate(address))
            theirs.append(nginx.rate(file))
            shares.append(ours[-1] / theirs[-1])
    return statistics.median(shares), statistics.median(ours), statistics.median(theirs)


def _milliseconds(path: str, service: Served) -> float:
    import os

    environment = {**os.environ, **service.environment}
    command = [sys.executable, "-m", "bench.cold", path]
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def _weigh(name: str, path: str, service: Served, report: Callable[[str, float], None]) -> None:
    """What a browser loads for a page, compressed by gzip, without what it fetches only when asked to."""
    html = _fetch(service.address + path)
    weights = {"HTML": len(gzip.compress(html, 6)), "CSS": 0, "JS": 0, "other": 0}
    requests, elsewhere = 1, 0
    for tag in _LOADED.findall(html):
        address = _ADDRESS.search(tag)
        if address is None or (tag.startswith(b"<link") and not any(rel in tag for rel in _FETCHED_RELS)):
            continue
        full = urljoin(service.address + path, address[1].decode())
        requests += 1
        if not full.startswith(service.address):
            elsewhere += 1
            continue
        kind = "CSS" if b"stylesheet" in tag else "JS" if tag.startswith(b"<script") else "other"
        weights[kind] += len(gzip.compress(_fetch(full), 6))
    for kind, weight in weights.items():
        report(f"{name}, {kind}: KiB gzip", weight / KIB)
    report(f"{name}, in all: KiB gzip", sum(weights.values()) / KIB)
    report(f"{name}: requests", requests)
    report(f"{name}: requests to others", elsewhere)


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
        return body
