"""The truth behind the doorbell: everything that is due is found from the rows alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from timeline.models import Confirmation, Delivery

from .deliver import deliver
from .fanout import fire_due
from .letters import AlertLetters
from .new_events import plan_new_events
from .outbox import count_due, recover
from .reminders import plan_soon
from .subscribe import forget_unconfirmed


def sweep(now: datetime) -> int:
    """Free what dead workers held, plan what nobody planned, fire what is due; answers how many mails wait to be sent."""
    recover(Confirmation, now=now)
    recover(Delivery, now=now)
    plan_soon(now)
    plan_new_events(now)
    fire_due(now)
    forget_unconfirmed(now)
    return count_due(Confirmation, now=now) + count_due(Delivery, now=now, among=AlertLetters.among)


def send_waiting(*, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Fire what is due and send what waits; answers whether something was left for another to send."""
    fire_due(clock())
    return deliver(clock=clock)
