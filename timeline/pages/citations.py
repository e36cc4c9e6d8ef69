"""Citations as readers see them: publisher, quote in its own language, locator, address, date in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from timeline.deadlines.queries import published_citations
from timeline.models import Citation, language_mark

from .words import edtf_in_words, time_attribute


@dataclass(frozen=True, slots=True)
class CitationWords:
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
    return [
        _in_words(
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


def citations_of_events(keys: Collection[int]) -> dict[int, list[CitationWords]]:
    """The citations of many events in words, by the event's key, each in its order; one query and no model instances."""
    found: dict[int, list[CitationWords]] = {}
    rows = published_citations().filter(event_id__in=keys).order_by("position", "pk")
    for event, *values in rows.values_list(
        "event_id",
        "source__publisher",
        "source__title",
        "source__url",
        "source__language",
        "source__published",
        "quote",
        "locator",
    ):
        found.setdefault(event, []).append(_in_words(*values))
    return found


def _in_words(
    publisher: str, title: str, url: str, language: str, published: str, quote: str, locator: str
) -> CitationWords:
    return CitationWords(
        publisher=publisher,
        title=title,
        url=url if url.startswith(("https://", "http://")) else "",
        language=language,
        quote=quote,
        locator=locator,
        when=edtf_in_words(published) if published else "",
        time=time_attribute(published),
        mark=language_mark(language),
    )
