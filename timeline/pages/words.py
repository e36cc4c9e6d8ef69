"""Days, countdowns, states and statuses in the reader's words."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from timeline.counting import edtf_words, parse_edtf

_STATUSES = {
    "announced": pgettext_lazy("policy status", "announced"),
    "proposed": pgettext_lazy("policy status", "proposed"),
    "adopted": pgettext_lazy("policy status", "adopted"),
    "in force": pgettext_lazy("policy status", "in force"),
    "suspended": pgettext_lazy("policy status", "suspended"),
    "repealed": pgettext_lazy("policy status", "repealed"),
    "void": pgettext_lazy("policy status", "void"),
    "expired": pgettext_lazy("policy status", "expired"),
}


def language() -> str:
    """The interface's language without its region, as the counting floor names it."""
    return (get_language() or "en").split("-")[0]


def edtf_in_words(text: str) -> str:
    """An EDTF date as a reader says it: "August 2023", "about 31 December 2024"."""
    return edtf_in_language(text, language())


@lru_cache(maxsize=16_384)
def edtf_in_language(text: str, language: str) -> str:
    """As `edtf_in_words`, for who says many dates and asks for the language once."""
    return edtf_words(parse_edtf(text), language)


def day_in_words(day: date) -> str:
    return edtf_in_words(day.isoformat())


def days_in_words(first: date | None, last: date | None) -> str:
    """One day, or the span it lies in; empty where there is neither."""
    if first is None and last is None:
        return ""
    if first is None or last is None or first == last:
        return day_in_words(first or last or date.min)
    return edtf_in_words(f"{first.isoformat()}/{last.isoformat()}")


def between_in_words(first: date | None, last: date | None) -> str:
    """The day something is due on, or the days it is due between; empty where there is neither."""
    if first is None or last is None or first == last:
        return days_in_words(first, last)
    return _("between %(first)s and %(last)s") % {"first": day_in_words(first), "last": day_in_words(last)}


def countdown(days: int) -> str:
    """How far off a day is: `days` from now, negative where it lies behind."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": _number(days)}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": _number(-days)}


def days_in_number(days: int) -> str:
    """A length: "75 days"."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": _number(days)}


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)


def status_in_words(status: str | None) -> str:
    if status is None:
        return _("not known")
    return str(_STATUSES.get(status.replace("-", " "), status))


@lru_cache(maxsize=16_384)
def time_attribute(text: str) -> str:
    """What an HTML `time` element may say about an EDTF date; empty where HTML has no way to say it."""
    date_part, _qualifier, _rest = text.partition("T")
    plain = date_part.rstrip("~?%")
    pieces = plain.split("-")
    if not all(piece.isdigit() for piece in pieces) or len(pieces) > 3:
        return ""
    if len(pieces) > 1 and not 1 <= int(pieces[1]) <= 12:
        return ""
    return text if "T" in text else plain
