from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories import (
    CalendarClosureFactory,
    CalendarYearFactory,
    CountedRuleFactory,
)
from timeline.deadlines.calendars import published_book
from timeline.deadlines.reading import read_deadline
from timeline.deadlines.recompute import recompute
from timeline.deadlines.sweep import sweep
from timeline.models import (
    PublicationStatus,
    RecomputeRequest,
    Rule,
)

from .declared_days import NOW, fresh, keys, reached_by

pytestmark = pytest.mark.django_db


def in_2026(**rule: Any) -> Rule:
    made = CountedRuleFactory.create(
        convention="eu-1182-71",
        period="1 month",
        **{"trigger_event__date": "2026-03-02", "trigger_event__known_from": date(2025, 9, 1)} | rule,
    )
    recompute([made.deadline_id], now=NOW)
    return made


def test_a_covered_year_lets_counting_into_it() -> None:
    rule = in_2026()
    assert fresh(rule).error == (
        f"deadline {rule.deadline.slug}: calendar eu-institutions does not cover the year 2026; it covers 2013–2025"
    )

    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 2), name="Maundy Thursday")
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 3), name="Good Friday")
    CalendarClosureFactory.create(calendar="eu-institutions", date=date(2026, 4, 6), name="Easter Monday")
    assert RecomputeRequest.objects.count() == 0
    CalendarYearFactory.create()
    sweep(NOW)

    assert (fresh(rule).due, fresh(rule).error) == (date(2026, 4, 7), "")
    assert read_deadline(rule.deadline, known_on=date(2025, 8, 31)).state == "undetermined"


def test_a_covered_year_reaches_who_counts_by_that_calendar_and_could_not() -> None:
    rule, other = in_2026(), in_2026(calendar="cn", trigger_event__date="2027-03-02")
    in_2026(trigger_event__date="2024-03-04")

    assert reached_by(CalendarYearFactory.create) == keys([rule])
    assert reached_by(lambda: CalendarYearFactory.create(calendar="cn", year=2027)) == keys([other])


def test_a_retracted_year_is_an_error_again() -> None:
    year = CalendarYearFactory.create()
    rule = in_2026()
    assert fresh(rule).due == date(2026, 4, 2)
    year.publication_status = PublicationStatus.RETRACTED

    assert reached_by(year.save) == keys([rule])
    recompute([rule.deadline_id], now=NOW)
    assert "does not cover the year 2026" in fresh(rule).error


def test_a_year_of_china_comes_with_its_working_weekends() -> None:
    CalendarYearFactory.create(calendar="cn", year=2027)
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 2, 8), name="Spring Festival")
    CalendarClosureFactory.create(calendar="cn", date=date(2027, 2, 7), name="Make-up day", opens=True)

    table = published_book().table("cn")

    assert (table.is_open(date(2027, 2, 7)), table.is_open(date(2027, 2, 8))) == (True, False)
    assert table.coverage == "2001–2027"
