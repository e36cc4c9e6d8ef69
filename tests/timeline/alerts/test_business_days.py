from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    CalendarClosureFactory,
    JurisdictionFactory,
    LeadTimeFactory,
    PolicyFactory,
    RuleFactory,
)
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, alerts, at, enter_deadline, follow
from timeline.alerts.business_days import BusinessDays, calendar_of
from timeline.alerts.catching_up import catch_up
from timeline.alerts.fanout import fire_due
from timeline.alerts.leads import Lead
from timeline.alerts.reminders import count_business_days_again
from timeline.alerts.schedule import Schedule
from timeline.alerts.sweep import send_waiting, sweep
from timeline.models import Deadline, Delivery, Subscription

pytestmark = pytest.mark.django_db


def follow_in_business_days(deadline: Deadline, *numbers: int, **subscription: object) -> Subscription:
    made = follow(deadline, **subscription)
    for number in numbers:
        LeadTimeFactory.create(subscription=made, days=number, unit="business-days")
    return made


@pytest.mark.parametrize(
    ("day", "number", "calendar", "before"),
    [
        # 4 July 2025 is a Friday.
        (date(2025, 7, 8), 1, "us-federal", date(2025, 7, 7)),
        (date(2025, 7, 8), 2, "us-federal", date(2025, 7, 3)),
        (date(2025, 7, 8), 2, "", date(2025, 7, 4)),
        # From a day that is closed itself.
        (date(2025, 7, 6), 1, "us-federal", date(2025, 7, 3)),
        (date(2025, 7, 6), 1, "", date(2025, 7, 4)),
        (date(2025, 7, 8), 0, "us-federal", date(2025, 7, 8)),
        # Years that a calendar does not cover, and a calendar that is known no longer.
        (date(2150, 7, 8), 2, "us-federal", date(2150, 7, 6)),
        (date(2025, 7, 8), 2, "atlantis", date(2025, 7, 4)),
    ],
)
def test_business_days_are_counted_back_by_the_calendar_and_by_weekdays_where_it_is_silent(
    day: date, number: int, calendar: str, before: date
) -> None:
    assert BusinessDays().before(day, number, calendar) == before


@pytest.mark.parametrize("calendar", ["us-federal", "", "atlantis"])
@pytest.mark.parametrize("day", [date(2025, 7, 8), date(2025, 7, 6), date(2025, 9, 2), date(2150, 7, 8)])
@pytest.mark.parametrize("number", [1, 2, 5, 22])
def test_what_is_left_on_the_day_of_a_reminder_is_what_was_asked_for(calendar: str, day: date, number: int) -> None:
    business_days = BusinessDays()

    assert business_days.left(business_days.before(day, number, calendar), day, calendar) == number


def test_what_editors_declared_closed_is_no_business_day() -> None:
    CalendarClosureFactory.create(calendar="us-federal", date=date(2025, 7, 7))

    assert BusinessDays().before(date(2025, 7, 8), 1, "us-federal") == date(2025, 7, 3)


def test_the_calendar_is_the_rules_else_the_conventions_else_of_the_jurisdictions() -> None:
    us = JurisdictionFactory.create(calendar="us-federal", convention="calendar-days")
    germany = JurisdictionFactory.create(calendar="de-nw", convention="calendar-days")
    policy = PolicyFactory.create(jurisdiction=germany)
    deadlines = [
        RuleFactory.create(calendar="be", deadline__jurisdiction=us).deadline,
        RuleFactory.create(convention="us-ofr", deadline__jurisdiction=germany).deadline,
        RuleFactory.create(deadline__jurisdiction=us, deadline__policy=policy).deadline,
        RuleFactory.create(deadline__policy=policy).deadline,
        RuleFactory.create().deadline,
    ]

    assert [calendar_of(deadline) for deadline in deadlines] == ["be", "us-ofr", "us-federal", "de-nw", ""]


def test_a_reminder_in_business_days_is_planned_beside_that_of_as_many_days() -> None:
    # Due on Saturday 5 April 2025.
    deadline = enter_deadline()
    follow(deadline, 7)
    catch_up(follow_in_business_days(deadline, 7), NOW)

    planned = {fire_at for _kind, days, fire_at in alerts(deadline) if days == 7}
    assert planned == {at(3, 29, 9), at(3, 27, 9)}


def test_the_sweep_plans_it_where_nothing_else_did() -> None:
    mine = follow_in_business_days(enter_deadline(), 7)

    sweep(at(3, 26, 9))
    sweep(at(3, 27, 9))

    assert list(Delivery.objects.values_list("subscription", "alert__lead_unit", "due_at")) == [
        (mine.pk, "business-days", at(3, 27, 9))
    ]


def test_of_several_lead_times_that_have_come_the_later_day_tells_whatever_the_numbers() -> None:
    deadline = enter_deadline(at(3, 31))
    mine = follow(deadline, 8)
    # Five business days before Saturday is Monday, and fewer days before it than eight are.
    LeadTimeFactory.create(subscription=mine, days=5, unit="business-days")
    LeadTimeFactory.create(subscription=mine, days=7, unit="business-days")

    catch_up(mine, at(3, 31, 13))
    fire_due(at(3, 31, 13))

    assert list(Delivery.objects.values_list("alert__lead_days", "alert__lead_unit")) == [(5, "business-days")]


def test_two_lead_times_that_fall_on_one_day_are_one_reminder() -> None:
    deadline = enter_deadline()
    mine = follow(deadline, 5)
    LeadTimeFactory.create(subscription=mine, days=5, unit="business-days")
    # Five days before is Monday too.
    schedule = Schedule.of(deadline, deadline)
    assert schedule.day(Lead(5)) == schedule.day(Lead(5, "business-days")) == date(2025, 3, 31)

    catch_up(mine, NOW)
    sweep(at(3, 31, 9))

    assert Delivery.objects.count() == 1


def test_the_mail_counts_business_days(post: SmtpSink) -> None:
    mine = follow_in_business_days(enter_deadline(title="The pause ends"), 5)
    catch_up(mine, NOW)
    sweep(at(3, 31, 9))

    send_waiting(clock=lambda: at(3, 31, 9))

    [mail] = post.messages
    assert mail.message["Subject"] == "In 5 business days: The pause ends"


def test_a_declared_day_moves_what_is_planned() -> None:
    us = JurisdictionFactory.create(calendar="us-federal", timezone="UTC")
    deadline = enter_deadline(jurisdiction=us)
    catch_up(follow_in_business_days(deadline, 5), NOW)
    assert (5, at(3, 31, 9)) in [(days, moment) for _kind, days, moment in alerts(deadline)]

    CalendarClosureFactory.create(calendar="us-federal", date=date(2025, 4, 2))
    count_business_days_again(date(2025, 4, 2), date(2025, 4, 2), NOW)

    assert (5, at(3, 28, 9)) in [(days, moment) for _kind, days, moment in alerts(deadline)]


def test_declaring_a_day_and_retracting_it_is_heard(today: date) -> None:
    now = timezone.now()
    # Of a week in which no other day is closed.
    friday = date(2026, 8, 14)
    us = JurisdictionFactory.create(calendar="us-federal", timezone="UTC")
    deadline = enter_deadline(now, stated=friday, jurisdiction=us)
    catch_up(follow_in_business_days(deadline, 2), now)
    [usual] = [moment for _kind, days, moment in alerts(deadline) if days == 2]

    closure = CalendarClosureFactory.create(calendar="us-federal", date=friday - timedelta(days=1), known_from=today)
    [earlier] = [moment for _kind, days, moment in alerts(deadline) if days == 2]
    closure.delete()

    assert earlier < usual
    assert [moment for _kind, days, moment in alerts(deadline) if days == 2] == [usual]
