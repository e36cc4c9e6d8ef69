"""Ordinary counting, where no law says otherwise."""

from __future__ import annotations

from .convention import CALENDAR_UNITS, Convention, Example
from .ends import stays
from .hours import elapsed

GENERAL = (
    Convention(
        id="calendar-days",
        name="calendar days",
        citation="ordinary counting in US orders and statutes",
        rules=(
            "The day of the event is not counted; every day is. Months and years end on the day with the same number, or on"
            " the month's last day. A weekend or holiday does not move the end. Hours are elapsed time."
        ),
        units=CALENDAR_UNITS | {"hours"},
        end=stays,
        end_hours=elapsed,
        examples=(
            Example("2025-01-20", "75 days", source="E.O. 14166 sec. 2(a)"),
            Example("2025-09-25", "120 days", source="E.O. 14352"),
            Example("2012-01-31", "1 month"),
        ),
    ),
)
