"""Days, countdowns and times in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from timeline.counting import parse_edtf
from timeline.pages.words import countdown, days_in_words, edtf_in_words, status_in_words, time_attribute


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (9, "in 9 days"),
        (-9, "9 days ago"),
        (1234, "in 1,234 days"),
    ],
)
def test_a_countdown_is_said_in_days(days: int, words: str) -> None:
    assert countdown(days) == words


def test_a_span_is_one_day_where_both_ends_are_the_same() -> None:
    day = date(2025, 4, 5)
    assert days_in_words(day, day) == days_in_words(day, None) == days_in_words(None, day) == "5 April 2025"
    assert days_in_words(None, None) == ""


def test_dates_follow_the_language_of_the_reader() -> None:
    with translation.override("de"):
        assert edtf_in_words("2025-03-01") == "1. März 2025"
    with translation.override("de-at"):
        assert edtf_in_words("2025-03-01") == "1. März 2025"


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("2025-01-20", "2025-01-20"),
        ("2025-01-20?", "2025-01-20"),
        ("2025-01", "2025-01"),
        ("2025", "2025"),
        ("2025~", "2025"),
        ("2025-10-09T14:17", "2025-10-09T14:17"),
        ("2025-35", ""),
        ("202X", ""),
        ("2025-01-XX", ""),
        ("2025-01-13/2025-01-19", ""),
        ("2025-01-20/..", ""),
    ],
)
def test_only_what_html_can_say_becomes_a_time(text: str, attribute: str) -> None:
    parse_edtf(text)
    assert time_attribute(text) == attribute


def test_a_status_is_said_in_words() -> None:
    assert status_in_words("in force") == "in force"
    assert status_in_words(None) == "not known"
