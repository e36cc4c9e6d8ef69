"""What the picture of a deadline's days shows, day by day, and what its key says."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given

from tests.timeline.counting.chains import chains
from tests.timeline.counting.dockets import ORDER, RULE, act, deadline, docket, event, on_d, outcome_of
from timeline.counting import (
    CalendarBook,
    DeadlineOutcome,
    Docket,
    count,
    draw_count,
    draw_outcome,
    evaluate,
    outcome_lines,
    parse_period,
)
from timeline.counting.explain.strip import MAX_DAYS, Strip, strip_of

SVG = "{http://www.w3.org/2000/svg}"
TITLES = {"order": "The order", "act": "The extension", "act-2": "The second extension"}
EXTENDED = docket(
    ORDER,
    act(on_d("extend", until="2025-06-19"), on="2025-04-04"),
    act(on_d("extend", until="2025-09-17"), on="2025-06-19", id="act-2"),
    RULE,
)


def strip(outcome: DeadlineOutcome, today: str | None = None) -> Strip:
    found = strip_of(
        outcome, CalendarBook().table("us-federal"), date.fromisoformat(today) if today is not None else None
    )
    assert found is not None
    return found


def kinds(found: Strip) -> list[tuple[str, int]]:
    """The runs of days of one kind, with their lengths."""
    runs: list[tuple[str, int]] = []
    for day in found.days:
        if runs and runs[-1][0] == day.kind:
            runs[-1] = (day.kind, runs[-1][1] + 1)
        else:
            runs.append((day.kind, 1))
    return runs


def lines(start: str, period: str, convention: str, direction: str = "after") -> list[str]:
    counted = count(date.fromisoformat(start), parse_period(period), convention, direction=direction)
    drawn = draw_count(date.fromisoformat(start), counted, "The days", "en", CalendarBook().table("us-federal"))
    assert drawn is not None
    return [line.text for line in drawn.lines]


# Days -------------------------------------------------------------------------------------------


def test_the_day_of_the_trigger_is_shown_and_not_counted() -> None:
    assert kinds(strip(outcome_of(docket(ORDER, RULE), "2025-02-01"))) == [("outside", 1), ("running", 75)]


def test_every_extension_adds_its_own_days() -> None:
    found = strip(outcome_of(EXTENDED, "2025-07-01"))
    assert kinds(found) == [("outside", 1), ("running", 75), ("extended", 75 + 90)]
    assert [sum(day.alternate is which for day in found.days if day.kind == "extended") for which in (False, True)] == [
        75,
        90,
    ]


def test_closed_days_say_why() -> None:
    closed = {day.day: (day.closed, day.name) for day in strip(outcome_of(EXTENDED, "2025-07-01")).days if day.closed}
    assert closed[date(2025, 5, 26)] == ("holiday", "Memorial Day")
    assert closed[date(2025, 5, 25)] == ("sunday", None)
    assert date(2025, 5, 27) not in closed


def test_a_restarted_window_takes_the_place_of_what_was_left() -> None:
    restarted = docket(ORDER, act(on_d("restart", period="10 days"), on="2025-02-01"), RULE)
    assert kinds(strip(outcome_of(restarted, "2025-02-02"))) == [("outside", 1), ("running", 12), ("restarted", 10)]


def test_a_clock_that_stands_still_is_drawn_up_to_today() -> None:
    suspended = docket(ORDER, act(on_d("suspend"), on="2025-02-01"), RULE)
    found = strip(outcome_of(suspended, "2025-02-10"), today="2025-02-10")
    assert kinds(found) == [("outside", 1), ("running", 12), ("suspended", 9)]
    assert found.days[-1].mark == "today"


def test_an_imprecise_trigger_marks_every_day_that_is_possible() -> None:
    vague = docket(event("order", "2025-01-20/2025-01-24"), deadline("d", "order", "10 days"))
    found = strip(outcome_of(vague, "2025-02-01"))
    assert [day.day for day in found.days if day.mark == "possible"] == [
        date(2025, 1, 30) + timedelta(days=n) for n in range(5)
    ]
    assert outcome_lines(outcome_of(vague, "2025-02-01")) == [
        "Running: 21–30 January 2025 (10 days)",
        "Possibly due: 30 January – 3 February 2025 (5 days)",
    ]


def test_a_window_of_years_is_drawn_as_bars_with_its_years() -> None:
    counted = count(date(2020, 3, 1), parse_period("6 years"), "calendar-days")
    drawn = draw_count(date(2020, 3, 1), counted, "Six years")
    assert drawn is not None
    root = ElementTree.fromstring(drawn.svg)
    assert [text.text for text in root.iter(f"{SVG}text")] == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert len(list(root.iter(f"{SVG}rect"))) == 2


def test_a_picture_of_the_longest_window_stays_small() -> None:
    for period in (f"{MAX_DAYS} days", "366000 days"):
        drawn = draw_count(date(1900, 1, 1), count(date(1900, 1, 1), parse_period(period), "calendar-days"), "Long")
        assert drawn is not None
        assert len(drawn.svg) < 200_000


@given(chains(moved=True))
def test_every_day_of_the_window_is_drawn_once_and_no_two_segments_share_a_day(records: Docket) -> None:
    for outcome in evaluate(records, known_on=date(2022, 1, 1)).deadlines.values():
        found = strip_of(outcome, None, date(2022, 1, 1))
        if found is None:
            continue
        for earlier, later in zip(found.segments, found.segments[1:], strict=False):
            assert earlier.end is not None and earlier.end < later.start
        if found.days:
            assert [day.day for day in found.days] == [
                found.first + timedelta(days=n) for n in range((found.last - found.first).days + 1)
            ]


# Words ------------------------------------------------------------------------------------------


def test_the_key_says_what_the_picture_shows() -> None:
    outcome = outcome_of(EXTENDED, "2025-07-01")
    drawn = draw_outcome(outcome, "The pause", "en", TITLES, CalendarBook().table("us-federal"))
    assert drawn is not None
    assert [(line.kind, line.alternate, line.text) for line in drawn.lines] == [
        ("start", False, "Start: 20 January 2025, not counted"),
        ("running", False, "Running: 21 January – 5 April 2025 (75 days)"),
        ("extended", False, "Extended: 6 April – 19 June 2025 (75 days), “The extension”"),
        ("extended", True, "Extended: 20 June – 17 September 2025 (90 days), “The second extension”"),
        ("due", False, "Due: 17 September 2025"),
        ("closed", False, "Weekend or holiday"),
    ]
    root = ElementTree.fromstring(drawn.svg)
    assert root.findtext(f"{SVG}title") == "The pause"
    assert root.findtext(f"{SVG}desc") == "; ".join(outcome_lines(outcome, "en", TITLES))


def test_a_mail_has_the_same_lines_in_its_language() -> None:
    assert outcome_lines(outcome_of(EXTENDED, "2025-05-01"), "de", TITLES) == [
        "Beginn: 20. Januar 2025, nicht mitgezählt",
        "Läuft: 21. Januar – 5. April 2025 (75 Tage)",
        "Verlängert: 6. April – 19. Juni 2025 (75 Tage), „The extension“",
        "Fällig: 19. Juni 2025",
    ]


def test_a_first_day_that_counts_is_counted() -> None:
    assert lines("2025-01-01", "10 days", "de-bgb-187-2")[:3] == [
        "Start: 1 January 2025",
        "Running: 1–10 January 2025 (10 days)",
        "Due: 10 January 2025",
    ]


def test_a_roll_is_apart_from_what_was_counted() -> None:
    assert lines("2025-01-20", "75 days", "us-frcp-6")[:4] == [
        "Start: 20 January 2025, not counted",
        "Running: 21 January – 5 April 2025 (75 days)",
        "Moved off a closed day: 6–7 April 2025 (2 days)",
        "Due: 7 April 2025",
    ]


def test_counting_back_runs_from_the_due_day_to_the_day_before_the_start() -> None:
    assert lines("2025-04-05", "75 days", "calendar-days", "before")[:3] == [
        "Start: 5 April 2025, not counted",
        "Running: 20 January – 4 April 2025 (75 days)",
        "Due: 20 January 2025",
    ]


def test_clear_days_leave_both_ends_out() -> None:
    assert lines("2025-10-20", "8 clear days", "uk-cpr-2.8", "before")[:3] == [
        "Start: 20 October 2025, not counted",
        "Running: 12–19 October 2025 (8 days)",
        "Due: 11 October 2025",
    ]


def test_a_deadline_without_a_date_has_no_picture() -> None:
    unknown = outcome_of(docket(event("order", "2025-01-20/.."), RULE), "2025-02-01")
    assert draw_outcome(unknown, "Nothing") is None
    assert outcome_lines(unknown) == []
