"""EDTF dates (ISO 8601-2:2019, levels 0 and 1, with quarters 33–36 and halves 40–41), parsed strictly.

A date is kept as written; beside it stand the first and the last day it can mean. The qualifiers `~`, `?` and `%` are
labels and widen nothing. Seasons 21–24 are refused, because their days depend on the hemisphere.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, time, timedelta, timezone
from typing import Literal, NamedTuple

from .errors import EdtfError

MAX_LENGTH = 60

Precision = Literal["instant", "day", "month", "quarter", "half", "year", "decade", "century", "interval"]

ALLOWED = (
    "allowed are dates such as 2025-01-20, 2023-08, 2024, 2024-35 (third quarter), 2024-40 (first half), 2024-12-31~,"
    " 202X, 2025-01-XX, 2025-01-13/2025-01-19 and 2025-01-20/.."
)


class EdtfDate(NamedTuple):
    """A date as written, and the days it can mean.

    `earliest` and `latest` are inclusive; null where an interval is open or its end unknown. `clock` is the time of day
    where one was written, with its offset where one was written. `approximate` is `~` or `%`, `uncertain` is `?` or `%`.
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision = "day"
    approximate: bool = False
    uncertain: bool = False
    clock: time | None = None

    @property
    def is_one_day(self) -> bool:
        """True where the date can mean one day only."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def is_open(self) -> bool:
        """True for an interval with an open or unknown end."""
        return self.earliest is None or self.latest is None

    def days(self) -> list[date]:
        """Every day the date can mean, ascending. Raises EdtfError for an open interval."""
        if self.earliest is None or self.latest is None:
            raise EdtfError(f"{self.text!r} is open-ended, so its days cannot be listed")
        first = self.earliest.toordinal()
        return [date.fromordinal(first + n) for n in range(self.latest.toordinal() - first + 1)]


_SIMPLE = re.compile(
    r"""(?P<year>\d{4}|\d{3}X|\d{2}XX)
        (?:-(?P<month>\d{2}|XX)
           (?:-(?P<day>\d{2}|XX))?
        )?
        (?P<qualifier>[?~%])?""",
    re.VERBOSE | re.ASCII,
)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
_YEAR_PREFIXED = re.compile(r"Y-?\d+|-\d{4,}|\d{5,}", re.ASCII)
_LEVEL_2 = re.compile(r"[\[\]{}]|\d[?~%]-|^[?~%]|X\d|\.\.\d|\d\.\.|E\d|S\d")


_FLAGS = {"": (False, False), "~": (True, False), "?": (False, True), "%": (True, True)}
"""What a qualifier at the end says: approximate, uncertain."""


def parse_edtf(text: str) -> EdtfDate:
    """Parse one EDTF date.

    Raises EdtfError, with the string and what is allowed, for anything else: other formats, days that do not exist, years
    outside 1–9999, seasons 21–32, level 2.
    """
    if 10 <= len(text) <= 11 and text[4] == "-" == text[7]:  # most dates are days, so these take a short cut
        flags = _FLAGS.get(text[10:])
        if flags is not None:
            try:
                day = date.fromisoformat(text[:10])
            except ValueError:
                pass
            else:
                return EdtfDate(text, day, day, "day", *flags)
    if not text or len(text) > MAX_LENGTH:
        shown = f"{text[:20]}…" if text else ""
        raise EdtfError(f"date {shown!r} must have between 1 and {MAX_LENGTH} characters; {ALLOWED}")
    if "/" in text:
        return _interval(text)
    return _single(text)


def _single(text: str) -> EdtfDate:
    match = _SIMPLE.fullmatch(text)
    if match is None:
        instant = _INSTANT.fullmatch(text)
        if instant is not None:
            return _instant(text, *instant.groups())
        raise EdtfError(_why_not(text))
    year, month, day, qualifier = match.groups()
    earliest, latest, precision = _bounds(text, year, month, day)
    return EdtfDate(text, earliest, latest, precision, qualifier in ("~", "%"), qualifier in ("?", "%"))


def _bounds(text: str, year: str, month: str | None, day: str | None) -> tuple[date, date, Precision]:
    if "X" in year:
        if month is not None:
            raise EdtfError(f"date {text!r} leaves the year open but names the month; {ALLOWED}")
        if int(year.replace("X", "0")) == 0:
            raise EdtfError(f"date {text!r} contains the year 0; years 1 to 9999 are allowed")
        first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return date(first, 1, 1), date(last, 12, 31), "decade" if year[2] != "X" else "century"
    number = int(year)
    if number == 0:
        raise EdtfError(f"date {text!r} has the year 0; years 1 to 9999 are allowed")
    if month is None:
        return date(number, 1, 1), date(number, 12, 31), "year"
    if month == "XX":
        if day not in (None, "XX"):
            raise EdtfError(f"date {text!r} leaves the month open but names the day; {ALLOWED}")
        return date(number, 1, 1), date(number, 12, 31), "year"
    code = int(month)
    if 1 <= code <= 12:
        length = monthrange(number, code)[1]
        if day is None or day == "XX":
            return date(number, code, 1), date(number, code, length), "month"
        if not 1 <= int(day) <= length:
            raise EdtfError(f"date {text!r} does not exist: {number:04}-{code:02} has days 01 to {length}")
        exact = date(number, code, int(day))
        return exact, exact, "day"
    if day is not None:
        raise EdtfError(f"date {text!r} has the month {month}; months 01 to 12 are allowed before a day")
    if 33 <= code <= 36:
        return (*_months(number, 3 * (code - 33) + 1, 3), "quarter")
    if code in (40, 41):
        return (*_months(number, 6 * (code - 40) + 1, 6), "half")
    if 21 <= code <= 32:
        raise EdtfError(
            f"date {text!r} is a season ({code}), whose days depend on the hemisphere; write its months, or a quarter"
            " (33 to 36) or half (40, 41) of the year"
        )
    raise EdtfError(
        f"date {text!r} has the month {month}; allowed are 01 to 12, quarters 33 to 36 and halves 40 and 41"
    )


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _instant(text: str, day: str, hour: str, minute: str, second: str | None, offset: str | None) -> EdtfDate:
    exact = parse_edtf(day).earliest
    try:
        zone = None
        if offset == "Z":
            zone = UTC
        elif offset is not None:
            digits = offset[1:].replace(":", "").ljust(4, "0")
            if int(digits[2:]) > 59:
                raise ValueError
            delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            zone = timezone(-delta if offset[0] == "-" else delta)
        clock = time(int(hour), int(minute), int(second or 0), tzinfo=zone)
    except ValueError:
        raise EdtfError(
            f"date {text!r} has no such clock time; allowed are 00:00 to 23:59:59, with Z or an offset"
        ) from None
    return EdtfDate(text, exact, exact, "instant", clock=clock)


def _interval(text: str) -> EdtfDate:
    parts = text.split("/")
    if len(parts) != 2:
        raise EdtfError(f"date {text!r} has more than one slash; {ALLOWED}")
    ends = [None if part in ("", "..") else parse_edtf(part) for part in parts]
    start, end = ends
    if start is None and end is None:
        raise EdtfError(f"date {text!r} names no day at all; at least one end is needed")
    if any(part is not None and part.precision == "instant" for part in ends):
        raise EdtfError(f"date {text!r} has a clock time in an interval; days, months and years are allowed there")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest is not None and latest is not None and earliest > latest:
        raise EdtfError(f"date {text!r} ends before it begins")
    return EdtfDate(
        text,
        earliest,
        latest,
        "interval",
        any(part.approximate for part in ends if part),
        any(part.uncertain for part in ends if part),
    )


def _why_not(text: str) -> str:
    if _YEAR_PREFIXED.fullmatch(text):
        return f"date {text!r} has a year outside 1 to 9999, which is all that can be counted with"
    if _LEVEL_2.search(text):
        return f"date {text!r} is EDTF level 2 or no EDTF at all, which is not read; {ALLOWED}"
    return f"{text!r} is no EDTF date; {ALLOWED}"
