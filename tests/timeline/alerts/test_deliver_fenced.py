from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import act
from timeline.alerts import outbox
from timeline.alerts.deliver import deliver
from timeline.alerts.outbox import LEASE
from timeline.alerts.standing import call_back
from timeline.alerts.subscribe import end_subscription
from timeline.models import Alert, AlertState, Deadline, Delivery, Subscriber

from .waiting import MORNING, clock, due, states

pytestmark = pytest.mark.django_db


def between_claim_and_send(monkeypatch: pytest.MonkeyPatch, what: object) -> None:
    """Have `what` happen after the batch was claimed and before its first fence."""
    whole = outbox.Marks.fence

    def fence(marks: Any, key: int, *, now: datetime) -> bool:
        monkeypatch.setattr(outbox.Marks, "fence", whole)
        what()  # type: ignore[operator]
        return whole(marks, key, now=now)

    monkeypatch.setattr(outbox.Marks, "fence", fence)


def test_a_deadline_that_moves_between_claim_and_send_is_not_reminded_of(
    post: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    [follower] = due()
    deadline = follower.target
    assert isinstance(deadline, Deadline)
    between_claim_and_send(monkeypatch, lambda: act(deadline, "extend", MORNING, until=date(2025, 6, 19)))

    deliver(clock=clock)

    assert post.messages == []
    assert list(states().values()) == ["superseded"]


def test_what_is_recorded_behind_the_back_of_the_plan_stops_a_stale_mail_too(
    post: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    due()
    between_claim_and_send(monkeypatch, lambda: Deadline.objects.update(revision=2, due=date(2025, 6, 19)))

    deliver(clock=clock)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == ("superseded", "The deadline has another outcome by now.")
    assert post.messages == []


def test_a_newer_outcome_that_says_the_same_stops_nothing(post: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    due()
    between_claim_and_send(monkeypatch, lambda: Deadline.objects.update(revision=2, discrepancy="They differ."))

    deliver(clock=clock)

    assert len(post.messages) == 1


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_a_deadline_withdrawn_between_claim_and_send_reaches_no_mailbox(
    post: SmtpSink, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    due()
    between_claim_and_send(monkeypatch, lambda: Deadline.objects.update(publication_status=status))

    deliver(clock=clock)

    assert (list(states().values()), post.messages) == (["superseded"], [])


def test_it_does_not_mail_a_subscriber_who_left_between_claim_and_send(
    post: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    [follower] = due()
    between_claim_and_send(monkeypatch, lambda: end_subscription(follower, MORNING))

    deliver(clock=clock)

    assert (list(states().values()), post.messages) == (["superseded"], [])


def test_it_does_not_mail_a_suppressed_address(post: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    due()
    between_claim_and_send(
        monkeypatch, lambda: Subscriber.objects.update(suppressed_at=MORNING, suppression_reason="550 gone")
    )

    deliver(clock=clock)

    assert list(Delivery.objects.values_list("state", "last_error")) == [("suppressed", "550 gone")]
    assert post.messages == []


def test_it_does_not_send_an_alert_that_was_called_back(post: SmtpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    due()
    alert = Alert.objects.get(state="fired")
    between_claim_and_send(monkeypatch, lambda: call_back([alert.pk], AlertState.CANCELLED, "no"))

    deliver(clock=clock)

    assert (list(states().values()), post.messages) == (["superseded"], [])


def test_a_worker_frozen_past_its_lease_sends_nothing_that_another_may_send(
    post: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    due()
    late = MORNING + LEASE + timedelta(seconds=1)
    moments = [MORNING]

    def thaw() -> None:
        moments.append(late)
        outbox.recover(Delivery, now=late)
        deliver(clock=lambda: late)

    between_claim_and_send(monkeypatch, thaw)

    deliver(clock=lambda: moments[-1])

    assert len(post.messages) == 1
    assert list(states().values()) == ["sent"]
