"""Reading a page as its tests do: the parsed document and its words."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.test import Client


class Page:
    """A page that was fetched. `words` is the text of its main part, single-spaced."""

    def __init__(self, client: Client, address: str) -> None:
        response = client.get(address)
        self.status = response.status_code
        self.response = response
        self.html = response.content.decode()
        self.soup = BeautifulSoup(self.html, "html.parser")

    @property
    def words(self) -> str:
        main = self.soup.find("main")
        return " ".join(main.get_text(" ").split()) if main else ""

    @property
    def title(self) -> str:
        return self.soup.title.get_text() if self.soup.title else ""

    def texts(self, selector: str) -> list[str]:
        """The single-spaced texts of all elements a CSS selector finds, in their order."""
        return [" ".join(found.get_text(" ").split()) for found in self.soup.select(selector)]

    def hrefs(self, selector: str = "a") -> list[str]:
        return [str(found["href"]) for found in self.soup.select(selector)]
