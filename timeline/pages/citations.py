"""Citations as readers see them: publisher, quote in its own language, locator, address, date in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from timeline.deadlines.keys import Keys
from timeline.models import Citation, PublicationStatus, language_mark

from .words import edtf_in_language, language, time_attribute


class CitationWords(NamedTuple):
    """`mark` is "in German" where the source is not in the language of the page, else empty."""

    publisher: str
    title: str
    url: str
    language: str
    quote: str
    locator: str
    when: str
    time: str
    mark: str


def citations_in_words(citations: Iterable[Citation]) -> list[CitationWords]:
    """Citations, each with its source loaded. An address that is not http or https is left out."""
    words = _Words()
    return [
        words.of(
            citation.source.publisher,
            citation.source.title,
            citation.source.url,
            citation.source.language,
            citation.source.published,
            citation.quote,
            citation.locator,
        )
        for citation in citations
    ]


def citations_of_events(keys: list[int]) -> dict[int, list[CitationWords]]:
    """The citations of many events in words, by the event's key, each in its order; one query and no model instances.

    Only sources that readers may see are in it. That is not said in the query: SQLite would begin with all of those.
    """
    words = _Words()
    found: dict[int, list[CitationWords]] = {}
    rows = Citation.objects.filter(**Keys(keys).where("event_id")).order_by("position", "pk")
    for event, status, *values in rows.values_list(
        "event_id",
        "source__publication_status",
        "source__publisher",
        "source__title",
        "source__url",
        "source__language",
        "source__published",
        "quote",
        "locator",
    ):
        if status == PublicationStatus.PUBLISHED:
            found.setdefault(event, []).append(words.of(*values))
    return found


class _Words:
    """Puts many citations into the words of one language."""

    def __init__(self) -> None:
        self._language = language()
        self._marks: dict[str, str] = {}

    def of(
        self, publisher: str, title: str, url: str, language: str, published: str, quote: str, locator: str
    ) -> CitationWords:
        mark = self._marks.get(language)
        if mark is None:
            mark = self._marks[language] = language_mark(language)
        return CitationWords(
            publisher,
            title,
            url if url.startswith(("https://", "http://")) else "",
            language,
            quote,
            locator,
            edtf_in_language(published, self._language) if published else "",
            time_attribute(published),
            mark,
        )
