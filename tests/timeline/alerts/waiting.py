"""Mails that wait to be sent."""

from __future__ import annotations

from datetime import datetime

from tests.factories import SubscriberFactory
from tests.timeline.alerts.acts import at, enter_deadline, follow
from timeline.alerts.fanout import fire_due
from timeline.models import Delivery, Subscription

MORNING = at(3, 6, 9)


def clock() -> datetime:
    return MORNING


def due(number: int = 1, **subscriber: object) -> list[Subscription]:
    """So many followers with a reminder that waits to be sent."""
    deadline = enter_deadline(title="The pause ends")
    followers = [follow(deadline, 30, subscriber=SubscriberFactory.create(**subscriber)) for _ in range(number)]
    fire_due(MORNING)
    return followers


def states() -> dict[str, str]:
    """The state of each delivery by address."""
    return dict(Delivery.objects.values_list("subscriber__email", "state"))
