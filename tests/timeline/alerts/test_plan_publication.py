from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import (
    DeliveryFactory,
    EffectFactory,
    EventFactory,
    OutcomeFactory,
    RuleFactory,
)
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, act, alerts, at, enter_deadline, follow, reminders
from timeline.alerts.catching_up import catch_up
from timeline.alerts.doorbell import mail_waiting
from timeline.alerts.fanout import fire_due
from timeline.alerts.plan import plan_changes
from timeline.alerts.reminders import plan_soon, reconcile_reminders
from timeline.alerts.sweep import send_waiting, sweep
from timeline.deadlines.recompute import Change, recompute
from timeline.models import Alert, Deadline, Delivery

from .planned import DEFAULTS

pytestmark = pytest.mark.django_db


# Publication -------------------------------------------------------------------------------------


def test_a_retracted_deadline_calls_back_everything() -> None:
    deadline = enter_deadline(followed=False)
    follow(deadline, 30)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)

    deadline.publication_status = "retracted"
    deadline.save()

    assert alerts(deadline) == []
    assert Delivery.objects.get().state == "superseded"


def test_a_deadline_published_again_is_reminded_of_again() -> None:
    today = timezone.now()
    deadline = enter_deadline(today, stated=today.date() + timedelta(days=60))
    planned = reminders(deadline)
    deadline.publication_status = "draft"
    deadline.save()
    assert reminders(deadline, "cancelled") == planned

    deadline.publication_status = "published"
    deadline.save()

    assert reminders(deadline) == planned
    assert set(planned) == {30, 7, 1}


def retract_and_publish(deadline: Deadline) -> None:
    """Withdraw a deadline by mistake, and take that back."""
    for status in ("retracted", "published"):
        deadline.publication_status = status
        deadline.save()
        fire_due(timezone.now())


@pytest.mark.parametrize("cadence", ["at-once", "daily"])
def test_a_change_that_was_retracted_before_it_was_told_is_told_once_it_is_published_again(
    post: SmtpSink, cadence: str
) -> None:
    now = timezone.now()
    deadline = enter_deadline(now, stated=now.date() + timedelta(days=60), followed=False)
    follow(deadline, cadence=cadence)
    act(deadline, "extend", now, until=now.date() + timedelta(days=100))
    fire_due(now)

    retract_and_publish(deadline)
    for moment in (timezone.now(), now + timedelta(days=1, minutes=1), now + timedelta(days=2)):
        sweep(moment)
        send_waiting(clock=partial(datetime.fromtimestamp, moment.timestamp(), UTC))

    assert [mail.message["Subject"].startswith("Moved to ") for mail in post.messages] == [True]
    assert list(Delivery.objects.values_list("alert__kind", "state")) == [("moved", "sent")]


def test_who_was_told_already_is_not_told_again_when_it_is_published_again() -> None:
    now = timezone.now()
    deadline = enter_deadline(now, stated=now.date() + timedelta(days=60), followed=False)
    follow(deadline)
    act(deadline, "extend", now, until=now.date() + timedelta(days=100))
    fire_due(now)
    Delivery.objects.update(state="sent", sent_at=now)

    retract_and_publish(deadline)

    assert list(Delivery.objects.values_list("alert__kind", "state")) == [("moved", "sent")]


def test_a_reminder_that_was_retracted_before_it_was_sent_comes_when_it_is_published_again() -> None:
    now = timezone.now()
    deadline = enter_deadline(now, stated=now.date() + timedelta(days=20), followed=False)
    mine = follow(deadline, 30)
    recompute([deadline.pk], now=now)
    catch_up(mine, now)
    assert Delivery.objects.get().state == "pending"

    retract_and_publish(deadline)

    assert list(Delivery.objects.values_list("alert__kind", "state", "last_error")) == [("reminder", "pending", "")]


def test_a_change_after_one_that_was_retracted_is_told_from_what_readers_knew() -> None:
    now = timezone.now()
    first, second, third = (now.date() + timedelta(days=days) for days in (60, 100, 200))
    deadline = enter_deadline(now, stated=first, followed=False)
    follow(deadline)
    act(deadline, "extend", now, until=second)
    fire_due(now)
    deadline.publication_status = "retracted"
    deadline.save()
    Deadline.objects.update(publication_status="published")

    act(deadline, "extend", now + timedelta(days=1), until=third)

    notice = Alert.objects.exclude(kind="reminder").get(state="planned")
    assert notice.before is not None
    assert (notice.before.due, notice.told_outcome.due) == (first, third)


def test_a_draft_deadline_has_no_alerts_whatever_happens_to_it() -> None:
    deadline = enter_deadline(publication_status="draft")
    before = OutcomeFactory.create(deadline=deadline, revision=1)
    after = OutcomeFactory.create(deadline=deadline, revision=2, due=date(2025, 6, 19))

    plan_changes([Change(deadline, before, after)], NOW)

    assert Alert.objects.count() == 0


# Safe to repeat ----------------------------------------------------------------------------------


def test_reconciling_twice_changes_nothing() -> None:
    deadline = enter_deadline()
    before = list(Alert.objects.order_by("pk").values())

    reconcile_reminders(deadline, NOW)

    assert list(Alert.objects.order_by("pk").values()) == before


def test_a_reminder_that_was_lost_is_planned_again_in_time() -> None:
    deadline = enter_deadline()
    Alert.objects.all().delete()

    plan_soon(at(3, 5))

    assert reminders(deadline) == DEFAULTS


def test_nothing_is_planned_for_a_deadline_far_off_until_it_comes_near() -> None:
    deadline = enter_deadline(at(2, 1), stated=date(2026, 4, 5))
    follow(deadline, 400)

    plan_soon(at(2, 20))
    assert 400 not in reminders(deadline)

    plan_soon(at(2, 28))
    assert reminders(deadline)[400] == at(3, 1, 9)


def test_alerts_stand_or_fall_with_the_outcome_that_causes_them() -> None:
    deadline = enter_deadline()
    before = list(Alert.objects.order_by("pk").values())
    EffectFactory.create(on_deadline=deadline, event=EventFactory.create(date="2025-03-01"), until=date(2025, 6, 19))

    with pytest.raises(RuntimeError), transaction.atomic():
        recompute([deadline.pk], now=NOW)
        raise RuntimeError("the power fails")

    assert list(Alert.objects.order_by("pk").values()) == before


def test_a_thousand_changes_take_as_many_statements_as_ten(django_assert_max_num_queries: Any) -> None:
    def changes(number: int) -> list[Change]:
        made = []
        for rule in RuleFactory.create_batch(number):
            before = OutcomeFactory.create(deadline=rule.deadline, revision=1)
            after = OutcomeFactory.create(deadline=rule.deadline, revision=2, due=date(2025, 6, 19))
            made.append(Change(rule.deadline, before, after))
        return made

    few, many = changes(2), changes(40)
    with django_assert_max_num_queries(30) as counted:
        plan_changes(few, NOW)
    with django_assert_max_num_queries(len(counted)):
        plan_changes(many, NOW)


def test_the_bell_is_rung_after_the_commit_that_left_something_to_send(
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[object] = []

    def hear(**kwargs: object) -> None:
        rung.append(kwargs)

    mail_waiting.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            deadline = enter_deadline()
        assert rung == []
        with django_capture_on_commit_callbacks(execute=True):
            act(deadline, "extend", NOW, until=date(2025, 6, 19))
        assert len(rung) == 1
    finally:
        mail_waiting.disconnect(hear)


def test_a_reminder_fired_for_the_old_day_and_not_sent_yet_is_called_back() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    fire_due(at(3, 6, 9))

    act(deadline, "extend", at(3, 6, 9, 1), until=date(2025, 6, 19))

    assert Delivery.objects.get().state == "superseded"
    assert reminders(deadline, "fired") == {}


def test_a_reminder_sent_for_the_old_day_stays_as_it_is() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    fire_due(at(3, 6, 9))
    Delivery.objects.update(state="sent")

    act(deadline, "extend", at(3, 6, 9, 1), until=date(2025, 6, 19))

    assert Delivery.objects.get().state == "sent"
    assert reminders(deadline, "fired") == {30: DEFAULTS[30]}


def test_deliveries_of_other_deadlines_are_left_alone() -> None:
    deadline = enter_deadline()
    other = DeliveryFactory.create()

    act(deadline, "extend", NOW, until=date(2025, 6, 19))

    other.refresh_from_db()
    assert other.state == "pending"
