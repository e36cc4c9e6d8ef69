"""A visitor with a browser's manners and no script: keeps cookies, follows redirects, fills in the forms it is shown."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.services.patience import HANGS

TIMEOUT = HANGS


@dataclass(frozen=True)
class Page:
    """What a request was answered with, after redirects."""

    address: str
    status: int
    body: str

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def text(self) -> str:
        """The words of the page, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())


class Visitor:
    """One visitor of the site at `address`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        """Open a page by path or full address."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address, path)))

    def submit(self, page: Page, form: str, **values: Any) -> Page:
        """Send a page's form (a CSS selector) as it stands, some values changed; `effects__0__does` is effects-0-does."""
        found = page.soup.select_one(form)
        assert found is not None, f"{page.address} has no form {form!r}:\n{page.text[:500]}"
        sent = _as_it_stands(found)
        sent.update({name.replace("__", "-"): value for name, value in values.items()})
        request = urllib.request.Request(
            urllib.parse.urljoin(page.address, str(found.get("action") or "")),
            data=urllib.parse.urlencode(sent, doseq=True).encode(),
            headers={"Referer": page.address},
        )
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Page(request.full_url, refused.code, refused.read().decode())


def _as_it_stands(form: Tag) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = str(field.get("name") or "")
        if not name or "__prefix__" in name or field.get("type") in ("submit", "button"):
            continue
        if field.name == "select":
            sent[name] = [option["value"] for option in field.find_all("option") if option.has_attr("selected")]
        elif field.name == "textarea":
            sent[name] = field.text.removeprefix("\n")
        elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            sent[name] = field.get("value", "")
    return sent
