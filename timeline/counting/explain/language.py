"""What a language has to say: dates, periods, and a phrase for each kind of step."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import ClassVar

from ..conventions import get_convention
from ..edtf import EdtfDate, parse_edtf
from ..errors import CountingError
from ..outcome import Step

_AMOUNT = re.compile(r"(\d+) (working day|clear day|year|month|week|day|hour|minute)s?")


@cache
def _form(english: str) -> re.Pattern[str]:
    """What a message of this form looks like."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english)), re.DOTALL)


class Language(ABC):
    """One language. The months and weekdays are full names, Monday and January first."""

    months: ClassVar[Sequence[str]]
    weekdays: ClassVar[Sequence[str]]
    units: ClassVar[dict[str, tuple[str, str]]]
    phrases: ClassVar[dict[str, str]]
    convention_names: ClassVar[dict[str, str]] = {}
    convention_citations: ClassVar[dict[str, str]] = {}
    convention_rules: ClassVar[dict[str, str]] = {}
    calendar_names: ClassVar[dict[str, str]] = {}
    quotes: ClassVar[tuple[str, str]]
    errors: ClassVar[dict[str, str]] = {}
    """The messages of errors by their English form, both with what varies in braces."""

    # Dates --------------------------------------------------------------------------------------

    @abstractmethod
    def day(self, day: date, *, year: bool = True) -> str:
        """A day in words; without the year where the context has it."""

    @abstractmethod
    def edtf_part(self, day: EdtfDate) -> str:
        """A date that is no interval, without its qualifiers."""

    def moment(self, moment: date | datetime) -> str:
        """A day or clock time in words."""
        if isinstance(moment, datetime):
            return f"{self.day(moment.date())}, {moment:%H:%M}"
        return self.day(moment)

    def weekday(self, day: date) -> str:
        return self.weekdays[day.weekday()]

    def days(self, first: date, last: date) -> str:
        """A run of days, as short as it can be said."""
        if first > last:
            first, last = last, first
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return self.same_month(first, last)
        return f"{self.day(first, year=first.year != last.year)} – {self.day(last)}"

    @abstractmethod
    def same_month(self, first: date, last: date) -> str:
        """Two days of one month: "13–19 January 2025"."""

    def edtf(self, day: EdtfDate) -> str:
        """An EDTF date in words, qualifiers included."""
        if day.precision != "interval":
            alone = "edtf-about-day" if day.precision in ("day", "instant") else "edtf-about"
            return self._qualified(day, self.edtf_part(day), alone)
        start, end = day.text.split("/")
        if day.earliest is None:
            return self.phrases["edtf-until"].format(self._end(end))
        if day.latest is None:
            key = "edtf-from" if end == ".." else "edtf-from-unknown"
            return self.phrases[key].format(self._end(start))
        first, last = parse_edtf(start), parse_edtf(end)
        plain = not (day.approximate or day.uncertain)
        if plain and first.precision == last.precision == "day":
            return self.days(day.earliest, day.latest)
        return f"{self._end(start)} – {self._end(end)}"

    def _end(self, text: str) -> str:
        """One end of an interval, as it stands after a preposition or a dash."""
        day = parse_edtf(text)
        return self._qualified(day, self.edtf_part(day))

    def _qualified(self, day: EdtfDate, words: str, about: str = "edtf-about") -> str:
        if day.approximate:
            words = self.phrases[about].format(words)
        return self.phrases["edtf-uncertain"].format(words) if day.uncertain else words

    # Periods and names --------------------------------------------------------------------------

    def period(self, text: str) -> str:
        """A period as `str(Period)` writes it, in this language."""
        parts = []
        for amount, unit in _AMOUNT.findall(text):
            one, many = self.units[unit]
            parts.append(f"{amount} {one if amount == '1' else many}")
        return " ".join(parts) or text

    def read_period(self, text: str) -> str:
        """A period typed in this language ("10 Arbeitstage") as `parse_period` takes it; anything else as it is."""
        words = {word.lower(): unit for unit, forms in self.units.items() for word in forms}
        forms = "|".join(sorted(map(re.escape, words), key=len, reverse=True))

        def canonical(found: re.Match[str]) -> str:
            return f"{found[1]} {words[found[2].lower()]}{'' if found[1] == '1' else 's'}"

        return re.sub(rf"(\d+)\s*({forms})\b", canonical, text, flags=re.IGNORECASE)

    def title(self, text: str) -> str:
        opening, closing = self.quotes
        return f"{opening}{text}{closing}"

    def convention(self, step: Step) -> str:
        """The convention's name and citation, for a step `count`."""
        convention = get_convention(step.name or "calendar-days")
        name = self.convention_names.get(convention.id, convention.name)
        return name if convention.id == "calendar-days" else f"{name}, {convention.citation}"

    def why_closed(self, step: Step) -> str:
        """Why a day is closed: a weekday or a named holiday."""
        if step.reason == "holiday":
            name = self.holiday(step.name, step.before)
            return self.phrases["holiday"].format(name) if name else self.phrases["unnamed-holiday"]
        assert isinstance(step.before, date)
        return self.phrases["weekday"].format(self.weekday(step.before))

    def holiday(self, name: str | None, day: date | None) -> str:
        """What a holiday is called, whose calendar names it in English; empty where it has no name."""
        return name or ""

    def edtf_text(self, text: str | None) -> str:
        """An EDTF date in words, given as written; as it is where it is none."""
        try:
            return self.edtf(parse_edtf(text or ""))
        except CountingError:
            return text or ""

    def error(self, message: str) -> str | None:
        """The message of a CountingError in this language; None where it has no words for it."""
        for english, own in self.errors.items():
            found = _form(english).fullmatch(message)
            if found is not None:
                return own.format(**{name: self._quoted(value) for name, value in found.groupdict().items()})
        return None

    def _quoted(self, value: str) -> str:
        return self.title(value[1:-1]) if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value

    @abstractmethod
    def not_computed(self, error: str) -> str:
        """That nothing could be computed, and why."""
