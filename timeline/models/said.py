"""What a record says of itself: a title and a summary, in its own language or in the reader's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

OWN_LANGUAGE = "en"
"""The language of a record that does not say another."""


@dataclass(frozen=True, slots=True)
class Said:
    """Title and summary with the language tag of each: a translation may have a title alone.

    The words of an event's picture are those of a translation, in its language; empty where the picture's own hold.
    """

    title: str
    language: str
    summary: str
    summary_language: str
    picture_alt: str = ""
    picture_caption: str = ""

    @property
    def mark(self) -> str:
        """ "in German" where the title is not in the language being read, else empty."""
        return language_mark(self.language)


class Spoken(models.Model):
    """A record with a title and a summary, written in `language`, that may have translations."""

    language = models.CharField(_("language"), max_length=12, default=OWN_LANGUAGE)

    class Meta:
        abstract = True

    @property
    def said(self) -> Said:
        """What is said to the reader: the record's own words, until `say` gave it those of a translation."""
        given: Said | None = self.__dict__.get("_said")
        if given is not None:
            return given
        record: Any = self
        return Said(record.title, self.language, record.summary, self.language)

    def say(self, said: Said | None) -> None:
        """Let this copy of the record in memory speak the words of a translation, or its own again; nothing is stored."""
        self.__dict__["_said"] = said


def is_same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever their regions: "de" and "de-AT"."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def language_mark(tag: str) -> str:
    """What stands beside words in a language other than the active one: "in German"; empty beside all others."""
    if is_same_language(tag, get_language() or OWN_LANGUAGE):
        return ""
    info: dict[str, Any] = LANG_INFO.get(tag.partition("-")[0].lower(), {})
    # Django's own catalogue has the names of languages.
    name = gettext(info["name"]) if "name" in info else tag
    return gettext("in %(language)s") % {"language": name}
