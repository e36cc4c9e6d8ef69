"""Conventions: what each law demands of every count, not only of the examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.timeline.counting.periods import (
    calendar_periods,
    clear_day_periods,
    day_periods,
    hour_periods,
    working_day_periods,
)
from timeline.counting import (
    CalendarBook,
    Convention,
    CountingError,
    Period,
    conventions,
    count,
    get_convention,
    parse_period,
)
from timeline.counting.catalogue import work
from timeline.counting.counter import zone

ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(1995, 1, 1), date(2027, 12, 31))
STARTS_OF_THE_UNION = st.dates(date(2014, 1, 1), date(2024, 6, 30))
DIRECTIONS = st.sampled_from(["after", "before"])
MOVES_FORWARD = ("us-frcp-6", "us-ofr", "us-hsr", "eu-1182-71", "de-bgb-187-1", "cn-civil")


def _end(
    start: date, period: Period | str, convention: str, direction: str = "after", calendar: str | None = None
) -> date:
    """Where a count of days or longer ends."""
    period = parse_period(period) if isinstance(period, str) else period
    end = count(start, period, convention, calendar=calendar, direction=direction).result
    assert not isinstance(end, datetime)
    return end


def _clock_time(
    start: str, period: str, convention: str, timezone: str | None = None, direction: str = "after"
) -> datetime:
    """Where a count of hours ends."""
    end = count(
        datetime.fromisoformat(start), parse_period(period), convention, timezone=timezone, direction=direction
    ).result
    assert isinstance(end, datetime)
    return end


# Calendar days --------------------------------------------------------------------------------------


@given(STARTS, day_periods(), DIRECTIONS)
def test_calendar_days_are_added_and_never_moved(start: date, period: Period, direction: str) -> None:
    sign = 1 if direction == "after" else -1
    assert _end(start, period, "calendar-days", direction) == start + sign * timedelta(days=period.days)


@given(STARTS, st.integers(0, 400), calendar_periods(), DIRECTIONS)
def test_a_later_start_never_ends_earlier(start: date, later: int, period: Period, direction: str) -> None:
    assert _end(start, period, "calendar-days", direction) <= _end(
        start + timedelta(days=later), period, "calendar-days", direction
    )


@given(STARTS, st.integers(0, 40), day_periods(most=200), st.sampled_from(["us-frcp-6", "us-ofr", "us-hsr"]))
def test_a_later_start_never_ends_earlier_where_closed_days_move_the_end(
    start: date, later: int, period: Period, convention: str
) -> None:
    assert _end(start, period, convention) <= _end(start + timedelta(days=later), period, convention)


@given(STARTS, st.integers(1, 60))
def test_months_end_on_the_same_number_or_on_the_last_day_of_their_month(start: date, months: int) -> None:
    end = _end(start, Period(months=months), "calendar-days")
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + ONE_DAY).day == 1)


@given(STARTS, st.integers(1, 5))
def test_a_year_is_twelve_months_and_a_week_seven_days(start: date, amount: int) -> None:
    assert _end(start, Period(years=amount), "calendar-days") == _end(
        start, Period(months=12 * amount), "calendar-days"
    )
    assert _end(start, Period(weeks=amount), "calendar-days") == _end(start, Period(days=7 * amount), "calendar-days")


def test_months_are_added_once_from_the_trigger() -> None:
    by_ones = _end(_end(date(2025, 1, 31), "1 month", "calendar-days"), "1 month", "calendar-days")
    assert _end(date(2025, 1, 31), "2 months", "calendar-days") == date(2025, 3, 31)
    assert by_ones == date(2025, 3, 28)


def test_a_composite_period_adds_years_then_months_then_weeks_and_days() -> None:
    assert _end(date(2024, 2, 29), "1 year 1 month 1 day", "calendar-days") == date(2025, 3, 30)
    assert _end(date(2025, 1, 31), "1 month 3 days", "calendar-days") == date(2025, 3, 3)
    assert _end(date(2025, 3, 31), "1 month 1 day", "calendar-days", "before") == date(2025, 2, 27)


# Closed days ----------------------------------------------------------------------------------------


@given(STARTS, calendar_periods(years=2, months=10), DIRECTIONS)
def test_rule_6_never_ends_on_a_closed_day(start: date, period: Period, direction: str) -> None:
    table = CalendarBook().table("us-federal")
    end, plain = _end(start, period, "us-frcp-6", direction), _end(start, period, "calendar-days", direction)
    assert table.is_open(end)
    assert end == (table.next_open(plain) if direction == "after" else table.previous_open(plain))


@given(STARTS_OF_THE_UNION, day_periods(most=200), st.sampled_from(MOVES_FORWARD))
def test_a_count_forwards_ends_on_the_day_itself_or_on_the_next_open_one(
    start: date, period: Period, convention: str
) -> None:
    calendar = get_convention(convention).calendar
    assert calendar is not None
    table = CalendarBook().table(calendar)
    end = _end(start, period, convention)
    assert table.is_open(end)
    if convention != "eu-1182-71":  # art. 3(5) may go further
        assert end == table.next_open(start + timedelta(days=period.days))


@given(STARTS_OF_THE_UNION, calendar_periods(), DIRECTIONS)
def test_a_convention_that_stays_has_the_end_of_calendar_days(start: date, period: Period, direction: str) -> None:
    plain = _end(start, period, "calendar-days", direction)
    assert _end(start, period, "de-bgb-187-1-no-193", direction) == plain
    assert _end(start, period, "uk-corresponding-date", direction) == plain
    if direction == "after":
        assert _end(start, period, "eu-entry-into-force") == plain


def test_a_state_holiday_moves_rule_6_forwards_only() -> None:
    patriots_day = date(2010, 4, 19)
    assert _end(date(2010, 4, 5), "14 days", "us-frcp-6", calendar="us-ma") == date(2010, 4, 20)
    assert _end(date(2010, 5, 3), "14 days", "us-frcp-6", "before", "us-ma") == patriots_day
    assert _end(date(2010, 4, 5), "14 days", "us-frcp-6") == patriots_day


def test_rule_6_goes_back_over_a_federal_holiday_though_the_state_has_its_own() -> None:
    assert _end(date(2010, 2, 1), "14 days", "us-frcp-6", "before", "us-ma") == date(2010, 1, 15)


def test_a_count_back_under_the_regulation_or_the_bgb_stays_on_a_closed_day() -> None:
    assert _end(date(2014, 4, 28), "7 days", "eu-1182-71", "before") == date(2014, 4, 21)
    assert _end(date(2025, 6, 15), "14 days", "de-bgb-187-1", "before", "de-nw") == date(2025, 6, 1)


def test_the_calendar_of_a_land_moves_the_end_only_there() -> None:
    assert _end(date(2025, 10, 17), "2 weeks", "de-bgb-187-1", calendar="de-nw") == date(2025, 10, 31)
    assert _end(date(2025, 10, 17), "2 weeks", "de-bgb-187-1", calendar="de-sn") == date(2025, 11, 3)


# Working days ---------------------------------------------------------------------------------------


@given(STARTS, working_day_periods(), DIRECTIONS)
def test_working_days_counted_there_and_back_come_to_the_start(start: date, period: Period, direction: str) -> None:
    table = CalendarBook().table("us-federal")
    assume(table.is_open(start))
    back = "before" if direction == "after" else "after"
    there = _end(start, period, "us-business-days", direction)
    assert table.is_open(there)
    assert _end(there, period, "us-business-days", back) == start


@given(STARTS, working_day_periods())
def test_there_are_as_many_open_days_as_were_counted(start: date, period: Period) -> None:
    end = _end(start, period, "us-business-days")
    assert CalendarBook().table("us-federal").open_days(start, end) == period.days


@given(STARTS, st.integers(1, 100))
def test_days_are_business_days_where_the_convention_says_so(start: date, days: int) -> None:
    assert _end(start, Period(days=days), "us-business-days") == _end(
        start, Period(days=days, counted="working"), "us-business-days"
    )


@given(STARTS_OF_THE_UNION, st.one_of(day_periods(2, 60), calendar_periods(years=0, months=2, weeks=3, days=20)))
def test_a_period_of_two_days_or_more_has_two_working_days_of_the_union(start: date, period: Period) -> None:
    assume(period.total_months or period.total_days >= 2)
    table = CalendarBook().table("eu-institutions")
    assert table.open_days(start, _end(start, period, "eu-1182-71")) >= 2


@given(STARTS_OF_THE_UNION, day_periods(2, 60))
def test_the_two_working_days_hold_backwards_as_well(start: date, period: Period) -> None:
    table = CalendarBook().table("eu-institutions")
    end = _end(start, period, "eu-1182-71", "before")
    assert table.open_days(end - ONE_DAY, start - ONE_DAY) >= 2


def test_two_days_over_easter_run_on_to_the_second_working_day() -> None:
    assert _end(date(2014, 4, 16), "2 days", "eu-1182-71") == date(2014, 4, 23)
    assert _end(date(2014, 4, 16), "1 day", "eu-1182-71") == date(2014, 4, 22)


# Clear days -----------------------------------------------------------------------------------------


@given(STARTS, clear_day_periods(), DIRECTIONS)
def test_at_least_so_many_clear_days_lie_between_both_ends(start: date, period: Period, direction: str) -> None:
    end = _end(start, period, "uk-cpr-2.8-earliest", direction)
    first, last = min(start, end), max(start, end)
    between = [first + n * ONE_DAY for n in range(1, (last - first).days)]
    table = CalendarBook().table("gb-eng")
    counted = [day for day in between if table.is_open(day)] if period.days <= 5 else between
    assert len(counted) == period.days


def test_five_days_are_business_days_and_six_are_not() -> None:
    assert _end(date(2025, 10, 20), "5 days", "uk-cpr-2.8") == date(2025, 10, 27)
    assert _end(date(2025, 10, 20), "6 days", "uk-cpr-2.8") == date(2025, 10, 27)
    assert _end(date(2025, 10, 20), "7 days", "uk-cpr-2.8") == date(2025, 10, 27)


# Periods that begin with a day ----------------------------------------------------------------------


@given(STARTS, day_periods())
def test_a_period_that_counts_its_first_day_ends_one_day_earlier(start: date, period: Period) -> None:
    plain = _end(start, period, "calendar-days")
    assert _end(start, period, "de-bgb-187-2") == plain - ONE_DAY
    assert _end(start, period, "uk-corresponding-date-from-midnight") == plain - ONE_DAY


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2024, 1, 1), "1 year", date(2024, 12, 31)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28)),
        (date(2025, 1, 31), "1 month", date(2025, 2, 28)),
        (date(2025, 1, 30), "1 month", date(2025, 2, 28)),
        (date(2025, 1, 29), "1 month", date(2025, 2, 28)),
        (date(2025, 1, 28), "1 month", date(2025, 2, 27)),
        (date(2025, 1, 31), "3 months", date(2025, 4, 30)),
        (date(2025, 6, 2), "1 week", date(2025, 6, 8)),
    ],
)
def test_paragraph_188_ends_before_the_same_number_or_on_the_last_day(start: date, period: str, end: date) -> None:
    assert _end(start, period, "de-bgb-187-2") == end


def test_two_versions_of_the_same_guidance_differ_by_the_day_after_receipt() -> None:
    assert _end(date(2018, 8, 1), "1 month", "uk-ico-2018") == date(2018, 9, 3)
    assert _end(date(2018, 8, 1), "1 month", "uk-ico-2019") == date(2018, 9, 3)
    assert _end(date(2019, 9, 3), "1 month", "uk-ico-2018") == date(2019, 10, 4)
    assert _end(date(2019, 9, 3), "1 month", "uk-ico-2019") == date(2019, 10, 3)
    assert _end(date(2019, 1, 30), "1 month", "uk-ico-2018") == date(2019, 2, 28)


def test_the_guidance_changed_in_august_2019() -> None:
    assert get_convention("uk-ico-2018").valid_to == date(2019, 7, 31)
    assert get_convention("uk-ico-2019").valid_from == date(2019, 8, 1)


def test_a_declared_working_sunday_ends_a_chinese_period() -> None:
    assert _end(date(2025, 1, 11), "15 days", "cn-civil") == date(2025, 1, 26)
    assert _end(date(2025, 9, 1), "1 month", "cn-civil") == date(2025, 10, 9)


# Hours ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "convention", "end"),
    [
        # The clock goes back on 2 November and forward on 9 March 2025 in New York.
        ("2025-10-30T10:23", "72 hours", "calendar-days", "2025-11-02T10:23"),
        ("2025-10-31T10:23", "72 hours", "us-frcp-6", "2025-11-03T09:23"),
        ("2025-03-07T10:23", "72 hours", "us-frcp-6", "2025-03-10T11:23"),
        # It would end on a Saturday; Monday is Columbus Day.
        ("2025-10-09T14:17", "48 hours", "us-frcp-6", "2025-10-14T14:17"),
        # Brussels: 26 October and 30 March 2025. The hour of the event is not counted.
        ("2025-10-24T10:20", "72 hours", "eu-1182-71", "2025-10-27T10:00"),
        ("2025-03-28T10:20", "72 hours", "eu-1182-71", "2025-03-31T12:00"),
        ("2025-06-02T10:00", "24 hours", "eu-1182-71", "2025-06-03T11:00"),
        # China has one time all year.
        ("2025-10-24T10:20", "72 hours", "cn-civil", "2025-10-27T10:20"),
    ],
)
def test_hours_run_through_changes_of_the_clock(start: str, period: str, convention: str, end: str) -> None:
    assert _clock_time(start, period, convention).replace(tzinfo=None) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-11-03T09:23", "2025-10-31T10:23"), ("2025-03-10T11:23", "2025-03-07T10:23")],
)
def test_hours_counted_backwards_run_through_changes_of_the_clock(start: str, end: str) -> None:
    found = _clock_time(start, "72 hours", "us-frcp-6", direction="before")
    assert found.replace(tzinfo=None) == datetime.fromisoformat(end)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    hour_periods(),
    st.sampled_from(["UTC", "America/New_York", "Europe/Brussels", "Asia/Kolkata", "Australia/Lord_Howe"]),
    DIRECTIONS,
)
def test_hours_are_elapsed_time(start: datetime, period: Period, timezone: str, direction: str) -> None:
    local = start.replace(tzinfo=zone(timezone))
    assume(local.astimezone(UTC).astimezone(zone(timezone)).replace(tzinfo=None) == start)
    end = count(start, period, "calendar-days", timezone=timezone, direction=direction).result
    assert isinstance(end, datetime)
    elapsed = end.astimezone(UTC) - local.astimezone(UTC)
    assert elapsed == (1 if direction == "after" else -1) * timedelta(hours=period.hours)


@pytest.mark.parametrize(
    ("start", "timezone"),
    [("2025-03-09T02:30", "America/New_York"), ("2025-03-30T02:30", "Europe/Brussels")],
)
def test_a_clock_time_that_was_skipped_is_refused(start: str, timezone: str) -> None:
    with pytest.raises(CountingError, match=f"the clock time {start} was skipped in {timezone}"):
        _clock_time(start, "5 hours", "calendar-days", timezone)


def test_the_same_clock_time_on_the_next_open_day_is_moved_on_where_it_was_skipped() -> None:
    """Saturday 02:30 in Brussels would be Sunday or later; 30 March has no 02:30, and a calendar may be open then."""
    end = count(
        datetime(2025, 3, 28, 2, 30),  # noqa: DTZ001
        Period(hours=24),
        "us-frcp-6",
        calendar="il",
        timezone="Europe/Brussels",
    ).result
    assert isinstance(end, datetime)
    assert end.replace(tzinfo=None) == datetime(2025, 3, 30, 3, 30)  # noqa: DTZ001


def test_an_offset_that_is_written_counts_before_the_zone() -> None:
    end = _clock_time("2025-10-30T10:23+00:00", "1 hours", "us-frcp-6")
    assert (end.time(), str(end.tzinfo)) == (time(7, 23), "America/New_York")


# All of them ----------------------------------------------------------------------------------------


@given(STARTS_OF_THE_UNION, st.sampled_from([convention.id for convention in conventions()]), st.data())
def test_every_convention_ends_on_the_side_it_counts_to(start: date, convention_id: str, data: st.DataObject) -> None:
    convention = get_convention(convention_id)
    kinds = {
        "days": day_periods(most=100),
        "working days": working_day_periods(most=60),
        "clear days": clear_day_periods(most=30),
        "weeks": st.integers(1, 12).map(lambda weeks: Period(weeks=weeks)),
        "months": st.integers(1, 12).map(lambda months: Period(months=months)),
        "years": st.just(Period(years=1)),
    }
    period = data.draw(st.one_of(*(kinds[unit] for unit in sorted(convention.units - {"hours"}))))
    direction = data.draw(st.sampled_from(sorted(convention.directions)))
    end = _end(start, period, convention_id, direction)
    assert end >= start if direction == "after" else end <= start


@pytest.mark.parametrize("convention", conventions(), ids=lambda convention: convention.id)
def test_every_convention_has_a_citation_and_examples_that_count(convention: Convention) -> None:
    assert convention.citation and convention.name and convention.rules.endswith(".")
    assert convention.examples
    assert all(work(example, convention).steps for example in convention.examples)


def test_the_steps_do_not_change_the_result() -> None:
    traced = count(date(2025, 6, 5), Period(days=14), "us-frcp-6")
    assert traced.result == date(2025, 6, 20)
    assert [(step.op, step.before, step.after) for step in traced.steps] == [
        ("count", date(2025, 6, 5), date(2025, 6, 19)),
        ("roll", date(2025, 6, 19), date(2025, 6, 20)),
    ]
    assert {step.citation for step in traced.steps} == {"Fed. R. Civ. P. 6(a)"}
    assert {step.calendar for step in traced.steps} == {"us-federal"}
