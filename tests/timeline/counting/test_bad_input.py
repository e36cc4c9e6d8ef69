"""Bad input: a sentence that says which field and what is allowed, at once, and never another kind of error."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.counting.periods import LONGEST_PERIODS
from timeline.counting import (
    CalendarNotCovered,
    CountingError,
    Period,
    PeriodError,
    UnknownCalendar,
    UnknownConvention,
    conventions,
    count,
    explain_count,
    parse_edtf,
    parse_period,
    parse_start,
)

PATIENCE = 5.0
"""Seconds after which a refusal counts as a hang; how fast it is, a benchmark says."""

START = date(2025, 1, 20)
FIRST_MOMENT, LAST_MOMENT = datetime.min, datetime.max  # noqa: DTZ901
NOON = datetime(2025, 1, 20, 12)  # noqa: DTZ001


@pytest.fixture(autouse=True, scope="module")
def compiled_calendars() -> None:
    """The calendars of all conventions compiled: what the first count of a process waits for is no part of a refusal."""
    for convention in conventions():
        for example in convention.examples:
            count(parse_start(example.start), parse_period(example.period), convention.id, calendar=example.calendar)


def _count(
    start: Any = START, period: str | Period = "5 days", convention: str = "calendar-days", **options: Any
) -> object:
    return count(start, parse_period(period) if isinstance(period, str) else period, convention, **options)


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        (
            {"convention": "us-frcp-7"},
            UnknownConvention,
            "there is no counting convention 'us-frcp-7'; allowed are calendar-days, us-frcp-6, ",
        ),
        ({"convention": ""}, UnknownConvention, "there is no counting convention ''; allowed are "),
        ({"convention": "x" * 9_000}, UnknownConvention, f"there is no counting convention '{'x' * 60}'; allowed are "),
        ({"calendar": "atlantis"}, UnknownCalendar, "there is no calendar 'atlantis'; allowed are us-federal, "),
        (
            {"calendar": "atlantis", "period": "5 hours", "start": NOON},
            UnknownCalendar,
            "there is no calendar 'atlantis'; allowed are us-federal, ",
        ),
        ({"calendar": "\x00"}, UnknownCalendar, r"there is no calendar '\x00'; allowed are us-federal, "),
        (
            {"timezone": "Mars/Base"},
            CountingError,
            "there is no IANA time zone 'Mars/Base'; allowed are names such as Europe/Brussels",
        ),
        (
            {"timezone": "../../etc/passwd", "period": "5 hours", "start": NOON},
            CountingError,
            "there is no IANA time zone '../../etc/passwd'; allowed are names such as Europe/Brussels",
        ),
        (
            {"direction": "sideways"},
            PeriodError,
            "direction 'sideways': convention calendar-days counts after and before only",
        ),
        (
            {"convention": "us-ofr", "direction": "before"},
            PeriodError,
            "direction 'before': convention us-ofr counts after only",
        ),
        (
            {"convention": "us-ofr", "period": "5 hours", "start": NOON},
            PeriodError,
            "period '5 hours': convention us-ofr has no rule for hours; allowed are days, months, weeks, years",
        ),
        (
            {"convention": "us-business-days", "period": "2 months"},
            PeriodError,
            "period '2 months': convention us-business-days has no rule for months; allowed are days, working days",
        ),
        (
            {"convention": "calendar-days", "period": "2 working days"},
            PeriodError,
            "period '2 working days': convention calendar-days has no rule for working days; allowed are ",
        ),
        (
            {"period": "5 hours"},
            PeriodError,
            "period '5 hours' is in hours and needs a clock time to start from, such as 2025-10-09T14:17",
        ),
        (
            {"period": Period(days=10**9)},
            PeriodError,
            "counting 1000000000 days from 2025-01-20 leaves the years 1 to 9999",
        ),
        ({"period": Period(days=10**30)}, PeriodError, "leaves the years 1 to 9999"),
        ({"period": Period(months=10**9)}, PeriodError, "leaves the years 1 to 9999"),
        ({"period": Period(hours=10**30), "start": NOON}, PeriodError, "leaves the years 1 to 9999"),
        (
            {"start": date.max, "period": "1 day"},
            PeriodError,
            "counting 1 days from 9999-12-31 leaves the years 1 to 9999",
        ),
        (
            {"start": date.min, "period": "1 month", "direction": "before"},
            PeriodError,
            "counting 1 month from 0001-01-01 leaves the years 1 to 9999",
        ),
        (
            {"start": date.max, "period": "1 month", "convention": "uk-ico-2018"},
            PeriodError,
            "leaves the years 1 to 9999",
        ),
        (
            {"start": LAST_MOMENT, "period": "72 hours", "convention": "us-frcp-6"},
            CountingError,
            "leaves the years 1 to 9999",
        ),
        (
            {"start": FIRST_MOMENT, "period": "72 hours", "convention": "eu-1182-71"},
            CountingError,
            "leaves the years 1 to 9999",
        ),
        (
            {"start": date(2024, 12, 31), "period": "36600 working days", "convention": "us-business-days"},
            CalendarNotCovered,
            "calendar us-federal does not cover the year 2101; it covers 1900–2100",
        ),
        (
            {"start": date(1890, 1, 1), "convention": "us-frcp-6"},
            CalendarNotCovered,
            "calendar us-federal does not cover the year 1890; it covers 1900–2100",
        ),
        (
            {"start": date(2030, 12, 30), "convention": "us-ofr"},
            CalendarNotCovered,
            "calendar us-ofr does not cover the year 2031; it covers 1994–2030",
        ),
    ],
)
def test_it_refuses_with_the_field_and_what_is_allowed(
    asked: dict[str, Any], error: type[CountingError], message: str
) -> None:
    began = time.process_time()
    with pytest.raises(error) as refused:
        _count(**asked)
    assert time.process_time() - began < PATIENCE
    assert message in str(refused.value)


@pytest.mark.parametrize("start", ["0000-01-01", "10000-01-01", "2025-02-30", "2025", "2025-01-20/..", "", "today"])
def test_a_start_that_is_no_day_is_refused(start: str) -> None:
    with pytest.raises(CountingError) as refused:
        parse_start(start)
    assert repr(start) in str(refused.value)


@pytest.mark.parametrize(
    "asked",
    [
        {"start": date(1905, 12, 31), "period": "36600 working days", "convention": "us-business-days"},
        {"start": date(1, 1, 1), "period": "366000 days"},
        {"start": date(1, 1, 1), "period": "1000 years"},
        {"start": NOON, "period": "87660 hours"},
        {"start": date(1994, 1, 3), "period": "13000 days", "convention": "us-ofr"},
    ],
)
def test_the_longest_periods_count_at_once(asked: dict[str, Any]) -> None:
    began = time.process_time()
    _count(**asked)
    assert time.process_time() - began < PATIENCE


@given(
    st.one_of(st.dates(), st.datetimes(), st.sampled_from([date.min, date.max, FIRST_MOMENT, LAST_MOMENT])),
    LONGEST_PERIODS,
    st.sampled_from([convention.id for convention in conventions()]),
    st.sampled_from(["after", "before"]),
    st.sampled_from([None, "us-ofr", "eu-institutions", "us-ma", "cn", "nowhere"]),
    st.sampled_from([None, "America/New_York", "Pacific/Kiritimati", "Nowhere/None"]),
)
def test_a_count_answers_or_refuses_and_nothing_else(
    start: date | datetime,
    period: Period,
    convention: str,
    direction: str,
    calendar: str | None,
    timezone: str | None,
) -> None:
    try:
        counted = count(start, period, convention, calendar=calendar, direction=direction, timezone=timezone)
    except CountingError as refused:
        assert len(str(refused)) > 20
    else:
        assert explain_count(counted, "en") and explain_count(counted, "de")


@pytest.mark.parametrize("text", ["9" * 10_000, "2025-01-20/" * 2_000, "[" * 5_000, "-" * 100_000])
def test_overlong_text_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(CountingError, match="must have between 1 and 60 characters"):
        parse_edtf(text)
    with pytest.raises(CountingError, match="must have between 1 and 60 characters"):
        parse_period(text)
    assert time.process_time() - began < PATIENCE
