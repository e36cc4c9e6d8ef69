"""Citations as readers see them: publisher, quote in its own language, locator, address, date in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from timeline.models import Citation

from .words import edtf_in_words, time_attribute


@dataclass(frozen=True, slots=True)
class CitationWords:
    publisher: str
    title: str
    url: str
    language: str
    quote: str
    locator: str
    when: str
    time: str


def citations_in_words(citations: Iterable[Citation]) -> list[CitationWords]:
    """Citations, each with its source loaded. An address that is not http or https is left out."""
    return [
        CitationWords(
            publisher=citation.source.publisher,
            title=citation.source.title,
            url=citation.source.url if citation.source.url.startswith(("https://", "http://")) else "",
            language=citation.source.language,
            quote=citation.quote,
            locator=citation.locator,
            when=edtf_in_words(citation.source.published) if citation.source.published else "",
            time=time_attribute(citation.source.published),
        )
        for citation in citations
    ]
