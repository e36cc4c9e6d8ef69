"""Domains that are limited or want to be left alone, as whole batches meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.factories import SubscriberFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import enter_deadline, follow
from timeline.alerts.deliver import deliver
from timeline.alerts.domains import FIRST_PAUSE, FIRST_PAUSE_OF_SERVER
from timeline.alerts.fanout import fire_due
from timeline.models import Delivery, MailDomain

from .waiting import MORNING, clock, due, states

pytestmark = pytest.mark.django_db


def due_at(*addresses: str) -> None:
    """Reminders that wait to be sent to these addresses, in this order."""
    deadline = enter_deadline()
    for address in addresses:
        follow(deadline, 30, subscriber=SubscriberFactory.create(email=address))
    fire_due(MORNING)


def accepted(post: SmtpSink) -> list[str]:
    return [mail.recipients[0] for mail in post.messages]


def test_a_limited_domain_keeps_its_rate_and_others_do_not_wait_for_it(post: SmtpSink, settings: Settings) -> None:
    settings.ALERTS_DOMAIN_LIMITS = {"slow.example": (60, 2)}
    due_at(*(f"{n}@slow.example" for n in range(5)), "a@fast.example", "b@fast.example")

    deliver(clock=clock)

    assert accepted(post) == ["0@slow.example", "1@slow.example", "a@fast.example", "b@fast.example"]
    waiting = Delivery.objects.filter(state="pending").order_by("due_at")
    assert [(row.due_at - MORNING, row.attempts) for row in waiting] == [
        (timedelta(seconds=2), 0),
        (timedelta(seconds=2), 0),
        (timedelta(seconds=3), 0),
    ]
    assert {row.last_error for row in waiting} == {"slow.example gets 60 mails a minute, and these are used up."}
    deliver(clock=lambda: MORNING + timedelta(seconds=2))
    assert len(accepted(post)) == 6


def test_a_domain_that_takes_no_more_leaves_the_others_going(post: SmtpSink) -> None:
    due_at("a@full.example", "b@full.example", "c@sound.example", "d@full.example", "e@sound.example")
    post.reply("rcpt", "421 4.7.0 Too many connections", address="a@full.example", times=1)

    deliver(clock=clock)

    assert accepted(post) == ["c@sound.example", "e@sound.example"]
    rows = Delivery.objects.filter(state="pending").order_by("subscriber__email")
    assert [row.attempts for row in rows] == [1, 0, 0]
    assert {row.due_at for row in rows[1:]} == {MORNING + FIRST_PAUSE}
    assert MailDomain.objects.get().reason == "421 4.7.0 Too many connections"


def test_when_the_pause_is_over_one_mail_finds_out_and_the_rest_follow_it(post: SmtpSink) -> None:
    due_at("a@full.example", "b@full.example", "c@full.example")
    post.reply("rcpt", "421 4.7.0 Too many connections", times=1)
    deliver(clock=clock)

    deliver(clock=lambda: MORNING + timedelta(minutes=2))

    assert set(states().values()) == {"sent"}
    assert MailDomain.objects.get().closings == 0


def test_while_the_domain_still_takes_no_more_one_mail_is_tried_and_the_pause_grows(post: SmtpSink) -> None:
    due_at("a@full.example", "b@full.example", "c@full.example")
    post.reply("rcpt", "421 4.7.0 Too many connections")
    deliver(clock=clock)
    before = post.attempts

    later = MORNING + timedelta(minutes=2)
    deliver(clock=lambda: later)

    assert post.attempts == before + 1
    assert MailDomain.objects.get().closed_until == later + FIRST_PAUSE * 2


def test_a_server_that_cannot_be_reached_costs_one_batch_a_try_and_is_tried_again(post: SmtpSink) -> None:
    due(3)
    post.stop()
    assert deliver(clock=clock) is False
    later = Delivery.objects.order_by("-due_at")[0].due_at
    Delivery.objects.update(due_at=MORNING)

    # Nobody asks the server during its pause, and no try is counted.
    assert deliver(clock=lambda: MORNING + FIRST_PAUSE_OF_SERVER - timedelta(seconds=1)) is False
    assert set(Delivery.objects.values_list("state", "attempts")) == {("pending", 1)}

    post.start()
    deliver(clock=lambda: later)
    assert set(states().values()) == {"sent"}
    assert MailDomain.objects.get().closed_until is None
