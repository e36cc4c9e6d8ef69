"""Dates, periods, differences and conventions in words, in English and German."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from timeline.counting import (
    calendar_name,
    convention_name,
    convention_rules,
    conventions,
    date_words,
    discrepancy_words,
    edtf_words,
    own_calendars,
    parse_edtf,
    period_words,
    read_period,
)

LANGUAGES = ("en", "de")


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("2025-01-20", "20 January 2025", "20. Januar 2025"),
        ("2023-08", "August 2023", "August 2023"),
        ("2024", "2024", "2024"),
        ("2024-35", "third quarter of 2024", "drittes Quartal 2024"),
        ("2024-40", "first half of 2024", "erstes Halbjahr 2024"),
        ("202X", "the 2020s", "die 2020er-Jahre"),
        ("20XX", "between 2000 and 2099", "zwischen 2000 und 2099"),
        ("2024-12-31~", "about 31 December 2024", "um den 31. Dezember 2024"),
        ("2023?", "2023 (uncertain)", "2023 (unsicher)"),
        ("2023%", "about 2023 (uncertain)", "etwa 2023 (unsicher)"),
        ("2025-01-13/2025-01-19", "13–19 January 2025", "13.–19. Januar 2025"),
        ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025", "30. Dezember 2024 – 2. Januar 2025"),
        ("2025-01-30/2025-02-02", "30 January – 2 February 2025", "30. Januar – 2. Februar 2025"),
        ("2024-12-31%", "about 31 December 2024 (uncertain)", "um den 31. Dezember 2024 (unsicher)"),
        ("2024-12-31~/..", "from about 31 December 2024 on", "ab etwa 31. Dezember 2024"),
        ("2024~/2025-03", "about 2024 – March 2025", "etwa 2024 – März 2025"),
        ("2025-01-20/..", "from 20 January 2025 on", "ab 20. Januar 2025"),
        ("2025-01-20/", "from 20 January 2025, end unknown", "ab 20. Januar 2025, Ende unbekannt"),
        ("../2025-01", "until January 2025", "bis Januar 2025"),
        ("2025-10-09T14:17", "9 October 2025, 14:17", "9. Oktober 2025, 14:17 Uhr"),
    ],
)
def test_a_date_in_words(text: str, english: str, german: str) -> None:
    assert edtf_words(parse_edtf(text), "en") == english
    assert edtf_words(parse_edtf(text), "de") == german


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("75 days", "75 days", "75 Tage"),
        ("P1Y6M", "1 year 6 months", "1 Jahr 6 Monate"),
        ("10 working days", "10 working days", "10 Arbeitstage"),
        ("soon", "soon", "soon"),
        ("", "", ""),
    ],
)
def test_a_period_in_words(text: str, english: str, german: str) -> None:
    assert period_words(text, "en") == english
    assert period_words(text, "de") == german


def test_what_a_stated_and_a_computed_date_differ_by_is_said_in_each_language() -> None:
    text = "stated 2025-05-15, computed 2025-05-13 (120 days, calendar-days); eo-1: stated 2025-06-01, computed 2025-06-02 (1 month, us-frcp-6)"
    assert discrepancy_words(text, "de") == (
        "genannt: 15. Mai 2025, berechnet: 13. Mai 2025 (120 Tage, Kalendertage); "
        "eo-1: genannt: 1. Juni 2025, berechnet: 2. Juni 2025 (1 Monat, Zivilprozessregeln des Bundes der USA)"
    )
    assert discrepancy_words("stated 2025-05-15, computed 2025-05-13 (120 days, calendar-days)") == (
        "stated: 15 May 2025, computed: 13 May 2025 (120 days, calendar days)"
    )
    assert discrepancy_words("", "de") == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("75 Tage", "75 days"),
        ("1 Tag", "1 day"),
        ("10 arbeitstage", "10 working days"),
        ("14 volle Tage", "14 clear days"),
        ("1 Jahr 6 Monate", "1 year 6 months"),
        ("72Stunden", "72 hours"),
        ("75 days", "75 days"),
        ("P75D", "P75D"),
        ("bald", "bald"),
    ],
)
def test_a_period_typed_in_german_is_read(typed: str, read: str) -> None:
    assert read_period(typed, "de") == read


def test_every_period_in_words_can_be_typed() -> None:
    for language in LANGUAGES:
        for period in (
            "75 days",
            "1 day",
            "10 working days",
            "14 clear days",
            "1 year 6 months",
            "3 weeks",
            "72 hours",
        ):
            assert read_period(period_words(period, language), language) == period


def test_a_convention_has_a_name_in_each_language() -> None:
    names = {(convention_name(one, "en"), convention_name(one, "de")) for one in conventions()}
    assert ("calendar days", "Kalendertage") in names
    assert {english for english, _german in names} == {one.name for one in conventions()}


def test_every_convention_and_calendar_is_described_in_german() -> None:
    for convention in conventions():
        assert convention_rules(convention, "en") == convention.rules
        assert convention_rules(convention, "de") != convention.rules
        assert convention_name(convention, "de") != convention.name
    for calendar in own_calendars():
        assert calendar_name(calendar.id, calendar.name, "en") == calendar.name
        assert calendar_name(calendar.id, calendar.name, "de") != calendar.name


def test_a_day_and_a_clock_time_in_words() -> None:
    assert date_words(date(2025, 4, 5)) == "5 April 2025"
    assert date_words(datetime(2007, 11, 5, 9, 23)) == "5 November 2007, 09:23"  # noqa: DTZ001
