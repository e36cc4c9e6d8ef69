"""Watching a page for what no reader should meet: errors, refused content, requests to others."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response


class Watch:
    """Collects the complaints of all pages of a browser context."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._host = urlsplit(address).netloc
        self.complaints: list[str] = []
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        # What a Content-Security-Policy refuses is an error on the console.
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", lambda answer: self._answered(answer, page.url))

    def _console(self, message: ConsoleMessage) -> None:
        # The answers themselves say it better.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._host:
            self.complaints.append(f"A request to somebody else: {request.url}")

    def _answered(self, answer: Response, page: str) -> None:
        # A page that is gone is an answer like any other; a style or a script that is missing is a fault.
        if answer.status >= (500 if answer.request.resource_type == "document" else 400):
            self.complaints.append(f"{page}: {answer.url} was answered with {answer.status}")
