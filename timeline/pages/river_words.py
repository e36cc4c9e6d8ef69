"""What each part of a river says of itself: a column, a piece of a bar, a window, the key."""

from __future__ import annotations

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from .river_bars import Bar, Piece
from .river_density import CONFIRMED, PLANNED, SPREAD, UNSETTLED, Column
from .river_scale import DAY, LAST_DAY, MONTH, QUARTER, WEEK, YEAR, Unit
from .verdict import verdict
from .windowbar import moves
from .words import day_in_words, days_in_words, edtf_in_words

_FIRST_QUARTER = 33

_PIECES = {
    "running": pgettext_lazy("piece of a window", "runs"),
    "rolled": pgettext_lazy("piece of a window", "moved to an open day"),
    "extended": pgettext_lazy("piece of a window", "extended"),
    "restarted": pgettext_lazy("piece of a window", "runs anew"),
    "suspended": pgettext_lazy("piece of a window", "suspended"),
    "resumed": pgettext_lazy("piece of a window", "runs on"),
    "joined": pgettext_lazy("piece of a window", "changed several times"),
    "uncertain": pgettext_lazy("piece of a window", "may run"),
    "possible": pgettext_lazy("piece of a window", "may end"),
    "lapsed": pgettext_lazy("piece of a window", "no longer applied"),
    "forecast": pgettext_lazy("piece of a window", "announced"),
}
_KEY = {
    CONFIRMED: gettext_lazy("event on a day that is confirmed"),
    SPREAD: gettext_lazy("event without a single day, spread over the days its date can mean"),
    UNSETTLED: gettext_lazy("event that is reported or disputed"),
    PLANNED: gettext_lazy("event that is planned"),
    "window": gettext_lazy("window of a deadline"),
    "over": gettext_lazy("window that is over"),
    "extended": gettext_lazy("extension"),
    "suspended": gettext_lazy("suspended: the clock stands still"),
    "dashed": gettext_lazy("uncertain or only announced"),
    "lapsed": gettext_lazy("no longer applied"),
    "pending": gettext_lazy("still to come"),
    "passed": gettext_lazy("has passed"),
    "satisfied": gettext_lazy("satisfied"),
    "ended": gettext_lazy("rescinded, void or superseded"),
}


def column_words(column: Column, unit: Unit) -> str:
    """When a column is, and how many events lie in it."""
    counted = ngettext("%(number)s event", "%(number)s events", column.exact) % {"number": column.exact}
    if column.loose:
        loose = ngettext("%(number)s whose date may lie here", "%(number)s whose dates may lie here", column.loose) % {
            "number": column.loose
        }
        counted = f"{counted}, {loose}" if column.exact else loose
    return f"{_span(column, unit)}: {counted}"


def _span(column: Column, unit: Unit) -> str:
    first = date.fromordinal(column.start)
    if unit == DAY:
        return day_in_words(first)
    if unit == MONTH:
        return edtf_in_words(f"{first:%Y-%m}" if first.year > 999 else f"{first.year:04}-{first.month:02}")
    if unit == QUARTER:
        return edtf_in_words(f"{first.year:04}-{_FIRST_QUARTER + (first.month - 1) // 3}")
    last = date.fromordinal(min(column.end - 1, LAST_DAY))
    if unit == WEEK:
        return days_in_words(first, last)
    return edtf_in_words(f"{first.year:04}") if unit == YEAR else f"{first.year}–{last.year}"


def level_words(number: int, unit: Unit) -> str:
    """What a height of the columns stands for: so many events in each."""
    if unit == DAY:
        words = ngettext("%(number)s event a day", "%(number)s events a day", number)
    elif unit == WEEK:
        words = ngettext("%(number)s event a week", "%(number)s events a week", number)
    elif unit == MONTH:
        words = ngettext("%(number)s event a month", "%(number)s events a month", number)
    elif unit == QUARTER:
        words = ngettext("%(number)s event a quarter", "%(number)s events a quarter", number)
    elif unit == YEAR:
        words = ngettext("%(number)s event a year", "%(number)s events a year", number)
    else:
        words = ngettext("%(number)s event in %(years)s years", "%(number)s events in %(years)s years", number)
    return words % {"number": number_format(number, force_grouping=True), "years": unit.months // 12}


def piece_words(piece: Piece) -> str:
    """What a piece of a bar stands for, with its days."""
    first, last = _day(piece.first), _day(piece.last)
    if piece.is_open:
        return _("%(what)s since %(day)s, until further notice") % {"what": _PIECES[piece.kind], "day": first}
    if piece.kind in ("extended", "restarted", "resumed", "forecast", "joined"):
        return _("%(what)s, until %(day)s") % {"what": _PIECES[piece.kind], "day": last}
    span = days_in_words(date.fromordinal(piece.first), date.fromordinal(piece.last))
    return _("%(what)s: %(span)s") % {"what": _PIECES[piece.kind], "span": span}


def _day(day: int) -> str:
    return day_in_words(date.fromordinal(day))


def bar_words(bar: Bar, on: date) -> str:
    """A window in one line: its title, its state, its date, how often it moved."""
    words = verdict(bar.outcome, on)
    parts = [words.label, words.when]
    times = moves(bar.outcome)
    if times:
        parts.append(ngettext("moved once", "moved %(moves)s times", times) % {"moves": times})
    told = ", ".join(part for part in parts if part)
    return f"{bar.title}: {told}"


def key_words(kind: str) -> str:
    """What a kind of part looks like, for the key beside the drawing. `kind` as `RiverKey.kind` has it."""
    return str(_KEY[kind])
