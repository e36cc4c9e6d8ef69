"""The truth behind the doorbell: everything that is due is found from the rows alone."""

from __future__ import annotations

from datetime import datetime

from timeline.models import Confirmation, Delivery

from .fanout import fire_due
from .outbox import has_due, recover
from .reminders import plan_soon
from .subscribe import forget_unconfirmed


def sweep(now: datetime) -> bool:
    """Free what dead workers held, plan what nobody planned, fire what is due; answers whether mail waits to be sent."""
    recover(Confirmation, now=now)
    recover(Delivery, now=now)
    plan_soon(now)
    fire_due(now)
    forget_unconfirmed(now)
    return has_due(Confirmation, now=now) or has_due(Delivery, now=now)
