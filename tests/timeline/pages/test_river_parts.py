"""The parts of a river by themselves: its axis, its columns, the pieces of a bar, labels and lanes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.counting import DeadlineOutcome, Forecast, Segment
from timeline.models import Deadline
from timeline.pages.river_bars import MAX_PIECES, Bar, Piece, bar_of
from timeline.pages.river_density import KINDS, Column, columns_of, stretches_of
from timeline.pages.river_labels import label_at, label_from, shortened_to, width_of
from timeline.pages.river_lanes import MAX_LANES, MAX_NODES, chosen, lay_out
from timeline.pages.river_moments import Moment, place_moments
from timeline.pages.river_scale import COLUMN_UNITS, MAX_COLUMNS, MAX_TICKS, MONTH, scale_of, ticks_of, units_for

ON = date(2025, 6, 1)
ORDINALS = st.integers(1, date.max.toordinal())


class Dated(NamedTuple):
    earliest: date | None
    latest: date | None
    certainty: str = "confirmed"


def day(text: str) -> date:
    return date.fromisoformat(text)


def ordinal(text: str) -> int:
    return day(text).toordinal()


def deadline(key: int = 1, title: str = "A deadline") -> Deadline:
    return Deadline(pk=key, slug=f"deadline-{key}", title=title, position=key)


def month_columns(*events: Dated, first: str = "2025-01-01", last: str = "2025-12-31") -> list[Column]:
    return columns_of(stretches_of(events), MONTH.edges(ordinal(first), ordinal(last)))


# The axis -----------------------------------------------------------------------------------


@given(ORDINALS, ORDINALS)
def test_an_axis_holds_all_its_days_in_few_columns(one: int, other: int) -> None:
    first, last = sorted((one, other))
    units = units_for(first, last)
    for unit in units:
        scale = scale_of(first, last, unit)
        assert scale.edges[0] <= first <= last < scale.edges[-1]
        assert all(before < after for before, after in pairwise(scale.edges))
        assert len(scale.edges) - 1 <= MAX_COLUMNS or unit == COLUMN_UNITS[-1]
        assert 0 <= scale.at(first) < scale.at(last + 1) <= 100
        assert scale.column(first) == 0 or scale.edges[scale.column(first)] <= first
        ticks = ticks_of(scale)
        assert len(ticks) <= MAX_TICKS + 1
        assert all(scale.edges[0] <= tick.day <= scale.edges[-1] for tick in ticks)


def test_ticks_say_months_and_set_years_apart() -> None:
    scale = scale_of(ordinal("2024-10-05"), ordinal("2025-04-20"), MONTH)
    assert [(tick.label, tick.is_strong) for tick in ticks_of(scale)] == [
        ("Oct 2024", False), ("Nov", False), ("Dec", False), ("2025", True), ("Feb", False), ("Mar", False),
        ("Apr", False), ("May", False),
    ]  # fmt: skip


# Columns ------------------------------------------------------------------------------------


def test_a_day_is_in_its_month_and_a_month_is_spread_over_its_days() -> None:
    columns = month_columns(
        Dated(day("2025-03-05"), day("2025-03-05")),
        Dated(day("2025-08-01"), day("2025-08-31")),
        Dated(day("2025-08-31"), day("2025-09-01")),
    )
    march, august, september = columns[2], columns[7], columns[8]
    assert (march.amounts, march.exact, march.loose) == ((1, 0, 0, 0), 1, 0)
    assert august.amounts == pytest.approx((0, 1.5, 0, 0))
    assert (august.exact, august.loose) == (1, 1)
    assert september.amounts == pytest.approx((0, 0.5, 0, 0))
    assert (september.exact, september.loose) == (0, 1)


def test_what_is_not_confirmed_is_told_apart_from_what_is() -> None:
    march = (day("2025-03-05"), day("2025-03-05"))
    [column] = month_columns(
        Dated(*march),
        Dated(*march, "reported"),
        Dated(*march, "disputed"),
        Dated(*march, "planned"),
        Dated(day("2025-03-01"), day("2025-03-31"), "planned"),
        first="2025-03-01",
        last="2025-03-31",
    )
    assert dict(zip(KINDS, column.amounts, strict=True)) == pytest.approx(
        {"confirmed": 1, "spread": 0, "unsettled": 2, "planned": 2}
    )


def test_an_open_interval_counts_on_the_day_it_names() -> None:
    columns = month_columns(Dated(day("2025-02-03"), None), Dated(None, day("2025-05-01")))
    assert [column.exact for column in columns] == [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


spans = st.tuples(st.integers(-400, 800), st.integers(0, 900), st.sampled_from(["confirmed", "planned", "reported"]))


@given(st.lists(spans, max_size=30))
def test_every_event_counts_once_as_far_as_the_axis_goes(found: list[tuple[int, int, str]]) -> None:
    start, end = ordinal("2025-01-01"), ordinal("2025-12-31")
    events = [
        Dated(date.fromordinal(start + first), date.fromordinal(start + first + length), certainty)
        for first, length, certainty in found
    ]
    expected = 0.0
    for event in events:
        assert event.earliest and event.latest
        first, last = event.earliest.toordinal(), event.latest.toordinal()
        expected += max(min(last, end) - max(first, start) + 1, 0) / (last - first + 1)
    columns = month_columns(*events)
    assert sum(column.total for column in columns) == pytest.approx(expected)
    assert all(amount >= -1e-9 for column in columns for amount in column.amounts)
    for column in columns:
        touching = [
            event
            for event in events
            if event.earliest
            and event.latest
            and event.earliest.toordinal() < column.end
            and event.latest.toordinal() >= column.start
        ]
        assert column.exact + column.loose == len(touching)


# Bars ---------------------------------------------------------------------------------------

PAUSE = DeadlineOutcome(
    state="passed",
    due=day("2025-06-19"),
    start=day("2025-01-20"),
    segments=(
        Segment("running", day("2025-01-20"), day("2025-04-05")),
        Segment("extended", day("2025-04-06"), day("2025-06-19"), "extended"),
    ),
)


def bar(outcome: DeadlineOutcome, on: date = ON, days: dict[str, date | None] | None = None) -> Bar:
    found = bar_of(deadline(), outcome, on, days or {})
    assert found is not None
    return found


def kinds(found: Bar) -> list[tuple[str, str, str]]:
    return [
        (each.kind, date.fromordinal(each.first).isoformat(), date.fromordinal(each.last).isoformat())
        for each in found.pieces
    ]


def test_a_bar_is_the_period_of_the_rule_and_every_extension() -> None:
    found = bar(PAUSE)
    assert kinds(found) == [("running", "2025-01-20", "2025-04-05"), ("extended", "2025-04-06", "2025-06-19")]
    assert (found.first, found.last, found.due, found.ended) == (
        ordinal("2025-01-20"), ordinal("2025-06-19"), ordinal("2025-06-19"), None,
    )  # fmt: skip
    assert found.pieces[1].event == "extended"


def test_a_suspension_without_an_end_is_drawn_up_to_the_day_of_the_page() -> None:
    outcome = DeadlineOutcome(
        state="suspended",
        start=day("2025-01-20"),
        segments=(
            Segment("running", day("2025-01-20"), day("2025-04-05")),
            Segment("suspended", day("2025-02-01"), None, "stay"),
        ),
    )
    assert bar(outcome).pieces[-1] == Piece("suspended", ordinal("2025-02-01"), ordinal("2025-06-01"), "stay", True)


def test_a_restart_cuts_what_ran_before() -> None:
    outcome = DeadlineOutcome(
        state="pending",
        due=day("2025-09-01"),
        start=day("2025-01-20"),
        segments=(
            Segment("running", day("2025-01-20"), day("2025-04-05")),
            Segment("restarted", day("2025-03-01"), day("2025-09-01"), "anew"),
        ),
    )
    assert kinds(bar(outcome)) == [("running", "2025-01-20", "2025-02-28"), ("restarted", "2025-03-01", "2025-09-01")]


def test_what_came_after_an_end_no_longer_counts() -> None:
    outcome = replace(PAUSE, state="rescinded", caused_by="rescission")
    found = bar(outcome, days={"rescission": day("2025-05-01")})
    assert kinds(found) == [
        ("running", "2025-01-20", "2025-04-05"),
        ("extended", "2025-04-06", "2025-05-01"),
        ("lapsed", "2025-05-02", "2025-06-19"),
    ]
    assert found.ended == ordinal("2025-05-01")
    assert kinds(bar(replace(PAUSE, state="void"))) == [
        ("lapsed", "2025-01-20", "2025-04-05"),
        ("lapsed", "2025-04-06", "2025-06-19"),
    ]


def test_an_uncertain_end_and_an_announced_one_are_pieces_of_their_own() -> None:
    vague = DeadlineOutcome(
        state="pending",
        due_earliest=day("2025-01-11"),
        due_latest=day("2025-02-10"),
        possible=tuple(day("2025-01-11") + timedelta(days=n) for n in range(31)),
        segments=(Segment("running", day("2025-01-01"), day("2025-01-11")),),
        forecasts=(Forecast("hint", day("2025-08-01")), Forecast("sooner", day("2025-01-05"))),
    )
    assert kinds(bar(vague)) == [
        ("uncertain", "2025-01-01", "2025-01-11"),
        ("possible", "2025-01-11", "2025-02-10"),
        ("forecast", "2025-02-11", "2025-08-01"),
    ]


def test_a_deadline_without_any_day_has_no_bar() -> None:
    assert bar_of(deadline(), DeadlineOutcome(state="undetermined"), ON, {}) is None


def test_a_stated_date_alone_is_a_day_without_pieces() -> None:
    found = bar(DeadlineOutcome(state="pending", due=day("2025-09-01")))
    assert (found.pieces, found.first, found.last) == ((), ordinal("2025-09-01"), ordinal("2025-09-01"))


def test_a_bar_of_very_many_extensions_joins_those_in_its_middle() -> None:
    start = day("2025-01-01")
    many = tuple(
        Segment("extended", start + timedelta(days=10 * n), start + timedelta(days=10 * n + 9)) for n in range(40)
    )
    found = bar(DeadlineOutcome(state="pending", due=many[-1].end, start=start, segments=many))
    assert len(found.pieces) == MAX_PIECES
    assert (found.first, found.last) == (many[0].start.toordinal(), ordinal("2026-02-04"))
    assert all(after.first == before.last + 1 for before, after in pairwise(found.pieces))


# Lanes and labels ---------------------------------------------------------------------------

windows = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 500), st.integers(1, 90), st.sampled_from(["pending", "passed"])),
    min_size=1,
    max_size=60,
)


@given(windows)
def test_bars_lie_within_the_drawing_and_none_overlaps_another_in_its_lane(
    found: list[tuple[int, int, int, str]],
) -> None:
    start = day("2024-01-01")
    bars = []
    for key, (first, length, letters, state) in enumerate(found, start=1):
        begin, due = start + timedelta(days=first), start + timedelta(days=first + length)
        outcome = DeadlineOutcome(state=state, due=due, start=begin, segments=(Segment("running", begin, due),))
        one = bar_of(deadline(key, "word " * (letters // 5) + "x" * (letters % 5 + 1)), outcome, ON, {})
        assert one is not None
        bars.append(one)
    drawn = chosen(bars, ON)
    assert len(drawn) == min(len(bars), MAX_NODES // 8)
    scale = scale_of(start.toordinal(), start.toordinal() + 1400, MONTH)
    laid = lay_out(drawn, scale)
    assert laid
    assert max(each.lane for each in laid) < MAX_LANES
    for each in laid:
        assert 0 <= each.label.left <= each.label.right <= 100
        assert 0 <= scale.at(each.bar.first) < scale.at(each.bar.last + 1) <= 100
    for lane in range(MAX_LANES):
        row = sorted((each for each in laid if each.lane == lane), key=lambda each: each.left)
        assert all(before.right < after.left for before, after in pairwise(row))


def test_open_windows_are_drawn_before_those_that_are_over() -> None:
    over = [bar(replace(PAUSE, due=day("2025-05-30"))) for _number in range(40)]
    waiting = bar(DeadlineOutcome(state="pending", due=day("2027-01-01")))
    assert chosen([*over, waiting], ON)[0] == waiting


@given(st.text(max_size=120), st.floats(0, 100), st.floats(0, 100), st.integers(1, 90))
@example("漢", 98.0, 98.0, 1)  # As wide as two letters, of which there is room for one.
def test_a_label_stays_within_the_drawing(text: str, one: float, other: float, longest: int) -> None:
    start, end = sorted((one, other))
    label = label_at(text, start, end, longest)
    assert label.left >= 0
    assert label.right <= max(100.0, width_of(label.text), start + width_of("…")) + 1e-6
    assert len(label.text) <= longest


def test_a_label_is_cut_between_words() -> None:
    assert shortened_to("Comments on the rule are due", 20) == "Comments on the…"
    assert shortened_to("Verfassungsbeschwerdeverfahren", 20) == "Verfassungsbeschwer…"
    assert shortened_to("  short\n title ", 20) == "short title"
    assert label_from("Comments on the rule are due", 90, 100, 40).text == "Comments…"


def test_labels_of_moments_overlap_neither_each_other_nor_a_line() -> None:
    scale = scale_of(ordinal("2022-10-01"), ordinal("2026-11-30"), MONTH)
    days = (
        "2022-10-07",
        "2023-08-01",
        "2024-04-24",
        "2025-01-15",
        "2025-01-20",
        "2025-01-21",
        "2025-09-25",
        "2026-01-22",
    )
    moments = [Moment(day(each), "A title of many words that goes on", "en", "", "#x") for each in days]
    placed = place_moments(moments, scale)
    assert len(placed) >= 6
    assert placed == sorted(placed, key=lambda each: each.moment.day)
    for each in placed:
        assert 0 <= each.label.left <= each.label.right <= 100
        for other in placed:
            if other is each:
                continue
            apart = each.label.right <= other.label.left or other.label.right <= each.label.left
            assert each.row != other.row or apart
            assert other.row <= each.row or not each.label.left < other.at < each.label.right


def test_a_moment_beyond_the_axis_is_not_drawn() -> None:
    scale = scale_of(ordinal("2025-01-01"), ordinal("2025-12-31"), MONTH)
    assert place_moments([Moment(day("1999-01-01"), "Long ago", "en", "", "#x")], scale) == []
