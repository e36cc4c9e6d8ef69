"""English that was left in a text of another language."""

from __future__ import annotations

import re
from functools import cache

from .catalogue import read_catalogue

_BREAKS = re.compile(r"%\(\w+\)[sdg]|%[sdg]|\{\w+\}|<[^>]*>")
_LETTERS = 9
"""A shorter piece may be a word of both languages."""


@cache
def _pieces(language: str) -> list[re.Pattern[str]]:
    found = set()
    for entry in read_catalogue(language):
        for text, own in ((entry.msgid, entry.msgstr), (entry.msgid_plural, "".join(entry.msgstr_plural.values()))):
            for piece in _BREAKS.split(text or ""):
                piece = piece.strip(" .,:;?!()“”…")
                if len(piece) >= _LETTERS and " " in piece and piece not in own:
                    found.add(piece)
    return [re.compile(rf"\b{re.escape(piece)}\b") for piece in sorted(found)]


def english_left(text: str, language: str = "de") -> list[str]:
    """The pieces of English messages, of two words or more, that stand in a text."""
    single_spaced = " ".join(text.split())
    return [found[0] for piece in _pieces(language) if (found := piece.search(single_spaced))]
