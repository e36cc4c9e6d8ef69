"""The truth behind the doorbell: everything that is due is found from the rows alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from timeline.models import Confirmation, Delivery, Digest, WebhookNotice

from .deliver import deliver
from .digest_rows import follow_ended_digests, left_behind
from .fanout import fire_due
from .letters import AlertLetters
from .new_events import plan_new_events
from .outbox import count_due, recover
from .placing import place_again
from .reminders import plan_soon
from .subscribe import forget_unconfirmed


def sweep(now: datetime) -> int:
    """Free what dead workers held, plan what nobody planned, fire what is due; answers how many mails wait to be sent."""
    recover(Confirmation, now=now)
    recover(Digest, now=now)
    recover(Delivery, now=now)
    follow_ended_digests()
    plan_soon(now)
    plan_new_events(now)
    fire_due(now)
    if behind := left_behind():
        place_again(Delivery.objects.filter(pk__in=behind), now)
    forget_unconfirmed(now)
    waiting = count_due(Confirmation, now=now) + count_due(WebhookNotice, now=now) + count_due(Digest, now=now)
    return waiting + count_due(Delivery, now=now, among=AlertLetters.among)


def send_waiting(*, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Fire what is due and send what waits; answers whether something was left for another to send."""
    fire_due(clock())
    return deliver(clock=clock)
