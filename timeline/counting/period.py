"""Periods as law writes them: "75 days", "10 working days", "1 year 6 months", "14 clear days", "72 hours", or P75D."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from .errors import PeriodError

Counted = Literal["all", "working", "clear"]

MAX_LENGTH = 60
LIMITS = {"years": 1_000, "months": 12_000, "weeks": 52_000, "days": 366_000, "hours": 87_660}
"""The most of each unit: a thousand years of days, ten years of hours. Working days are held to a tenth of the days."""

ALLOWED = (
    'write whole numbers with years, months, weeks, days, working days, clear days or hours, such as "75 days",'
    ' "10 working days", "1 year 6 months" or "72 hours"'
)


class Period(NamedTuple):
    """Years, months, weeks and days together, or hours alone; `counted` says which days count."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    counted: Counted = "all"

    def __str__(self) -> str:
        parts = []
        for amount, unit in (
            (self.years, "year"),
            (self.months, "month"),
            (self.weeks, "week"),
            (self.days, "day" if self.counted == "all" else f"{self.counted} day"),
            (self.hours, "hour"),
        ):
            if amount:
                parts.append(f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s")
        return " ".join(parts) or ("0 days" if self.counted == "all" else f"0 {self.counted} days")

    @property
    def total_months(self) -> int:
        """Years and months together, in months: they are added once, from the trigger."""
        return 12 * self.years + self.months

    @property
    def total_days(self) -> int:
        """Weeks and days together, in days."""
        return 7 * self.weeks + self.days

    @property
    def is_days(self) -> bool:
        """True for a period of days only, neither months nor weeks nor hours."""
        return not (self.years or self.months or self.weeks or self.hours)


_PART = re.compile(
    r"(?P<amount>\S+?)[\s-]*(?P<kind>working|business|clear)?[\s-]*(?P<unit>year|month|week|day|hour)s?",
    re.ASCII,
)
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(\d+)H)?", re.ASCII)
_SEPARATOR = re.compile(r"(?:\s*,\s*|\s+)(?:and\s+)?")
_FIELDS = ("years", "months", "weeks", "days", "hours")


def parse_period(text: str) -> Period:
    """Parse a period in words or as an ISO 8601 duration of whole units.

    Raises PeriodError, with what is allowed, for an unknown unit, a negative, fractional, zero or too large amount, a unit
    named twice or out of order, hours beside other units, and working or clear days beside other units.
    """
    stripped = text.strip()
    if not stripped or len(stripped) > MAX_LENGTH:
        raise PeriodError(f"period {stripped[:20]!r} must have between 1 and {MAX_LENGTH} characters; {ALLOWED}")
    iso = _ISO.fullmatch(stripped)
    if iso is not None and any(iso.groups()):
        years, months, weeks, days, hours = (
            _amount(text, digits, name) if digits else 0 for name, digits in zip(_FIELDS, iso.groups(), strict=True)
        )
        return _checked(text, Period(years, months, weeks, days, hours))
    return _checked(text, _in_words(text, stripped.lower()))


def _in_words(text: str, words: str) -> Period:
    amounts: dict[str, int] = {}
    counted: Counted = "all"
    at = 0
    while at < len(words):
        match = _PART.match(words, at)
        if match is None or (match.end() < len(words) and words[match.end()].isalnum()):
            raise PeriodError(f"period {text!r} is not understood at {words[at:]!r}; {ALLOWED}")
        unit = match["unit"] + "s"
        if match["kind"]:
            if unit != "days":
                raise PeriodError(
                    f"period {text!r} has {match['kind']} {unit}; only days can be {match['kind']}; {ALLOWED}"
                )
            counted = "clear" if match["kind"] == "clear" else "working"
        if unit in amounts:
            raise PeriodError(f"period {text!r} names {unit} twice")
        if any(_FIELDS.index(unit) < _FIELDS.index(named) for named in amounts):
            raise PeriodError(f"period {text!r} names {unit} too late; years come first, then months, weeks and days")
        amounts[unit] = _amount(text, match["amount"], unit)
        at = match.end()
        gap = _SEPARATOR.match(words, at)
        if gap is not None:
            at = gap.end()
        elif at < len(words):
            raise PeriodError(f"period {text!r} is not understood at {words[at:]!r}; {ALLOWED}")
    years, months, weeks, days, hours = (amounts.get(name, 0) for name in _FIELDS)
    return Period(years, months, weeks, days, hours, counted)


def _amount(text: str, digits: str, unit: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        raise PeriodError(f"period {text!r} has the amount {digits!r}; whole numbers from 1 are allowed")
    amount = int(digits)
    if amount > LIMITS[unit]:
        raise PeriodError(f"period {text!r} is too long; at most {LIMITS[unit]:,} {unit} are allowed")
    return amount


def _checked(text: str, period: Period) -> Period:
    if not (period.total_months or period.total_days or period.hours):
        raise PeriodError(f"period {text!r} is zero; whole numbers from 1 are allowed")
    if period.hours and (period.total_months or period.total_days):
        raise PeriodError(f"period {text!r} mixes hours with longer units; hours stand alone")
    if period.counted != "all":
        if period.total_months or period.weeks:
            raise PeriodError(f"period {text!r} mixes {period.counted} days with other units; they stand alone")
        if period.days > LIMITS["days"] // 10:
            raise PeriodError(
                f"period {text!r} is too long; at most {LIMITS['days'] // 10:,} {period.counted} days are allowed"
            )
    return period
