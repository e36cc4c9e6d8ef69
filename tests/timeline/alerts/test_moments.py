from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories import JurisdictionFactory, LeadTimeFactory, OutcomeFactory, PolicyFactory, RuleFactory
from tests.timeline.alerts.acts import NOW
from timeline.alerts.leads import Lead, leads_in_use
from timeline.alerts.moments import Clock, calls_for_reminders, reminder_moment, zone_of
from timeline.models import DeadlineState, Outcome


def outcome(**values: object) -> Outcome:
    built: Outcome = OutcomeFactory.build(deadline=None, **values)
    return built


def moment_of(outcome: Outcome, days: int, zone: str = "UTC") -> datetime:
    """When a reminder so many days before comes, at the default hour."""
    day = outcome.due or outcome.due_earliest
    assert day is not None
    return reminder_moment(outcome, day - timedelta(days=days), ZoneInfo(zone), Clock())


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("UTC", datetime(2025, 3, 29, 9, tzinfo=UTC)),
        ("America/New_York", datetime(2025, 3, 29, 13, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2025, 3, 29, 3, 15, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2025, 3, 28, 19, tzinfo=UTC)),
        ("America/St_Johns", datetime(2025, 3, 29, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_reminder_fires_at_nine_in_the_morning_where_the_deadline_is_due(zone: str, moment: datetime) -> None:
    assert moment_of(outcome(), 7, zone) == moment


def test_a_change_to_summer_time_in_between_moves_nothing_on_the_clock() -> None:
    brussels = ZoneInfo("Europe/Brussels")

    before = moment_of(outcome(), 7, brussels.key)
    after = moment_of(outcome(), 1, brussels.key)

    assert (before, after) == (datetime(2025, 3, 29, 8, tzinfo=UTC), datetime(2025, 4, 4, 7, tzinfo=UTC))
    assert [moment.astimezone(brussels).hour for moment in (before, after)] == [9, 9]


def test_a_reminder_on_the_day_comes_before_a_deadline_that_ends_early_in_it() -> None:
    early = outcome(due_at=datetime(2025, 4, 5, 0, 1, tzinfo=UTC))

    assert moment_of(early, 0) == datetime(2025, 4, 4, 9, tzinfo=UTC)
    assert moment_of(early, 1) == datetime(2025, 4, 4, 9, tzinfo=UTC)
    assert moment_of(outcome(), 0) == datetime(2025, 4, 5, 9, tzinfo=UTC)


def test_an_uncertain_deadline_is_reminded_of_before_the_first_day_it_can_be() -> None:
    rough = outcome(due=None, due_at=None, due_earliest=date(2025, 8, 1), due_latest=date(2025, 8, 31))

    assert moment_of(rough, 7) == datetime(2025, 7, 25, 9, tzinfo=UTC)


def test_only_a_pending_outcome_with_a_day_calls_for_reminders() -> None:
    assert calls_for_reminders(outcome())
    assert not calls_for_reminders(outcome(due=None, due_at=None))
    assert not calls_for_reminders(outcome(error="calendar us-federal does not cover the year 2150"))
    for state in set(DeadlineState) - {DeadlineState.PENDING}:
        assert not calls_for_reminders(outcome(state=state))


@pytest.mark.django_db
def test_the_zone_is_the_rules_else_the_deadlines_jurisdictions_else_the_policys() -> None:
    brussels = JurisdictionFactory.create(timezone="Europe/Brussels")
    berlin = JurisdictionFactory.create(timezone="Europe/Berlin")
    policy = PolicyFactory.create(jurisdiction=berlin)
    own = RuleFactory.create(timezone="Asia/Tokyo", time=time(12), deadline__jurisdiction=brussels).deadline
    placed = RuleFactory.create(deadline__jurisdiction=brussels, deadline__policy=policy).deadline
    inherited = RuleFactory.create(deadline__policy=policy).deadline
    nowhere = RuleFactory.create().deadline

    zones = [zone_of(deadline).key for deadline in (own, placed, inherited, nowhere)]
    assert zones == ["Asia/Tokyo", "Europe/Brussels", "Europe/Berlin", "UTC"]


@pytest.mark.django_db
def test_lead_times_in_use_are_the_defaults_and_those_of_active_subscriptions() -> None:
    LeadTimeFactory.create(days=14)
    LeadTimeFactory.create(days=14)
    LeadTimeFactory.create(days=14, unit="business-days")
    LeadTimeFactory.create(days=60, subscription__confirmed_at=None)
    LeadTimeFactory.create(days=61, subscription__ended_at=NOW)
    LeadTimeFactory.create(days=62, subscription__subscriber__suppressed_at=NOW)

    assert leads_in_use() == [Lead(30), Lead(14), Lead(14, "business-days"), Lead(7), Lead(1)]
