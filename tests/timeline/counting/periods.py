"""Periods that property tests draw from."""

from __future__ import annotations

from hypothesis import strategies as st

from timeline.counting import Period
from timeline.counting.period import LIMITS


def calendar_periods(
    *, years: int = 3, months: int = 40, weeks: int = 30, days: int = 800
) -> st.SearchStrategy[Period]:
    """Years, months, weeks and days up to these amounts, together or alone, never nothing."""
    amounts = st.tuples(*(st.integers(0, most) for most in (years, months, weeks, days)))
    return amounts.filter(any).map(lambda drawn: Period(*drawn))


def day_periods(least: int = 1, most: int = 800) -> st.SearchStrategy[Period]:
    return st.integers(least, most).map(lambda days: Period(days=days))


def working_day_periods(most: int = 300) -> st.SearchStrategy[Period]:
    return st.integers(1, most).map(lambda days: Period(days=days, counted="working"))


def clear_day_periods(most: int = 60) -> st.SearchStrategy[Period]:
    return st.integers(1, most).map(lambda days: Period(days=days, counted="clear"))


def hour_periods(most: int = 2_000) -> st.SearchStrategy[Period]:
    return st.integers(1, most).map(lambda hours: Period(hours=hours))


LONGEST_PERIODS = st.one_of(
    calendar_periods(years=LIMITS["years"], months=LIMITS["months"], weeks=LIMITS["weeks"], days=LIMITS["days"]),
    working_day_periods(LIMITS["days"] // 10),
    clear_day_periods(LIMITS["days"] // 10),
    hour_periods(LIMITS["hours"]),
)
"""Every period that can be written, up to the limits."""
