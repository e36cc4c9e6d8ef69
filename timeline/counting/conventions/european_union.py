"""Conventions of the European Union: Regulation (EEC, Euratom) No 1182/71."""

from __future__ import annotations

from datetime import date

from .convention import BOTH, CALENDAR_UNITS, FORWARD, Convention, Example
from .ends import stays
from .hours import full_hours
from .reckoning import Reckoning

ZONE = "Europe/Brussels"


def _regulation(reckoning: Reckoning) -> date:
    period = reckoning.period
    if period.counted == "working":
        return reckoning.working_days(period.days)
    end = reckoning.corresponding()
    end = reckoning.roll_forward(end) if reckoning.sign > 0 else reckoning.stay(end)
    if period.total_months or period.total_days >= 2:
        end = _two_working_days(reckoning, end)
    return end


def _two_working_days(reckoning: Reckoning, end: date) -> date:
    """Art. 3(5): any period of two days or more includes at least two working days."""
    start, sign = reckoning.start, reckoning.sign
    if abs((end - start).days) > 31:  # no institution is closed for a month, so two working days are in it
        return end
    least = reckoning.table.shift(start, sign * 2)
    if (least - end).days * sign <= 0:
        return end
    reckoning.note("minimum", end, least, "two-working-days")
    return least


EUROPEAN_UNION = (
    Convention(
        id="eu-1182-71",
        name="Regulation 1182/71",
        citation="Reg. 1182/71 art. 3",
        rules=(
            "The day of the event is not counted. Holidays, Saturdays and Sundays count unless the period is in working"
            " days. A period not in hours whose last day is a holiday, Saturday or Sunday ends on the next working day; one"
            " counted backwards does not move. A period of two days or more has at least two working days. Months and"
            " years end on the day with the same number, or on the month's last day. For hours, the hour of the event is"
            " not counted."
        ),
        units=CALENDAR_UNITS | {"working days", "hours"},
        directions=BOTH,
        end=_regulation,
        end_hours=full_hours,
        closed_day="moves",
        calendar="eu-institutions",
        timezone=ZONE,
        examples=(
            Example("2023-05-02", "2 months", source="Digital Markets Act, notification"),
            Example("2023-07-03", "45 working days", source="Digital Markets Act, designation"),
            Example("2014-04-28", "7 days", direction="before"),
            Example("2025-10-24T10:20", "72 hours"),
        ),
    ),
    Convention(
        id="eu-entry-into-force",
        name="entry into force of acts of the Union",
        citation="Reg. 1182/71 art. 4; TFEU art. 297",
        rules="An act that enters into force on the n-th day following its publication does so on that day, open or closed.",
        units=CALENDAR_UNITS,
        directions=FORWARD,
        end=stays,
        timezone=ZONE,
        examples=(
            Example("2024-07-12", "20 days", source="Reg. (EU) 2024/1689 art. 113"),
            Example("2023-06-09", "20 days", source="Reg. (EU) 2023/1115"),
        ),
    ),
)
