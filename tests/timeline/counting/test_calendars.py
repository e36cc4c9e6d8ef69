"""Calendars: compiled tables against stepping day by day, coverage, and what was known when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from timeline.counting import (
    Calendar,
    CalendarBook,
    CalendarNotCovered,
    Closure,
    CoveredYear,
    DayTable,
    UnknownCalendar,
    calendar_ids,
    count,
    get_calendar,
    parse_period,
    parts_of,
    whole_of,
)

DATA = Path(__file__).parent / "data"
ONE_DAY = timedelta(days=1)

WITH_A_GAP = Calendar(
    id="with-a-gap",
    name="a calendar that does not cover 2015",
    source="these tests",
    years=(2013, 2014, 2016, 2017),
    closures=lambda: (Closure(date(2014, 12, 31), "year's end"), Closure(date(2016, 1, 1), "new year")),
)
CALENDARS = {
    calendar_id: get_calendar(calendar_id)
    for calendar_id in ("us-federal", "us-ofr", "eu-institutions", "us-ma", "de-nw", "gb-eng", "be", "cn", "sa")
} | {WITH_A_GAP.id: WITH_A_GAP}

Answer = date | tuple[str, int]


@cache
def _closed_days(calendar_id: str) -> tuple[frozenset[date], frozenset[date]]:
    calendar = CALENDARS[calendar_id]
    return frozenset(closure.day for closure in calendar.closures()), frozenset(calendar.working_days())


@cache
def _table(calendar_id: str) -> DayTable:
    return CALENDARS[calendar_id].compile(None)


def _is_open(calendar: Calendar, day: date) -> bool:
    """What the calendar says of one day, without its table. Raises CalendarNotCovered as every look at a day does."""
    if day.year not in calendar.years:
        raise CalendarNotCovered(calendar.id, day.year, calendar.coverage)
    holidays, working_days = _closed_days(calendar.id)
    return day not in holidays and (day.weekday() not in calendar.weekend or day in working_days)


def _step(calendar: Calendar, day: date, amount: int) -> date:
    step = ONE_DAY if amount > 0 else -ONE_DAY
    _is_open(calendar, day)
    for _ in range(abs(amount)):
        day += step
        while not _is_open(calendar, day):
            day += step
    return day


def _roll(calendar: Calendar, day: date, step: timedelta) -> date:
    while not _is_open(calendar, day):
        day += step
    return day


def _open_days(calendar: Calendar, after: date, until: date) -> int:
    if until <= after:
        return 0
    _is_open(calendar, after)
    return sum(_is_open(calendar, after + n * ONE_DAY) for n in range(1, (until - after).days + 1))


def _answer(ask: Callable[[], date | int | bool]) -> date | int | bool | tuple[str, int]:
    """The answer, or the calendar and year that are not covered."""
    try:
        return ask()
    except CalendarNotCovered as missing:
        assert missing.calendar in str(missing) and str(missing.year) in str(missing)
        return missing.calendar, missing.year


@st.composite
def _calendar_and_day(draw: st.DrawFn) -> tuple[Calendar, date]:
    """A calendar and a day in or a little outside of its coverage."""
    calendar = CALENDARS[draw(st.sampled_from(sorted(CALENDARS)))]
    first, last = date(calendar.years[0], 1, 1), date(calendar.years[-1], 12, 31)
    near_an_end = st.sampled_from([first, last]).flatmap(
        lambda end: st.dates(end - timedelta(days=20), end + timedelta(days=20))
    )
    return calendar, draw(st.one_of(st.dates(first, last), near_an_end))


@given(_calendar_and_day(), st.integers(1, 60), st.sampled_from([1, -1]))
def test_a_shift_by_open_days_is_that_many_steps(drawn: tuple[Calendar, date], amount: int, sign: int) -> None:
    calendar, day = drawn
    table = _table(calendar.id)
    assert _answer(lambda: table.shift(day, sign * amount)) == _answer(lambda: _step(calendar, day, sign * amount))


@given(_calendar_and_day())
def test_a_roll_goes_to_the_nearest_open_day(drawn: tuple[Calendar, date]) -> None:
    calendar, day = drawn
    table = _table(calendar.id)
    assert _answer(lambda: table.is_open(day)) == _answer(lambda: _is_open(calendar, day))
    assert _answer(lambda: table.next_open(day)) == _answer(lambda: _roll(calendar, day, ONE_DAY))
    assert _answer(lambda: table.previous_open(day)) == _answer(lambda: _roll(calendar, day, -ONE_DAY))


@given(_calendar_and_day(), st.integers(-30, 800))
def test_it_counts_the_open_days_between_two_days(drawn: tuple[Calendar, date], length: int) -> None:
    calendar, after = drawn
    until = after + timedelta(days=length)
    table = _table(calendar.id)
    assert _answer(lambda: table.open_days(after, until)) == _answer(lambda: _open_days(calendar, after, until))


@given(_calendar_and_day())
def test_a_closed_day_says_why_and_an_open_one_nothing(drawn: tuple[Calendar, date]) -> None:
    calendar, day = drawn
    if day.year not in calendar.years:
        return
    why = _table(calendar.id).why_closed(day)
    assert (why is None) is _is_open(calendar, day)
    assert why is None or why[0] in {"holiday", day.strftime("%A").lower()}


def test_the_office_of_the_federal_register_is_closed_on_the_days_of_its_own_list_from_1994_to_2030() -> None:
    listed: set[date] = set()
    for name in ("ofr_holidays.yml", "ofr_closures.yml"):
        listed |= set(yaml.safe_load((DATA / name).read_text(encoding="utf-8")))
    table = CalendarBook().table("us-ofr")
    first, last = date(1994, 1, 1), date(2030, 12, 31)
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    assert [day for day in days if table.is_open(day)] == [
        day for day in days if day.weekday() < 5 and day not in listed
    ]
    assert get_calendar("us-ofr").coverage == "1994–2030"


@pytest.mark.parametrize(
    ("calendar", "day", "year", "covered"),
    [
        ("us-ofr", date(1993, 12, 31), 1993, "1994–2030"),
        ("us-ofr", date(2031, 1, 1), 2031, "1994–2030"),
        ("eu-institutions", date(2012, 12, 31), 2012, get_calendar("eu-institutions").coverage),
        ("cn", date(2000, 12, 31), 2000, get_calendar("cn").coverage),
        ("us-federal", date(2101, 1, 1), 2101, "1900–2100"),
    ],
)
def test_a_year_that_is_not_covered_is_an_error_that_names_calendar_and_year(
    calendar: str, day: date, year: int, covered: str
) -> None:
    with pytest.raises(CalendarNotCovered) as missing:
        CalendarBook().table(calendar).is_open(day)
    assert str(missing.value) == f"calendar {calendar} does not cover the year {year}; it covers {covered}"


def test_a_count_over_a_gap_names_the_year_that_is_missing() -> None:
    table = WITH_A_GAP.compile(None)
    with pytest.raises(CalendarNotCovered, match=r"does not cover the year 2015; it covers 2013–2014, 2016–2017"):
        table.shift(date(2014, 12, 1), 300)
    for start, amount in ((date(2014, 12, 1), 5_000), (date(2016, 3, 1), -5_000), (date(2016, 3, 1), -300)):
        with pytest.raises(CalendarNotCovered, match="does not cover the year 2015"):
            table.shift(start, amount)
    with pytest.raises(CalendarNotCovered, match="does not cover the year 2015"):
        table.open_days(date(2014, 12, 1), date(2016, 2, 1))


def test_a_count_into_an_uncovered_year_is_refused_even_where_no_closed_day_is_near() -> None:
    with pytest.raises(CalendarNotCovered, match="calendar us-ofr does not cover the year 2031"):
        count(date(2030, 12, 2), parse_period("60 days"), "us-ofr")


@pytest.mark.parametrize(
    ("known_on", "due"),
    [(date(2018, 12, 17), date(2018, 12, 24)), (date(2018, 12, 18), date(2018, 12, 26)), (None, date(2018, 12, 26))],
)
def test_a_closure_declared_late_counts_from_the_day_it_was_known(known_on: date | None, due: date) -> None:
    counted = count(date(2018, 12, 7), parse_period("15 days"), "us-ofr", known_on=known_on)
    assert counted.result == due


def test_a_closure_that_an_editor_adds_closes_its_day_from_when_it_was_known() -> None:
    closure = Closure(date(2025, 7, 31), "Flood", date(2025, 7, 20))
    before = CalendarBook(date(2025, 7, 19), {"us-ofr": (closure,)}).table("us-ofr")
    after = CalendarBook(date(2025, 7, 20), {"us-ofr": (closure,)}).table("us-ofr")
    assert before.is_open(closure.day)
    assert after.why_closed(closure.day) == ("holiday", "Flood")
    assert after.next_open(closure.day) == date(2025, 8, 1)


def test_a_declared_working_weekend_is_open_in_china() -> None:
    table = CalendarBook().table("cn")
    assert table.is_open(date(2025, 1, 26)) and date(2025, 1, 26).weekday() == 6
    assert not table.is_open(date(2025, 1, 28)) and date(2025, 1, 28).weekday() == 1


def test_every_year_that_china_covers_has_a_declaration() -> None:
    working_days = set(get_calendar("cn").working_days())
    assert {day.year for day in working_days} == set(get_calendar("cn").years)


def test_a_state_has_the_federal_holidays_and_its_own() -> None:
    patriots_day, martin_luther_king = date(2010, 4, 19), date(2010, 1, 18)
    book = CalendarBook()
    assert book.table("us-ma").why_closed(patriots_day) == ("holiday", "Patriots' Day")
    assert not book.table("us-ma").is_open(martin_luther_king)
    assert book.backward("us-ma").is_open(patriots_day)
    assert not book.backward("us-ma").is_open(martin_luther_king)


def test_every_country_of_the_library_is_a_calendar() -> None:
    ids = calendar_ids()
    assert len(ids) == len(set(ids))
    assert {"be", "de", "de-nw", "gb-eng", "cn", "us-ma", "us-federal", "us-ofr", "eu-institutions"} <= set(ids)


@pytest.mark.parametrize("name", ["", "atlantis", "US-FEDERAL", "us_federal", "de-xx", "x" * 500])
def test_an_unknown_calendar_is_refused_with_what_is_allowed(name: str) -> None:
    with pytest.raises(UnknownCalendar) as refused:
        get_calendar(name)
    assert str(refused.value).startswith(f"there is no calendar {name[:60]!r}; allowed are us-federal, ")


# What editors add ---------------------------------------------------------------------------


def test_a_closure_of_the_whole_closes_its_parts_and_no_others() -> None:
    day = date(2029, 6, 5)
    book = CalendarBook(None, {"us-federal": (Closure(day, "Day of Mourning"),)})
    closed = ["us-federal", "us-federal+closures", "us-ma", "us"]
    assert [book.table(each).why_closed(day) for each in closed] == [("holiday", "Day of Mourning")] * 4
    assert not book.backward("us-ma").is_open(day)
    assert book.table("us-ofr").is_open(day)
    assert book.table("de").is_open(day)


def test_a_closure_of_a_part_leaves_the_whole_open() -> None:
    day = date(2029, 6, 5)
    book = CalendarBook(None, {"de-nw": (Closure(day, "Hochwasser"),)})
    assert not book.table("de-nw").is_open(day)
    assert book.table("de").is_open(day)
    assert book.table("de-by").is_open(day)


def test_a_part_may_declare_otherwise_than_the_whole() -> None:
    day = date(2029, 6, 5)
    extra = {"de": (Closure(day, "Staatsakt"),), "de-by": (Closure(day, "Arbeitstag", opens=True),)}
    book = CalendarBook(None, extra)
    assert [book.table(each).is_open(day) for each in ("de", "de-nw", "de-by")] == [False, False, True]


@pytest.mark.parametrize("day", [date(2025, 7, 4), date(2025, 7, 5)], ids=["holiday", "saturday"])
def test_a_declared_working_day_is_open_from_when_it_was_known(day: date) -> None:
    extra = {"us-federal": (Closure(day, "Declared", date(2025, 6, 1), opens=True),)}
    assert not CalendarBook(date(2025, 5, 31), extra).table("us-federal").is_open(day)
    assert CalendarBook(date(2025, 6, 1), extra).table("us-federal").is_open(day)


def test_a_working_weekend_can_be_closed_again() -> None:
    day = date(2025, 1, 26)
    assert CalendarBook().table("cn").is_open(day)
    assert not CalendarBook(None, {"cn": (Closure(day, "Storm"),)}).table("cn").is_open(day)


def test_a_year_that_an_editor_adds_is_covered_from_when_its_list_was_known() -> None:
    extra = {"eu-institutions": (Closure(date(2026, 4, 2), "Maundy Thursday", date(2025, 9, 1)),)}
    years = {"eu-institutions": (CoveredYear(2026, date(2025, 9, 1)),)}
    with pytest.raises(CalendarNotCovered, match="does not cover the year 2026; it covers 2013–2025"):
        CalendarBook(date(2025, 8, 31), extra, years).table("eu-institutions").is_open(date(2026, 4, 2))
    table = CalendarBook(date(2025, 9, 1), extra, years).table("eu-institutions")
    assert table.coverage == "2013–2026"
    assert table.next_open(date(2026, 4, 2)) == date(2026, 4, 3)
    with pytest.raises(CalendarNotCovered, match="2027; it covers 2013–2026"):
        table.next_open(date(2027, 1, 1))


def test_a_closure_in_a_year_that_is_not_covered_covers_nothing() -> None:
    book = CalendarBook(None, {"eu-institutions": (Closure(date(2026, 4, 2), "Maundy Thursday"),)})
    with pytest.raises(CalendarNotCovered, match="2026"):
        book.table("eu-institutions").is_open(date(2026, 4, 2))


def test_a_covered_year_of_the_whole_covers_no_part() -> None:
    assert (whole_of("cn-hk"), whole_of("us-ma"), whole_of("de-nw")) == (None, "us-federal", "de")
    book = CalendarBook(None, None, {"de": (CoveredYear(2101),)})
    assert book.table("de").covers(date(2101, 1, 1))
    assert not book.table("de-nw").covers(date(2101, 1, 1))


def test_the_parts_of_a_calendar_are_those_it_is_the_whole_of() -> None:
    assert "us-ma" in parts_of("us-federal") and "us-ofr" not in parts_of("us-federal")
    assert len(parts_of("de")) == 16 + len(
        [each for each in calendar_ids() if each.startswith("de-") and len(each) > 5]
    )
    assert parts_of("eu-institutions") == []
