"""Conventions of England and Wales, and the Information Commissioner's."""

from __future__ import annotations

from datetime import date

from .convention import BOTH, CALENDAR_UNITS, FORWARD, Convention, Example, Unit
from .ends import stays, stays_counting_the_start
from .reckoning import Reckoning, shifted

ZONE = "Europe/London"
CALENDAR = "gb-eng"
FEW_DAYS = 5
CLEAR_UNITS: frozenset[Unit] = frozenset({"days", "clear days", "weeks"})
MONTHS: frozenset[Unit] = frozenset({"months", "years"})


def _clear_days(reckoning: Reckoning) -> date:
    """The last of the clear days: business days only for five days or fewer (CPR 2.8(4))."""
    days = reckoning.period.total_days
    return reckoning.working_days(days) if days <= FEW_DAYS else reckoning.corresponding()


def _cpr(reckoning: Reckoning) -> date:
    last = _clear_days(reckoning)
    if reckoning.sign > 0:
        return reckoning.roll_forward(last)
    end = _beyond(reckoning, last)
    return reckoning.stay(end)


def _cpr_earliest(reckoning: Reckoning) -> date:
    return reckoning.stay(_beyond(reckoning, _clear_days(reckoning)))


def _beyond(reckoning: Reckoning, last: date) -> date:
    """The day past the last clear day: both ends are excluded (CPR 2.8(3))."""
    end = shifted(last, reckoning.sign)
    reckoning.note("clear", last, end, "both-ends-excluded")
    return end


def _from_receipt(reckoning: Reckoning) -> date:
    return reckoning.roll_forward(reckoning.corresponding(reason="to-corresponding-day"))


def _from_day_after_receipt(reckoning: Reckoning) -> date:
    received = reckoning.start
    reckoning.start = shifted(received, 1)
    reckoning.note("begin", received, reckoning.start, "day-after-receipt")
    return reckoning.roll_forward(reckoning.corresponding(reason="to-corresponding-day"))


UNITED_KINGDOM = (
    Convention(
        id="uk-cpr-2.8",
        name="Civil Procedure Rules, clear days",
        citation="CPR 2.8",
        rules=(
            "Days are clear days. Within a number of days after an event: its day is not counted. Before an event: neither"
            " that day nor the day of the act is counted. Of five days or fewer only business days count. A period counted"
            " forwards that ends when the court office is closed ends on the next day it is open."
        ),
        units=CLEAR_UNITS,
        working_days_up_to=FEW_DAYS,
        directions=BOTH,
        end=_cpr,
        closed_day="moves",
        calendar=CALENDAR,
        timezone=ZONE,
        examples=(
            Example("2025-10-20", "3 clear days", direction="before", source="CPR 2.8"),
            Example("2023-10-02", "14 clear days"),
        ),
    ),
    Convention(
        id="uk-cpr-2.8-earliest",
        name="Civil Procedure Rules, at least so many clear days",
        citation="CPR 2.8",
        rules=(
            "The first day on which something may happen that needs at least so many clear days: both ends are excluded."
            " Of five days or fewer only business days count. The day found does not move."
        ),
        units=CLEAR_UNITS,
        working_days_up_to=FEW_DAYS,
        directions=BOTH,
        end=_cpr_earliest,
        calendar=CALENDAR,
        timezone=ZONE,
        examples=(Example("2023-10-01", "28 clear days"),),
    ),
    Convention(
        id="uk-corresponding-date",
        name="corresponding date rule",
        citation="Dodds v Walker [1981] 1 WLR 1027 (HL)",
        rules=(
            "The day of the event is not counted. Months and years end on the day with the same number, or on the month's"
            " last day where there is none. A weekend or holiday does not move the end."
        ),
        units=CALENDAR_UNITS,
        directions=BOTH,
        end=stays,
        calendar=CALENDAR,
        timezone=ZONE,
        examples=(Example("1978-09-30", "4 months", source="Dodds v Walker"),),
    ),
    Convention(
        id="uk-corresponding-date-from-midnight",
        name="corresponding date rule, from midnight",
        citation="Matthew v Sedman [2021] UKSC 19",
        rules=(
            "A cause that accrues at the very start of a day has that whole day in its period, which ends the day before"
            " the one with the same number. A weekend or holiday does not move the end."
        ),
        units=CALENDAR_UNITS,
        directions=BOTH,
        end=stays_counting_the_start,
        trigger_day="included",
        calendar=CALENDAR,
        timezone=ZONE,
        examples=(Example("2011-06-03", "6 years", source="Matthew v Sedman"),),
    ),
    Convention(
        id="uk-ico-2019",
        name="Information Commissioner, guidance from August 2019",
        citation="ICO, guidance on the right of access (from August 2019)",
        rules=(
            "From the day of receipt to the day with the same number in the month of the end, or that month's last day; if"
            " that is a weekend or public holiday, the next working day."
        ),
        units=MONTHS,
        directions=FORWARD,
        end=_from_receipt,
        closed_day="moves",
        calendar=CALENDAR,
        timezone=ZONE,
        valid_from=date(2019, 8, 1),
        examples=(
            Example("2019-09-03", "1 month", source="ICO guidance"),
            Example("2019-01-30", "1 month"),
        ),
    ),
    Convention(
        id="uk-ico-2018",
        name="Information Commissioner, guidance until August 2019",
        citation="ICO, guidance on the right of access (May 2018 to August 2019)",
        rules=(
            "From the day after receipt to the day with the same number in the month of the end, or that month's last day;"
            " if that is a weekend or public holiday, the next working day."
        ),
        units=MONTHS,
        directions=FORWARD,
        end=_from_day_after_receipt,
        closed_day="moves",
        calendar=CALENDAR,
        timezone=ZONE,
        valid_from=date(2018, 5, 25),
        valid_to=date(2019, 7, 31),
        examples=(Example("2018-08-01", "1 month"),),
    ),
)
