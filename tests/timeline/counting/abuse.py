"""Questions nobody can answer, by the field that is wrong: asked of the calculator and of the API alike."""

from __future__ import annotations

from typing import NamedTuple

GOOD = {"start": "2025-01-20", "period": "75 days", "convention": "calendar-days"}
HOURS = {"start": "2025-10-09T14:17", "period": "72 hours", "convention": "us-frcp-6"}
HUGE = "9" * 10_000_000

PATIENCE = 5.0
"""Seconds after which a refusal counts as a hang; how fast it is, a benchmark says."""


class Abuse(NamedTuple):
    """A question; the field that is wrong, and words of the sentence that says so."""

    asked: dict[str, str]
    field: str
    sentence: str


ABUSES = {
    "a billion days": Abuse({**GOOD, "period": "1000000000 days"}, "period", "at most 366,000 days are allowed"),
    "negative": Abuse({**GOOD, "period": "-5 days"}, "period", "whole numbers from 1 are allowed"),
    "fractional": Abuse({**GOOD, "period": "1.5 days"}, "period", "whole numbers from 1 are allowed"),
    "nothing": Abuse({**GOOD, "period": "0 days"}, "period", "whole numbers from 1 are allowed"),
    "an unknown unit": Abuse({**GOOD, "period": "3 moons"}, "period", "write whole numbers with years, months, weeks"),
    "digits of another script": Abuse({**GOOD, "period": "٧٥ days"}, "period", "whole numbers from 1 are allowed"),
    "the year 0": Abuse({**GOOD, "start": "0000-01-01"}, "start", "years 1 to 9999 are allowed"),
    "the year 10000": Abuse({**GOOD, "start": "10000-01-01"}, "start", "a day of the years 1 to 9999"),
    "a day that does not exist": Abuse({**GOOD, "start": "2025-02-30"}, "start", "2025-02 has days 01 to 28"),
    "a month": Abuse({**GOOD, "start": "2025-02"}, "start", "is neither a day nor a local clock time"),
    "about a day": Abuse({**GOOD, "start": "2025-01-20~"}, "start", "is neither a day nor a local clock time"),
    "an offset": Abuse({**HOURS, "start": "2025-10-09T14:17Z"}, "start", "whose zone is given apart from it"),
    "over the end of time": Abuse({**GOOD, "start": "9999-12-01"}, "period", "leaves the years 1 to 9999"),
    "hours over the end of time": Abuse({**HOURS, "start": "9999-12-29T23:00"}, "period", "leaves the years 1 to 9999"),
    "hours that the convention has not": Abuse(
        {**HOURS, "convention": "us-ofr"}, "period", "convention us-ofr has no rule for hours; allowed are days"
    ),
    "hours from a day": Abuse({**HOURS, "start": "2025-10-09"}, "start", "needs a clock time to start from"),
    "a clock time that was skipped": Abuse(
        {**HOURS, "start": "2025-03-30T02:30", "timezone": "Europe/Berlin"}, "start", "was skipped in Europe/Berlin"
    ),
    "a year that is not covered": Abuse(
        {**GOOD, "start": "2030-12-30", "convention": "us-ofr"},
        "calendar",
        "us-ofr does not cover the year 2031; it covers 1994–2030",
    ),
    "no such convention": Abuse({**GOOD, "convention": "us-frcp-7"}, "convention", "allowed are calendar-days, us-frcp-6"),
    "no such calendar": Abuse({**GOOD, "calendar": "mars"}, "calendar", "allowed are us-federal, us-federal+closures"),
    "no such zone": Abuse({**HOURS, "timezone": "../../etc/passwd"}, "timezone", "allowed are names such as"),
    "no such direction": Abuse({**GOOD, "direction": "sideways"}, "direction", "allowed are after and before"),
    "a direction the convention has not": Abuse(
        {**GOOD, "convention": "us-ofr", "direction": "before"}, "direction", "convention us-ofr counts after only"
    ),
    "a day to come": Abuse({**GOOD, "known_on": "2999-01-01"}, "known_on", "lies in the future"),
    "no day": Abuse({**GOOD, "known_on": "yesterday"}, "known_on", "such as 2025-03-01"),
    **{
        f"ten megabytes of {field}": Abuse({**GOOD, field: HUGE}, field, "at most 80")
        for field in ("start", "period", "convention", "calendar", "timezone", "direction")
    },
    **{
        f"a null character in {field}": Abuse({**GOOD, field: "2025\0"}, field, "")
        for field in ("start", "period", "convention", "calendar", "timezone", "direction", "known_on")
    },
}  # fmt: skip
