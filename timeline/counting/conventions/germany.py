"""Conventions of the German Civil Code (BGB §§ 186–193)."""

from __future__ import annotations

from .convention import BOTH, CALENDAR_UNITS, Convention, Example
from .ends import next_open_forwards, stays, stays_counting_the_start

ZONE = "Europe/Berlin"


GERMANY = (
    Convention(
        id="de-bgb-187-1",
        name="BGB § 187(1), with § 193",
        citation="BGB §§ 187(1), 188, 193",
        rules=(
            "The day of the event is not counted. Weeks end on the day of the week with the same name, months and years on"
            " the day with the same number or the month's last day. If a declaration or performance would be due on a"
            " Saturday, Sunday or holiday of the Land, the next working day takes its place; a period counted backwards"
            " does not move."
        ),
        units=CALENDAR_UNITS,
        directions=BOTH,
        end=next_open_forwards,
        closed_day="moves",
        calendar="de",
        timezone=ZONE,
        examples=(
            Example("2001-04-05", "1 month"),
            Example("2025-12-18", "14 days", calendar="de-nw"),
        ),
    ),
    Convention(
        id="de-bgb-187-1-no-193",
        name="BGB § 187(1), without § 193",
        citation="BGB §§ 187(1), 188",
        rules=(
            "As BGB § 187(1), for periods in which nothing is declared or performed on the last day: a Saturday, Sunday or"
            " holiday does not move it."
        ),
        units=CALENDAR_UNITS,
        directions=BOTH,
        end=stays,
        calendar="de",
        timezone=ZONE,
        examples=(Example("2025-05-01", "1 month", calendar="de-nw"),),
    ),
    Convention(
        id="de-bgb-187-2",
        name="BGB § 187(2), from the beginning of a day",
        citation="BGB §§ 187(2), 188",
        rules=(
            "The day on which the period begins is its first. It ends on the day before the one with the same number or"
            " name, or on the month's last day. A Saturday, Sunday or holiday does not move it."
        ),
        units=CALENDAR_UNITS,
        directions=BOTH,
        end=stays_counting_the_start,
        trigger_day="included",
        calendar="de",
        timezone=ZONE,
        examples=(Example("2024-02-01", "1 month", calendar="de-nw"),),
    ),
)
