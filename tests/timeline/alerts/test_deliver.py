from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, act, enter_deadline, follow
from timeline.alerts.deliver import deliver, deliver_alerts
from timeline.alerts.domains import FIRST_PAUSE
from timeline.alerts.fanout import fire_due
from timeline.alerts.subscribe import confirm, subscribe
from timeline.models import Confirmation, Deadline, Delivery, Subscriber, Subscription

from .waiting import MORNING, clock, due, states

pytestmark = pytest.mark.django_db


def test_what_is_due_is_sent_over_one_connection_and_marked(post: SmtpSink) -> None:
    followers = due(3)

    assert deliver(clock=clock) is False

    addresses = [follower.subscriber.email for follower in followers]
    assert sorted(received.recipients for received in post.messages) == [(address,) for address in sorted(addresses)]
    assert states() == dict.fromkeys(addresses, "sent")
    assert set(Delivery.objects.values_list("sent_at", "attempts", "token")) == {(MORNING, 1, None)}


def test_sending_again_sends_nothing(post: SmtpSink) -> None:
    due()
    deliver(clock=clock)

    deliver(clock=clock)

    assert len(post.messages) == 1


def test_confirmations_go_first(post: SmtpSink) -> None:
    [follower] = due()
    subscribe("new@readers.example", follower.target, language="en", now=MORNING)

    deliver(clock=clock)

    assert [received.recipients for received in post.messages] == [
        ("new@readers.example",),
        (follower.subscriber.email,),
    ]
    assert Confirmation.objects.get().state == "sent"


def test_a_temporary_refusal_is_tried_again_later(post: SmtpSink) -> None:
    due()
    post.reply("rcpt", "451 4.3.0 Try again later", times=1)
    deliver(clock=clock)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("pending", 1, "451 4.3.0 Try again later")
    assert delivery.due_at > MORNING

    deliver(clock=lambda: delivery.due_at)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error, len(post.messages)) == ("sent", "", 1)


def test_an_address_that_does_not_exist_is_suppressed_with_the_reason_and_others_are_not_kept(post: SmtpSink) -> None:
    gone, sound = due(2)
    post.reply("rcpt", "550 5.1.1 No such user", address=gone.subscriber.email)

    deliver(clock=clock)

    assert states() == {gone.subscriber.email: "suppressed", sound.subscriber.email: "sent"}
    subscriber = Subscriber.objects.get(pk=gone.subscriber_id)
    assert (subscriber.suppressed_at, subscriber.suppression_reason) == (MORNING, "550 5.1.1 No such user")


@pytest.mark.parametrize(
    ("reply", "state", "suppressed"),
    [
        ("550 No such user", "suppressed", True),
        ("550 5.2.1 Mailbox disabled", "suppressed", True),
        ("550 5.7.1 Looks like spam", "failed", False),
        ("554 Transaction failed", "failed", False),
        ("452 4.2.2 Mailbox full", "pending", False),
        ("421 4.7.0 Too much mail", "pending", False),
    ],
)
def test_a_refusal_after_the_mail_was_read_is_the_addresss_fault_or_not(
    post: SmtpSink, reply: str, state: str, suppressed: bool
) -> None:
    due()
    post.reply("data", reply, times=1)

    deliver(clock=clock)

    assert Delivery.objects.get().state == state
    assert Subscriber.objects.filter(suppressed_at__isnull=False).exists() == suppressed


def test_a_refused_sender_is_nobodys_address(post: SmtpSink) -> None:
    due()
    post.reply("mail", "550 5.7.1 Sender refused", times=1)

    deliver(clock=clock)

    assert Delivery.objects.get().state == "pending"
    assert not Subscriber.objects.filter(suppressed_at__isnull=False).exists()


def test_a_relay_that_refuses_us_is_nobodys_address_either(post: SmtpSink) -> None:
    due()
    post.reply("rcpt", "554 5.7.1 Relay access denied")

    deliver(clock=clock)

    assert Delivery.objects.get().state == "failed"
    assert not Subscriber.objects.filter(suppressed_at__isnull=False).exists()


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "accepted"])
def test_a_connection_that_breaks_costs_one_mail_a_second_try(post: SmtpSink, stage: str) -> None:
    due(3)
    post.drop(stage, times=1)  # type: ignore[arg-type]

    deliver(clock=clock)

    assert sorted(states().values()) == ["pending", "sent", "sent"]


def test_a_mail_sent_twice_has_one_message_id(post: SmtpSink) -> None:
    due()
    post.drop("accepted", times=1)

    deliver(clock=clock)
    deliver(clock=lambda: Delivery.objects.get().due_at)

    first, second = post.messages
    key = Delivery.objects.get().key
    assert [first.message["Message-ID"], second.message["Message-ID"]] == [f"<{key}@longstop.example>"] * 2


def test_a_server_that_hangs_delays_the_others_by_its_timeout_and_no_more(post: SmtpSink, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 3
    due(3)
    post.hang("data", times=1)

    deliver(clock=clock)

    assert sorted(states().values()) == ["pending", "sent", "sent"]


def test_a_server_that_is_down_puts_the_whole_batch_off(post: SmtpSink) -> None:
    due(3)
    post.stop()

    deliver(clock=clock)

    for delivery in Delivery.objects.all():
        assert (delivery.state, delivery.attempts) == ("pending", 1)
        assert delivery.last_error.startswith("The mail server cannot be reached: ")
        assert delivery.due_at > MORNING


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_server_that_takes_no_more_is_left_alone_for_a_while(post: SmtpSink, stage: str) -> None:
    due(3)
    post.reply(stage, "421 4.3.2 Too busy", times=1)  # type: ignore[arg-type]

    deliver(clock=clock)

    assert (post.messages, post.attempts) == ([], 1)
    later = Delivery.objects.order_by("-attempts", "pk")
    assert [(row.state, row.attempts) for row in later] == [("pending", 1), ("pending", 0), ("pending", 0)]
    assert {row.due_at for row in later if not row.attempts} == {MORNING + FIRST_PAUSE}
    deliver(clock=lambda: MORNING + timedelta(minutes=2))
    assert set(states().values()) == {"sent"}


def test_a_batch_that_takes_too_long_leaves_the_rest_to_others(post: SmtpSink) -> None:
    due(3)
    ticks = iter([MORNING, MORNING, MORNING, MORNING])

    def slow() -> datetime:
        return next(ticks, MORNING + timedelta(minutes=2))

    deliver_alerts(clock=slow)

    assert sorted(states().values()) == ["pending", "pending", "sent"]


# Poison ------------------------------------------------------------------------------------------


def test_a_mail_that_cannot_be_written_fails_alone(
    post: SmtpSink, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "moved-subject.txt").write_text("{% load nothing_of_the_kind %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    [follower] = due()
    moved = enter_deadline(followed=False)
    unlucky = follow(moved)
    act(moved, "extend", NOW, until=date(2025, 6, 19))
    fire_due(MORNING)

    deliver(clock=clock)

    assert states() == {follower.subscriber.email: "sent", unlucky.subscriber.email: "failed"}
    failed = Delivery.objects.get(state="failed")
    assert failed.last_error.startswith("The mail could not be written: TemplateSyntaxError: ")
    assert "could not be written" in caplog.text


def test_an_address_no_mail_can_be_sent_to_fails_alone(post: SmtpSink) -> None:
    unlucky, lucky = due(2)
    Subscriber.objects.filter(pk=unlucky.subscriber_id).update(email="no\nbody@readers.example")

    deliver(clock=clock)

    assert states() == {"no\nbody@readers.example": "failed", lucky.subscriber.email: "sent"}


# Confirmations -----------------------------------------------------------------------------------


def test_a_confirmation_nobody_needs_any_more_is_not_sent(post: SmtpSink) -> None:
    [follower] = due()
    subscribe("new@readers.example", follower.target, language="en", now=MORNING)
    asked = Confirmation.objects.get()

    deliver(clock=lambda: MORNING + timedelta(days=8))

    asked.refresh_from_db()
    assert (asked.state, asked.last_error) == ("superseded", "It was asked for too long ago.")


@pytest.mark.parametrize("status", ["draft", "retracted"])
def test_nobody_is_asked_to_confirm_what_readers_cannot_see(post: SmtpSink, status: str) -> None:
    deadline = enter_deadline()
    subscribe("new@readers.example", deadline, language="en", now=MORNING)
    Deadline.objects.filter(pk=deadline.pk).update(publication_status=status)

    deliver(clock=clock)

    assert (Confirmation.objects.get().state, post.messages) == ("superseded", [])


def test_a_confirmation_that_bounces_suppresses_the_address(post: SmtpSink) -> None:
    subscribe("new@readers.example", enter_deadline(followed=False), language="en", now=MORNING)
    post.reply("rcpt", "550 5.1.1 No such user")

    deliver(clock=clock)

    assert Subscriber.objects.get().suppression_reason == "550 5.1.1 No such user"


def test_who_confirms_before_the_mail_was_sent_is_told_it_stands(post: SmtpSink) -> None:
    subscribe("new@readers.example", enter_deadline(title="The pause", followed=False), language="en", now=MORNING)
    confirm(Subscription.objects.get().pk, MORNING)

    deliver(clock=clock)

    assert str(post.messages[0].message["Subject"]).strip() == "You follow the deadline “The pause” already"
