from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import (
    CountedRuleFactory,
    DeadlineFactory,
    DeliveryFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    RuleFactory,
    SubscriptionFactory,
    TopicFactory,
)
from tests.timeline.alerts.acts import NOW, act, alerts, at, computed, enter_deadline, follow, notices, reminders
from timeline.alerts.doorbell import mail_waiting
from timeline.alerts.fanout import fire_due
from timeline.alerts.plan import plan_changes
from timeline.alerts.reminders import plan_soon, reconcile_reminders
from timeline.deadlines.recompute import Change, recompute
from timeline.models import Alert, Deadline, Delivery, Event, Subscription

pytestmark = pytest.mark.django_db

DEFAULTS = {30: at(3, 6, 9), 7: at(3, 29, 9), 1: at(4, 4, 9)}
JUNE = {30: at(5, 20, 9), 7: at(6, 12, 9), 1: at(6, 18, 9)}


def the_notice(deadline: Deadline, state: str = "planned") -> Alert:
    notice: Alert = Alert.objects.exclude(kind="reminder").get(deadline=deadline, state=state)
    return notice


# A deadline becomes known ------------------------------------------------------------------------


def test_a_deadline_gets_reminders_for_the_default_lead_times_and_no_notice() -> None:
    deadline = enter_deadline()

    assert reminders(deadline) == DEFAULTS
    assert notices(deadline) == []


def test_reminders_are_planned_for_lead_times_somebody_chose_too() -> None:
    follow(DeadlineFactory.create(), 14)

    deadline = enter_deadline()

    assert reminders(deadline) == {**DEFAULTS, 14: at(3, 22, 9)}


def test_reminders_fire_in_the_morning_of_the_jurisdiction() -> None:
    deadline = enter_deadline(jurisdiction=JurisdictionFactory.create(timezone="America/New_York"))

    # New York puts its clocks forward on 9 March.
    assert reminders(deadline) == {30: at(3, 6, 14), 7: at(3, 29, 13), 1: at(4, 4, 13)}


def test_lead_times_that_passed_before_the_deadline_became_known_fire_at_once() -> None:
    now = at(3, 31)

    deadline = enter_deadline(now)

    assert reminders(deadline) == {30: now, 7: now, 1: at(4, 4, 9)}


def test_a_deadline_of_the_past_entered_late_mails_nobody() -> None:
    deadline = enter_deadline(stated=date(2024, 1, 15))

    assert deadline.state == "passed"
    assert alerts(deadline) == []


def test_a_whole_history_entered_late_mails_nobody() -> None:
    trigger = EventFactory.create(date="2024-01-20")
    rule = CountedRuleFactory.create(trigger_event=trigger)
    follow(rule.deadline, 30, 7, 1)
    for day, until in (("2024-04-04", date(2024, 6, 19)), ("2024-06-19", date(2024, 9, 17))):
        EffectFactory.create(event=EventFactory.create(date=day), on_deadline=rule.deadline, until=until)
        computed(rule.deadline, NOW)

    act(rule.deadline, "satisfy", NOW, date="2024-09-01")

    assert Alert.objects.count() == 0


def test_a_deadline_whose_trigger_has_not_happened_yet_has_nothing_to_tell() -> None:
    trigger = EventFactory.create(date="2025-03-01", publication_status="draft")
    deadline = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)

    assert deadline.state == "undetermined"
    assert alerts(deadline) == []


def test_the_first_day_of_a_deadline_is_reminded_of_and_no_notice_of_change() -> None:
    trigger = EventFactory.create(date="2025-01-20", publication_status="draft")
    deadline = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)
    follow(deadline)
    now = at(3, 31)

    Event.objects.filter(pk=trigger.pk).update(publication_status="published")
    computed(deadline, now)

    assert reminders(deadline) == {30: now, 7: now, 1: at(4, 4, 9)}
    assert notices(deadline) == []


def test_nothing_is_planned_for_a_deadline_that_nobody_follows() -> None:
    deadline = enter_deadline(followed=False)

    act(deadline, "extend", NOW, until=date(2025, 6, 19))
    plan_soon(at(6, 12))

    assert Alert.objects.count() == 0


def test_a_deadline_whose_followers_have_left_loses_what_was_planned_and_gets_nothing_new() -> None:
    deadline = enter_deadline()
    Subscription.objects.update(ended_at=NOW)

    act(deadline, "extend", at(3, 2), until=date(2025, 6, 19))

    assert reminders(deadline, "superseded") == DEFAULTS
    assert reminders(deadline) == {}


def test_what_came_to_be_followed_by_its_topic_is_planned_in_time() -> None:
    topic = TopicFactory.create()
    SubscriptionFactory.create(deadline=None, topic=topic)
    deadline = enter_deadline(followed=False)
    trigger = EventFactory.create(date="2025-03", known_from=date(2025, 3, 1))
    vague = computed(CountedRuleFactory.create(trigger_event=trigger).deadline, NOW)
    for each in (deadline, vague):
        each.topics.add(topic)

    plan_soon(at(3, 28))
    plan_soon(at(5, 7))

    assert reminders(deadline)[7] == at(3, 29, 9)
    assert reminders(vague)[7] == at(5, 8, 9)


# A deadline changes ------------------------------------------------------------------------------


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


# Publication ----------------------------------------------------------------------------------


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


def test_a_draft_deadline_has_no_alerts_whatever_happens_to_it() -> None:
    deadline = enter_deadline(publication_status="draft")
    before = OutcomeFactory.create(deadline=deadline, revision=1)
    after = OutcomeFactory.create(deadline=deadline, revision=2, due=date(2025, 6, 19))

    plan_changes([Change(deadline, before, after)], NOW)

    assert Alert.objects.count() == 0


# Safe to repeat ---------------------------------------------------------------------------------


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
