"""Counting in bulk answers what `evaluate` answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.counting import (
    CalendarBook,
    Closure,
    CountingError,
    Deadline,
    Docket,
    Event,
    Rule,
    conventions,
    evaluate,
    parse_edtf,
    parse_period,
)
from timeline.counting.bulk import NOT_TRIGGERED, Clock, CompiledRule, PlainOutcome

TODAY = date(2024, 6, 12)
NOW = datetime(2024, 6, 12, 15, 30, tzinfo=UTC)
CLOSURES = {"us-federal": (Closure(date(2024, 7, 1), "Declared", date(2024, 6, 1)),)}

amounts = st.integers(1, 400)
periods = st.one_of(
    st.builds("{} days".format, amounts),
    st.builds("{} working days".format, st.integers(1, 60)),
    st.builds("{} clear days".format, st.integers(1, 60)),
    st.builds("{} weeks".format, st.integers(1, 60)),
    st.builds("{} months".format, st.integers(1, 30)),
    st.builds("{} years {} months {} days".format, st.integers(1, 3), st.integers(1, 11), st.integers(1, 40)),
    st.builds("{} hours".format, amounts),
    st.builds("{} years".format, st.integers(900, 1000)),
)
days = st.dates(date(2022, 1, 1), date(2024, 6, 12))
rules = st.builds(
    Rule,
    trigger=st.just("e"),
    period=periods.map(parse_period),
    direction=st.sampled_from(["after", "before"]),
    convention=st.sampled_from([*(each.id for each in conventions()), "by-the-stars"]),
    calendar=st.sampled_from([None, None, None, "us-ma", "de-by", "us-ofr", "nowhere"]),
    stated=st.none() | st.none() | days,
    time=st.none() | st.times(),
    timezone=st.sampled_from([None, None, "America/New_York", "Pacific/Kiritimati", "Nowhere/At_All"]),
    last_day=st.sampled_from(["included", "excluded"]),
)
moments = st.builds(datetime.combine, days, st.times())


def in_bulk(rule: Rule, trigger: date | datetime | None, now: datetime | None) -> PlainOutcome | None:
    """What bulk counting says; null where it leaves the rule to `evaluate`."""
    book = CalendarBook(TODAY, CLOSURES)
    try:
        return CompiledRule(rule, book, Clock(on=TODAY, now=now), on=TODAY).outcome(trigger)
    except (CountingError, OverflowError):
        return None


@settings(max_examples=1500, deadline=None)
@given(rule=rules, moment=moments, now=st.none() | st.just(NOW))
def test_every_rule_comes_to_what_an_evaluation_says(rule: Rule, moment: datetime, now: datetime | None) -> None:
    assert rule.period is not None
    moment = moment.replace(second=0, microsecond=0)
    written = moment.isoformat(timespec="minutes") if rule.period.hours else moment.date().isoformat()
    event = Event("e", parse_edtf(written), moment.date())
    docket = Docket(events={"e": event}, deadlines={"d": Deadline("d", rule)}, closures=CLOSURES)

    found = in_bulk(rule, moment if rule.period.hours else moment.date(), now)

    said = evaluate(docket, known_on=TODAY, now=now, steps=False).deadlines["d"]
    if found is None:
        assert said.error is not None
        return
    assert found == (said.state, said.due, said.due_time, said.due_at, said.discrepancy, said.start)
    assert str(found.due_time) == str(said.due_time)
    assert (said.due_earliest, said.due_latest, said.possible) == (found.due, found.due, ())
    assert (said.remaining, said.error, said.uncertain) == (None, None, False)


@given(stated=days, last_day=st.sampled_from(["included", "excluded"]), zone=st.sampled_from([None, "Asia/Tokyo"]))
def test_a_date_stated_alone_comes_to_what_an_evaluation_says(stated: date, last_day: str, zone: str | None) -> None:
    rule = Rule(stated=stated, last_day=last_day, timezone=zone, time=time(17))  # type: ignore[arg-type]
    said = evaluate(Docket(deadlines={"d": Deadline("d", rule)}), known_on=TODAY, now=NOW).deadlines["d"]

    assert in_bulk(rule, None, NOW) == (said.state, said.due, None, said.due_at, None, None)


def test_a_rule_whose_trigger_has_not_happened_comes_to_what_an_evaluation_says() -> None:
    rule = Rule("e", parse_period("75 days"))
    event = Event("e", parse_edtf("2024-06-13"), TODAY + timedelta(days=1))
    docket = Docket(events={"e": event}, deadlines={"d": Deadline("d", rule)})

    said = evaluate(docket, known_on=TODAY, now=NOW).deadlines["d"]

    assert (said.state, said.due, said.due_time, said.due_at, said.discrepancy, said.start) == NOT_TRIGGERED


def test_a_compiled_rule_answers_the_same_whatever_it_was_asked_before() -> None:
    rule = Rule("e", parse_period("2 months"), convention="us-frcp-6")
    compiled = CompiledRule(rule, CalendarBook(TODAY), Clock(on=TODAY, now=NOW), on=TODAY)
    first = compiled.outcome(date(2024, 1, 31))

    compiled.outcome(date(2023, 1, 1))

    assert compiled.outcome(date(2024, 1, 31)) == first
    assert first.due == date(2024, 4, 1)


@pytest.mark.parametrize("period", ["75 days", "48 hours"])
def test_hours_and_days_need_the_trigger_they_are_counted_from(period: str) -> None:
    rule = Rule("e", parse_period(period))

    found = in_bulk(rule, date(2024, 1, 31), NOW)

    assert (found is None) == (period == "48 hours")
