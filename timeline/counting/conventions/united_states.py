"""Conventions of the United States."""

from __future__ import annotations

from datetime import date, time

from .convention import BOTH, CALENDAR_UNITS, FORWARD, Convention, Example
from .ends import next_open_forwards
from .hours import elapsed_then_next_open
from .reckoning import Reckoning

ZONE = "America/New_York"


def _frcp(reckoning: Reckoning) -> date:
    end = reckoning.corresponding()
    return reckoning.roll_forward(end) if reckoning.sign > 0 else reckoning.roll_backward(end)


def _business_days(reckoning: Reckoning) -> date:
    return reckoning.working_days(reckoning.period.days)


UNITED_STATES = (
    Convention(
        id="us-frcp-6",
        name="Federal Rules of Civil Procedure, Rule 6",
        citation="Fed. R. Civ. P. 6(a)",
        rules=(
            "The day of the event is not counted; every day is. If the last day is a Saturday, Sunday or legal holiday, the"
            " period runs on to the next day that is none; counted backwards, it runs on back. A state's holidays count"
            " forwards only. Hours run at once and through changes of the clock; an end on a closed day goes to the same"
            " clock time on the next open day."
        ),
        units=CALENDAR_UNITS | {"hours"},
        end=_frcp,
        end_hours=elapsed_then_next_open,
        closed_day="moves",
        calendar="us-federal",
        timezone=ZONE,
        examples=(
            Example("2007-09-11", "10 days", direction="before", source="2009 committee note"),
            Example("2025-06-05", "14 days"),
            Example("2010-04-05", "14 days", calendar="us-ma"),
            Example("2007-11-02T10:23", "72 hours", source="2009 committee note"),
        ),
    ),
    Convention(
        id="us-ofr",
        name="Office of the Federal Register",
        citation="1 CFR 18.17",
        rules=(
            "The day after publication is the first day; every day counts. If the last day is a day on which the Office of"
            " the Federal Register is closed, the next day on which it is open is the date."
        ),
        units=CALENDAR_UNITS,
        directions=FORWARD,
        end=next_open_forwards,
        closed_day="moves",
        calendar="us-ofr",
        timezone=ZONE,
        examples=(
            Example("2019-03-01", "15 days", source="the Office’s published table"),
            Example("2024-12-09", "15 days"),
        ),
    ),
    Convention(
        id="us-business-days",
        name="federal business days",
        citation="5 USC 6103",
        rules=(
            "The day of the event is not counted; of the others only days that are no Saturday, Sunday or legal public"
            " holiday. “Days” are business days here."
        ),
        units=frozenset({"days", "working days"}),
        directions=BOTH,
        end=_business_days,
        closed_day="not reached",
        calendar="us-federal",
        timezone=ZONE,
        examples=(
            Example("2025-11-24", "3 working days"),
            Example("2024-12-31", "10 working days", calendar="us-federal+closures"),
        ),
    ),
    Convention(
        id="us-hsr",
        name="Hart-Scott-Rodino waiting periods",
        citation="16 CFR 803.10; 15 USC 18a(k)",
        rules=(
            "The day of receipt is not counted; every day is, and the period ends at 11:59 p.m. Eastern Time. If it would"
            " end on a Saturday, Sunday or legal public holiday, it ends on the next regular business day."
        ),
        units=CALENDAR_UNITS,
        directions=FORWARD,
        end=next_open_forwards,
        closed_day="moves",
        calendar="us-federal",
        timezone=ZONE,
        day_ends=time(23, 59),
        examples=(Example("2025-06-05", "30 days"),),
    ),
)
