"""EDTF: what is read, what is refused, and that nothing else ever happens."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.counting import EdtfError, parse_edtf

DAYS = st.dates()
ALPHABET = st.text(alphabet="0123456789-/X~?%.TZ:+YSE[]{} é٣", max_size=24)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2025-01-20", date(2025, 1, 20), date(2025, 1, 20), "day"),
        ("2023-08", date(2023, 8, 1), date(2023, 8, 31), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("2024-33", date(2024, 1, 1), date(2024, 3, 31), "quarter"),
        ("2024-35", date(2024, 7, 1), date(2024, 9, 30), "quarter"),
        ("2024-36", date(2024, 10, 1), date(2024, 12, 31), "quarter"),
        ("2024-40", date(2024, 1, 1), date(2024, 6, 30), "half"),
        ("2024-41", date(2024, 7, 1), date(2024, 12, 31), "half"),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), "decade"),
        ("20XX", date(2000, 1, 1), date(2099, 12, 31), "century"),
        ("2025-XX", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2025-XX-XX", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2025-02-XX", date(2025, 2, 1), date(2025, 2, 28), "month"),
        ("2025-01-13/2025-01-19", date(2025, 1, 13), date(2025, 1, 19), "interval"),
        ("2025-06/2025", date(2025, 6, 1), date(2025, 12, 31), "interval"),
        ("2025-01-20/..", date(2025, 1, 20), None, "interval"),
        ("2025-01-20/", date(2025, 1, 20), None, "interval"),
        ("../2025-01", None, date(2025, 1, 31), "interval"),
        ("/2025", None, date(2025, 12, 31), "interval"),
        ("2025-10-09T14:17", date(2025, 10, 9), date(2025, 10, 9), "instant"),
        ("0001-01-01", date.min, date.min, "day"),
        ("9999-12-31", date.max, date.max, "day"),
    ],
)
def test_it_reads_the_days_a_date_can_mean(
    text: str, earliest: date | None, latest: date | None, precision: str
) -> None:
    parsed = parse_edtf(text)
    assert (parsed.text, parsed.earliest, parsed.latest, parsed.precision) == (text, earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2024-12-31~", True, False),
        ("2023?", False, True),
        ("2023-08%", True, True),
        ("2024-35~", True, False),
        ("202X?", False, True),
        ("2024~/2025", True, False),
        ("2024/2025?", False, True),
        ("2024", False, False),
    ],
)
def test_a_qualifier_is_a_label_and_widens_nothing(text: str, approximate: bool, uncertain: bool) -> None:
    parsed = parse_edtf(text)
    plain = parse_edtf("".join(character for character in text if character not in "~?%"))
    assert (parsed.approximate, parsed.uncertain) == (approximate, uncertain)
    assert (parsed.earliest, parsed.latest) == (plain.earliest, plain.latest)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2025-10-09T14:17", time(14, 17)),
        ("2025-10-09T14:17:05", time(14, 17, 5)),
        ("2025-10-09T14:17Z", time(14, 17, tzinfo=UTC)),
        ("2025-10-09T14:17-04:00", time(14, 17, tzinfo=timezone(timedelta(hours=-4)))),
        ("2025-10-09T14:17+0530", time(14, 17, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("2025-10-09T14:17+05", time(14, 17, tzinfo=timezone(timedelta(hours=5)))),
    ],
)
def test_it_keeps_the_clock_time_with_its_offset(text: str, clock: time) -> None:
    parsed = parse_edtf(text).clock
    assert parsed is not None
    assert (parsed, parsed.utcoffset()) == (clock, clock.utcoffset())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must have between 1 and 60 characters"),
        ("2" * 61, "must have between 1 and 60 characters"),
        ("Q3 2024", "is no EDTF date"),
        ("20 January 2025", "is no EDTF date"),
        (" 2025-01-20", "is no EDTF date"),
        ("20250120", "has a year outside 1 to 9999"),
        ("Y12025", "has a year outside 1 to 9999"),
        ("-0044", "has a year outside 1 to 9999"),
        ("10000", "has a year outside 1 to 9999"),
        ("0000", "has the year 0; years 1 to 9999 are allowed"),
        ("0000-01-01", "has the year 0; years 1 to 9999 are allowed"),
        ("000X", "contains the year 0; years 1 to 9999 are allowed"),
        ("2025-02-29", "does not exist: 2025-02 has days 01 to 28"),
        ("2025-04-31", "does not exist: 2025-04 has days 01 to 30"),
        ("2025-04-00", "does not exist: 2025-04 has days 01 to 30"),
        ("2025-13", "has the month 13; allowed are 01 to 12, quarters 33 to 36 and halves 40 and 41"),
        ("2025-00", "has the month 00"),
        ("2025-37", "has the month 37"),
        ("2025-33-01", "months 01 to 12 are allowed before a day"),
        ("2024-21", "is a season (21), whose days depend on the hemisphere"),
        ("2024-24~", "is a season (24), whose days depend on the hemisphere"),
        ("2024-25", "is a season (25), whose days depend on the hemisphere"),
        ("202X-01", "leaves the year open but names the month"),
        ("2025-XX-01", "leaves the month open but names the day"),
        ("[2024,2025]", "is EDTF level 2 or no EDTF at all"),
        ("{2024,2025}", "is EDTF level 2 or no EDTF at all"),
        ("2024?-01", "is EDTF level 2 or no EDTF at all"),
        ("?2024-01", "is EDTF level 2 or no EDTF at all"),
        ("2X25", "is EDTF level 2 or no EDTF at all"),
        ("2025-01-20T24:00", "has no such clock time"),
        ("2025-01-20T10:60", "has no such clock time"),
        ("2025-01-20T10:00+05:75", "has no such clock time"),
        ("2025-01-20T10:00+25", "has no such clock time"),
        ("2025-02-30T10:00", "does not exist: 2025-02 has days 01 to 28"),
        ("../..", "names no day at all"),
        ("/", "names no day at all"),
        ("2024/2025/2026", "has more than one slash"),
        ("2025/2024", "ends before it begins"),
        ("2025-01-20/2025-01-19", "ends before it begins"),
        ("2025-01-20T10:00/2025-01-21", "has a clock time in an interval"),
        ("2024-21/2025", "is a season (21), whose days depend on the hemisphere"),
    ],
)
def test_it_refuses_with_the_text_and_the_reason(text: str, reason: str) -> None:
    with pytest.raises(EdtfError) as refused:
        parse_edtf(text)
    assert reason in str(refused.value)


@given(st.one_of(st.text(max_size=70), ALPHABET))
@example("2025-01-20T99:99")
@example("0000/..")
@example("٢٠٢٥-٠١-٢٠")
@example("2025-W01-1")
@example("2025\x0001")
def test_it_answers_or_refuses_and_nothing_else(text: str) -> None:
    try:
        parsed = parse_edtf(text)
    except EdtfError as refused:
        assert str(refused)
        return
    assert parsed.text == text
    if parsed.earliest is not None and parsed.latest is not None:
        assert parsed.earliest <= parsed.latest
    else:
        assert parsed.precision == "interval"
    assert text.isascii()


@given(DAYS)
def test_a_day_is_that_day(day: date) -> None:
    parsed = parse_edtf(day.isoformat())
    assert (parsed.earliest, parsed.latest, parsed.is_one_day) == (day, day, True)
    assert parsed.days() == [day]


@given(DAYS, DAYS)
def test_an_interval_has_the_days_of_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    parsed = parse_edtf(f"{first}/{last}")
    assert (parsed.earliest, parsed.latest) == (first, last)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_lists_every_day_of_it_once(year: int, month: int) -> None:
    days = parse_edtf(f"{year:04}-{month:02}").days()
    assert days == sorted(set(days))
    assert {(day.year, day.month) for day in days} == {(year, month)}
    assert days[-1] == date.max or (days[-1] + timedelta(days=1)).day == 1


@pytest.mark.parametrize("text", ["2025-01-20/..", "../2025", "2025-01-20/"])
def test_the_days_of_an_open_interval_cannot_be_listed(text: str) -> None:
    with pytest.raises(EdtfError, match="is open-ended, so its days cannot be listed"):
        parse_edtf(text).days()
