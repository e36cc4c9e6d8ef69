"""Periods: what is read, what is refused, what is written back, and that every answer comes at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.timeline.counting.periods import LONGEST_PERIODS
from timeline.counting import Period, PeriodError, parse_period
from timeline.counting.period import LIMITS

PATIENCE = 5.0
"""Seconds after which an answer counts as a hang; how fast it is, a benchmark says."""

WORDS = st.lists(
    st.sampled_from(
        [
            "75",
            "1",
            "-",
            "and",
            ",",
            "days",
            "day",
            "working",
            "clear",
            "month",
            "years",
            "hours",
            "P1D",
            "0",
            "1e9",
            "½",
        ]
    ),
    max_size=14,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("75 days", Period(days=75)),
        ("1 day", Period(days=1)),
        ("75-day", Period(days=75)),
        ("  30 Days ", Period(days=30)),
        ("10 working days", Period(days=10, counted="working")),
        ("10 business days", Period(days=10, counted="working")),
        ("14 clear days", Period(days=14, counted="clear")),
        ("2 weeks", Period(weeks=2)),
        ("1 year 6 months", Period(years=1, months=6)),
        ("1 year, 6 months and 3 days", Period(years=1, months=6, days=3)),
        ("72 hours", Period(hours=72)),
        ("P75D", Period(days=75)),
        ("P1Y6M", Period(years=1, months=6)),
        ("P2W", Period(weeks=2)),
        ("PT72H", Period(hours=72)),
    ],
)
def test_it_reads_a_period_as_law_writes_it(text: str, period: Period) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must have between 1 and 60 characters"),
        (" " * 80, "must have between 1 and 60 characters"),
        ("1" * 61, "must have between 1 and 60 characters"),
        ("1000000000 days", "is too long; at most 366,000 days are allowed"),
        ("P1000000000D", "is too long; at most 366,000 days are allowed"),
        ("1001 years", "is too long; at most 1,000 years are allowed"),
        ("87661 hours", "is too long; at most 87,660 hours are allowed"),
        ("36601 working days", "is too long; at most 36,600 working days are allowed"),
        ("-5 days", "has the amount '-5'; whole numbers from 1 are allowed"),
        ("+5 days", "has the amount '+5'; whole numbers from 1 are allowed"),
        ("2.5 days", "has the amount '2.5'; whole numbers from 1 are allowed"),
        ("2,5 days", "has the amount '2,5'; whole numbers from 1 are allowed"),
        ("1e9 days", "has the amount '1e9'; whole numbers from 1 are allowed"),
        ("½ days", "has the amount '½'; whole numbers from 1 are allowed"),
        ("٣ days", "has the amount '٣'; whole numbers from 1 are allowed"),
        ("0 days", "is zero; whole numbers from 1 are allowed"),
        ("P0D", "is zero; whole numbers from 1 are allowed"),
        ("5 fortnights", "is not understood at '5 fortnights'"),
        ("5 minutes", "is not understood at '5 minutes'"),
        ("days", "is not understood at 'days'"),
        ("75", "is not understood at '75'"),
        ("5 days after", "is not understood at 'after'"),
        ("5 daysworth", "is not understood at '5 daysworth'"),
        ("5 days 6 days", "names days twice"),
        ("5 days 1 month", "names months too late; years come first, then months, weeks and days"),
        ("1 day 5 hours", "mixes hours with longer units; hours stand alone"),
        ("P1DT5H", "mixes hours with longer units; hours stand alone"),
        ("1 month 5 working days", "mixes working days with other units; they stand alone"),
        ("1 week 5 clear days", "mixes clear days with other units; they stand alone"),
        ("3 working months", "has working months; only days can be working"),
        ("P-5D", "is not understood at 'p-5d'"),
        ("P1.5D", "is not understood"),
        ("PT5M", "is not understood"),
    ],
)
def test_it_refuses_with_the_text_and_what_is_allowed(text: str, reason: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text)
    assert reason in str(refused.value)
    assert str(refused.value).startswith("period ")


@given(LONGEST_PERIODS)
def test_what_it_writes_it_reads_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(st.one_of(st.text(max_size=70), WORDS))
@example("-" * 60)
@example("5" + " -" * 29)
@example("1 working " * 6)
@example("²" * 60)
def test_it_answers_or_refuses_at_once_and_nothing_else(text: str) -> None:
    began = time.process_time()
    try:
        period = parse_period(text)
    except PeriodError as refused:
        assert str(refused)
    else:
        assert parse_period(str(period)) == period
        assert all(amount <= limit for amount, limit in zip(period[:5], LIMITS.values(), strict=True))
        assert period.total_months or period.total_days or period.hours
    assert time.process_time() - began < PATIENCE
