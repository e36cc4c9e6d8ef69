"""How to cite a page: as text, and as BibTeX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from timeline.pages.words import day_in_words

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citing:
    """The page as it was known on one day: the address in both is the one that shows it so for ever."""

    text: str
    bibtex: str


def citing(slug: str, title: str, address: str, site: str, known_on: date, language: str) -> Citing:
    """A citation of the page at `address` (full, without a query) as known on a day.

    The entry is a `@misc` with `urldate`, as BibLaTeX and, by its `note`, classic BibTeX print it.
    """
    permanent = f"{address}?known_on={known_on.isoformat()}"
    day = day_in_words(known_on)
    text = _("“%(title)s”. Longstop, %(site)s, as known on %(day)s. %(address)s") % {
        "title": title,
        "site": site,
        "day": day,
        "address": permanent,
    }
    fields = {
        "title": f"{{{_escaped(title)}}}",
        "organization": _escaped(f"Longstop, {site}"),
        "year": str(known_on.year),
        "url": permanent,
        "urldate": known_on.isoformat(),
        "langid": "ngerman" if language == "de" else "english",
        "note": _escaped(_("As known on %(day)s") % {"day": day}),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return Citing(text, "\n".join([f"@misc{{longstop-{slug}-{known_on.isoformat()},", *lines, "}"]))


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
