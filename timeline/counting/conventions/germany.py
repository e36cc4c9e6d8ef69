"""Conventions of the German Civil Code (BGB §§ 186–193)."""

from __future__ import annotations

from datetime import date

from .convention import BOTH, CALENDAR_UNITS, Convention, Example
from .reckoning import Reckoning

ZONE = "Europe/Berlin"


def _event_period(reckoning: Reckoning) -> date:
    end = reckoning.corresponding()
    return reckoning.roll_forward(end) if reckoning.sign > 0 else reckoning.stay(end)


def _event_period_stays(reckoning: Reckoning) -> date:
    return reckoning.stay(reckoning.corresponding())


def _day_start_period(reckoning: Reckoning) -> date:
    return reckoning.stay(reckoning.corresponding(trigger_counts=True))


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
        end=_event_period,
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
        end=_event_period_stays,
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
        end=_day_start_period,
        trigger_day="included",
        calendar="de",
        timezone=ZONE,
        examples=(Example("2024-02-01", "1 month", calendar="de-nw"),),
    ),
)
