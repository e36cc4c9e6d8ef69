"""Steps and dates put into words, by one function per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from ..calendars import DayTable
from ..conventions import Convention, get_convention
from ..edtf import EdtfDate
from ..errors import PeriodError
from ..outcome import Count, DeadlineOutcome, Step
from ..period import parse_period
from .english import English
from .german import German
from .language import Language
from .picture import Picture, PictureLine, picture, picture_lines
from .sentences import sentences
from .strip import strip_of, strip_of_count

LANGUAGES: Mapping[str, Language] = {"en": English(), "de": German()}


def language_of(tag: str) -> Language:
    """The language for a tag such as "de-AT"; English where there is no other."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), LANGUAGES["en"])


def explain_steps(steps: tuple[Step, ...], language: str = "en", titles: Mapping[str, str] | None = None) -> list[str]:
    """The steps as sentences. `titles` gives events and deadlines their titles by id; without one the id stands."""
    return sentences(steps, language_of(language), titles or {})


def explain_count(count: Count, language: str = "en") -> list[str]:
    """One count as sentences."""
    return explain_steps(count.steps, language)


def explain_outcome(
    outcome: DeadlineOutcome, language: str = "en", titles: Mapping[str, str] | None = None
) -> list[str]:
    """An outcome as sentences: how its date came about, or why there is none."""
    found = explain_steps(outcome.steps, language, titles)
    if outcome.error is not None:
        found.append(language_of(language).not_computed(outcome.error))
    return found


def edtf_words(day: EdtfDate, language: str = "en") -> str:
    """An EDTF date in words: "August 2023", "about 31 December 2024", "third quarter of 2024", "13–19 January 2025"."""
    return language_of(language).edtf(day)


def date_words(day: date | datetime, language: str = "en") -> str:
    """A day ("5 April 2025") or clock time ("5 November 2007, 09:23") in words."""
    return language_of(language).moment(day)


def period_words(period: str, language: str = "en") -> str:
    """A period as written ("75 days", "P75D") in a language: "75 Tage". What is no period stays as it is."""
    try:
        return language_of(language).period(str(parse_period(period)))
    except PeriodError:
        return period


def convention_name(convention: Convention, language: str = "en") -> str:
    """What a convention is called."""
    return language_of(language).convention_names.get(convention.id, convention.name)


def read_period(text: str, language: str = "en") -> str:
    """A period typed in a language ("75 Tage") as `parse_period` takes it; what is none stays as it is."""
    return language_of(language).read_period(text)


def convention_citation(convention: Convention, language: str = "en") -> str:
    """The law that a convention rests on, as the language cites it."""
    return language_of(language).convention_citations.get(convention.id, convention.citation)


def convention_rules(convention: Convention, language: str = "en") -> str:
    """What a convention does, in a few sentences."""
    return language_of(language).convention_rules.get(convention.id, convention.rules)


def calendar_name(id: str, name: str, language: str = "en") -> str:
    """What a calendar of this package lists; `name` where the language has no words of its own."""
    return language_of(language).calendar_names.get(id, name)


def error_words(message: str, language: str = "en") -> tuple[str, str]:
    """The message of a CountingError with the language it is in: the one asked for, or English where that has no words."""
    spoken = language_of(language)
    own = message if spoken is LANGUAGES["en"] else spoken.error(message)
    return (message, "en") if own is None else (own, language)


def discrepancy_words(text: str, language: str = "en") -> str:
    """What an outcome's `discrepancy` says, with its dates, period and convention in words."""
    spoken = language_of(language)

    def said(found: re.Match[str]) -> str:
        return spoken.phrases["discrepancy"].format(
            stated=spoken.day(date.fromisoformat(found[1])),
            computed=spoken.day(date.fromisoformat(found[2])),
            period=period_words(found[3], language),
            convention=convention_name(get_convention(found[4]), language),
        )

    return _DISCREPANCY.sub(said, text)


_DISCREPANCY = re.compile(r"stated (\d{4}-\d\d-\d\d), computed (\d{4}-\d\d-\d\d) \(([^(),]+), ([a-z0-9.-]+)\)")
"""As `chain` writes it."""


def draw_outcome(
    outcome: DeadlineOutcome,
    title: str,
    language: str = "en",
    titles: Mapping[str, str] | None = None,
    table: DayTable | None = None,
    today: date | None = None,
) -> Picture | None:
    """The outcome's days as a picture and its lines; null where there is nothing to draw.

    `table` says which days are closed; a stretch without an end is drawn up to `today`.
    """
    strip = strip_of(outcome, table, today)
    return picture(strip, language_of(language), title, titles or {}) if strip is not None else None


def outcome_picture(
    outcome: DeadlineOutcome,
    title: str,
    language: str = "en",
    titles: Mapping[str, str] | None = None,
    table: DayTable | None = None,
) -> str:
    """The picture of `draw_outcome` alone; empty where there is nothing to draw."""
    drawn = draw_outcome(outcome, title, language, titles, table)
    return drawn.svg if drawn is not None else ""


def draw_count(
    start: date, count: Count, title: str, language: str = "en", table: DayTable | None = None
) -> Picture | None:
    """One count's days as a picture and its lines. `table` says which days are closed."""
    strip = strip_of_count(start, count, table)
    return picture(strip, language_of(language), title, {}) if strip is not None else None


def outcome_lines(outcome: DeadlineOutcome, language: str = "en", titles: Mapping[str, str] | None = None) -> list[str]:
    """What the picture shows, as lines of text for mail."""
    strip = strip_of(outcome)
    return (
        [line.text for line in picture_lines(strip, language_of(language), titles or {})] if strip is not None else []
    )


__all__ = [
    "Picture",
    "PictureLine",
    "calendar_name",
    "convention_citation",
    "convention_name",
    "convention_rules",
    "date_words",
    "discrepancy_words",
    "draw_count",
    "draw_outcome",
    "edtf_words",
    "error_words",
    "explain_count",
    "explain_outcome",
    "explain_steps",
    "outcome_lines",
    "outcome_picture",
    "period_words",
    "read_period",
]
