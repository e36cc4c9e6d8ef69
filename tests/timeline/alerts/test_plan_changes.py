from __future__ import annotations

from datetime import date

import pytest

from tests.factories import (
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    OutcomeFactory,
)
from tests.timeline.alerts.acts import NOW, act, alerts, at, computed, enter_deadline, follow, notices, reminders
from timeline.alerts.fanout import fire_due
from timeline.alerts.plan import plan_changes
from timeline.alerts.reminders import plan_soon, reconcile_reminders
from timeline.deadlines.recompute import Change
from timeline.models import Alert, Deadline, Delivery, Event

from .planned import DEFAULTS, JUNE, the_notice

pytestmark = pytest.mark.django_db


def test_a_deadline_that_moves_supersedes_its_reminders_and_is_told_once() -> None:
    deadline = enter_deadline()

    extension = act(deadline, "extend", NOW, until=date(2025, 6, 19))

    assert reminders(deadline, "superseded") == DEFAULTS
    assert reminders(deadline) == JUNE
    notice = the_notice(deadline)
    assert (notice.kind, notice.fire_at) == ("moved", NOW)
    assert notice.before is not None
    assert (notice.before.due, notice.told_outcome.due) == (date(2025, 4, 5), date(2025, 6, 19))
    assert notice.told_outcome.event == extension


def test_a_deadline_that_moved_twice_before_anybody_was_told_is_told_once_with_the_last_day() -> None:
    deadline = enter_deadline()
    act(deadline, "extend", NOW, until=date(2025, 6, 19))

    act(deadline, "extend", at(3, 2), until=date(2025, 9, 17))

    notice = the_notice(deadline)
    assert notice.before is not None
    assert (notice.before.due, notice.told_outcome.due) == (date(2025, 4, 5), date(2025, 9, 17))
    assert notices(deadline, "superseded") == ["moved"]


def test_a_deadline_that_moved_back_before_anybody_was_told_is_not_told() -> None:
    deadline = enter_deadline()
    extension = act(deadline, "extend", NOW, until=date(2025, 6, 19))

    Event.objects.filter(pk=extension.pk).update(publication_status="retracted")
    computed(deadline, at(3, 2))

    assert notices(deadline) == []
    assert reminders(deadline) == DEFAULTS


def test_a_reminder_whose_time_came_while_the_deadline_had_moved_away_and_back_fires_after_all() -> None:
    deadline = enter_deadline()
    extension = act(deadline, "extend", at(3, 6, 8), until=date(2025, 6, 19))

    Event.objects.filter(pk=extension.pk).update(publication_status="retracted")
    computed(deadline, at(3, 6, 10))

    assert reminders(deadline)[30] == at(3, 6, 10)


def test_a_second_move_is_told_from_the_first_when_that_one_was_told() -> None:
    deadline = enter_deadline()
    follow(deadline)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)
    Delivery.objects.update(state="sent")

    act(deadline, "extend", at(3, 2), until=date(2025, 9, 17))

    notice = the_notice(deadline)
    assert notice.before is not None
    assert (notice.before.due, notice.told_outcome.due) == (date(2025, 6, 19), date(2025, 9, 17))
    assert notices(deadline, "fired") == ["moved"]


def test_a_move_that_fired_and_reached_nobody_yet_is_called_back() -> None:
    deadline = enter_deadline(followed=False)
    follow(deadline)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)

    act(deadline, "extend", at(3, 2), until=date(2025, 9, 17))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == ("superseded", "The deadline has another outcome by now.")
    notice = the_notice(deadline)
    assert notice.before is not None
    assert notice.before.due == date(2025, 4, 5)


def test_a_move_told_to_some_is_not_told_from_before_it() -> None:
    deadline = enter_deadline(followed=False)
    follow(deadline)
    follow(deadline)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    fire_due(NOW)
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state="inflight")

    act(deadline, "extend", at(3, 2), until=date(2025, 9, 17))

    notice = the_notice(deadline)
    assert notice.before is not None
    assert notice.before.due == date(2025, 6, 19)
    assert set(Delivery.objects.values_list("pk", "state")) == {(first.pk, "inflight"), (second.pk, "superseded")}


def test_a_move_told_to_nobody_because_nobody_followed_is_over() -> None:
    deadline = enter_deadline(followed=False)
    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    follow(deadline)

    act(deadline, "extend", at(5, 1), until=date(2025, 9, 17))

    notice = the_notice(deadline)
    assert notice.before is not None
    assert notice.before.due == date(2025, 6, 19)


def test_a_lead_time_that_has_passed_for_the_new_day_is_told_by_the_notice_alone() -> None:
    deadline = enter_deadline()

    act(deadline, "extend", at(4, 4, 8), until=date(2025, 4, 12))

    assert notices(deadline) == ["moved"]
    assert reminders(deadline) == {7: at(4, 5, 9), 1: at(4, 11, 9)}


def test_that_lead_time_stays_told_however_often_the_reminders_are_reconciled() -> None:
    deadline = enter_deadline()
    act(deadline, "extend", at(4, 4, 8), until=date(2025, 4, 12))
    deadline.refresh_from_db()
    before = list(Alert.objects.order_by("pk").values())

    reconcile_reminders(deadline, at(4, 4, 10))
    plan_soon(at(4, 4, 10))

    assert list(Alert.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("does", "kind"),
    [("satisfy", "satisfied"), ("rescind", "ended"), ("void", "ended"), ("suspend", "suspended")],
)
def test_an_end_or_a_pause_cancels_what_was_planned_and_is_told(does: str, kind: str) -> None:
    deadline = enter_deadline()

    act(deadline, does, NOW)

    assert reminders(deadline) == {}
    assert reminders(deadline, "cancelled") == DEFAULTS
    assert notices(deadline) == [kind]


def test_a_deadline_that_another_replaces_is_told_as_ended() -> None:
    deadline = enter_deadline()
    event = EventFactory.create(date="2025-03-01")
    EffectFactory.create(
        event=event, on_deadline=deadline, does="supersede", until=None, by_deadline=DeadlineFactory.create()
    )

    computed(deadline, NOW)

    assert notices(deadline) == ["ended"]
    assert reminders(deadline) == {}


def test_a_paused_deadline_that_runs_on_is_told_and_reminded_of_again() -> None:
    deadline = computed(CountedRuleFactory.create(trigger_event__date="2025-01-20").deadline, NOW)
    act(deadline, "suspend", NOW)
    follow(deadline)
    fire_due(NOW)
    Delivery.objects.update(state="sent")

    act(deadline, "resume", at(3, 11), date="2025-03-11")

    assert notices(deadline) == ["resumed"]
    notice = the_notice(deadline)
    assert notice.told_outcome.due is not None
    assert notice.told_outcome.due > date(2025, 4, 5)
    assert set(reminders(deadline)) == {30, 7, 1}


def test_a_deadline_that_passes_is_told_and_what_was_planned_is_cancelled() -> None:
    deadline = enter_deadline()

    computed(deadline, at(4, 6, 1))

    assert notices(deadline) == ["passed"]
    assert reminders(deadline, "cancelled") == DEFAULTS


def test_an_outcome_that_cannot_be_computed_is_no_news_but_stops_the_reminders() -> None:
    deadline = enter_deadline()
    before = deadline.outcomes.get()
    failed = OutcomeFactory.create(
        deadline=deadline, revision=2, state="undetermined", error="no", due=None, due_at=None, computed_at=NOW
    )
    Deadline.objects.filter(pk=deadline.pk).update(revision=2, state="undetermined", error="no", due=None, due_at=None)
    deadline.refresh_from_db()

    plan_changes([Change(deadline, before, failed)], NOW)

    assert alerts(deadline) == []


def test_an_outcome_that_can_be_computed_again_is_measured_against_the_last_that_could() -> None:
    deadline = enter_deadline()
    failed = OutcomeFactory.create(
        deadline=deadline, revision=2, state="undetermined", error="no", due=None, due_at=None, computed_at=NOW
    )
    same = OutcomeFactory.create(deadline=deadline, revision=3, computed_at=NOW)
    Deadline.objects.filter(pk=deadline.pk).update(revision=3)
    deadline.refresh_from_db()

    plan_changes([Change(deadline, failed, same)], NOW)

    assert notices(deadline) == []
    assert reminders(deadline) == DEFAULTS


def test_a_change_of_nothing_a_follower_is_told_leaves_everything_under_way() -> None:
    deadline = enter_deadline()
    follow(deadline, 30)
    fire_due(at(3, 6, 9))
    sent = Delivery.objects.get()
    before = deadline.outcomes.get()
    after = OutcomeFactory.create(deadline=deadline, revision=2, discrepancy="They differ.", computed_at=at(3, 7))
    Deadline.objects.filter(pk=deadline.pk).update(revision=2, discrepancy="They differ.")
    deadline.refresh_from_db()

    plan_changes([Change(deadline, before, after)], at(3, 7))

    assert reminders(deadline) == {7: DEFAULTS[7], 1: DEFAULTS[1]}
    assert set(Alert.objects.filter(state="planned").values_list("outcome", flat=True)) == {after.pk}
    assert notices(deadline) == []
    sent.refresh_from_db()
    assert sent.state == "pending"
