from __future__ import annotations

from datetime import date, time

import pytest

from tests.factories import LeadTimeFactory, RuleFactory
from tests.timeline.alerts.acts import NOW, at, computed, enter_deadline, follow
from timeline.alerts.catching_up import catch_up
from timeline.alerts.fanout import fire_due
from timeline.alerts.sweep import sweep
from timeline.models import Delivery

pytestmark = pytest.mark.django_db


def test_a_lead_time_with_a_time_of_its_own_comes_then_by_the_subscribers_clock() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    early = follow(deadline, subscriber__timezone="Asia/Kathmandu")
    LeadTimeFactory.create(subscription=early, days=7, time=time(7, 30))
    usual = follow(deadline, 7, subscriber__timezone="Asia/Kathmandu")
    catch_up(early, NOW)
    catch_up(usual, NOW)

    sweep(at(3, 29, 1, 45))

    due = dict(Delivery.objects.values_list("subscription", "due_at"))
    assert due == {early.pk: at(3, 29, 1, 45), usual.pk: at(3, 29, 3, 15)}


def test_the_time_of_another_lead_time_changes_nothing() -> None:
    deadline = enter_deadline()
    mine = follow(deadline, 7)
    LeadTimeFactory.create(subscription=mine, days=1, time=time(6))
    catch_up(mine, NOW)

    fire_due(at(3, 29, 9))
    fire_due(at(4, 4, 6))

    assert list(Delivery.objects.order_by("due_at").values_list("due_at", flat=True)) == [at(3, 29, 9), at(4, 4, 6)]


def test_a_time_after_the_end_of_the_deadline_is_the_day_before() -> None:
    deadline = RuleFactory.create(stated=date(2025, 4, 5), time=time(12)).deadline
    computed(deadline, NOW)
    mine = follow(deadline)
    LeadTimeFactory.create(subscription=mine, days=0, time=time(23, 30))
    catch_up(mine, NOW)
    sweep(at(4, 4, 23, 30))

    [due] = Delivery.objects.values_list("due_at", flat=True)
    assert due == at(4, 4, 23, 30)
