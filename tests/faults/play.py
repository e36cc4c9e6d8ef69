"""What fault tests have an installation do, each act in a process of its own: a fork, which has Django loaded already."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from tests.faults.clock import VARIABLE
from tests.services.installation import Installation
from tests.services.patience import HANGS

logger = logging.getLogger(__name__)

_INHERITED: list[Any] = []
"""Keeps the connections of the test's own process from being closed by its forks."""


class Act:
    """An act that is ready to be done at the moment the test chooses."""

    def __init__(self, installation: Installation, name: str, number: int = 0) -> None:
        self._test, process = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(
            target=_run, args=(installation, process, name, number)
        )
        self._process.start()

    def ready(self) -> Act:
        """Wait until it could begin."""
        self._hear("ready")
        return self

    def begin(self) -> Act:
        """Have it begin."""
        self._test.send("go")
        return self

    def finish(self) -> Any:
        """What it answers, once it is done."""
        answer = self._hear("answer")
        self._process.join(HANGS)
        return answer

    def _hear(self, expected: str) -> Any:
        while True:
            assert self._test.poll(HANGS), "the act took too long"
            what, answer = self._test.recv()
            assert what != "failed", answer
            if what == expected:
                return answer


def _run(installation: Installation, test: Connection, name: str, number: int) -> None:
    import importlib

    import dj_database_url
    from django.db import connections

    from tracker.database import tuned

    try:
        _INHERITED.extend(connections.all(initialized_only=True))
        connections.settings = connections.configure_settings(
            {"default": tuned(dj_database_url.parse(installation.database))}
        )
        if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
            del connections["default"]
        os.environ[VARIABLE] = installation.environment[VARIABLE]
        # Has this process go by the clock of the installation.
        importlib.import_module("tests.faults.clock_settings")
        test.send(("ready", None))
        test.recv()
        answer = json.loads(json.dumps(_ACTS[name](number)))
        connections["default"].close()
        test.send(("answer", answer))
    except Exception:
        logger.exception("The act %s failed", name)
        test.send(("failed", traceback.format_exc()))
    finally:
        os._exit(0)


def play(installation: Installation, act: str, number: int = 0) -> Any:
    """Have the installation do `act` and answer what it printed."""
    return Act(installation, act, number).begin().finish()


def _follow(number: int, name: str = "reader", title: str = "The pause ends") -> int:
    """A deadline due in seven days, followed by so many; their reminders are due now, and no task was ever enqueued."""
    from tests.factories import RuleFactory
    from timeline.deadlines.recompute import recompute
    from timeline.models import LeadTime, RecomputeRequest, Subscriber, Subscription

    now = _now()
    rule = RuleFactory.create(stated=now.date() + timedelta(days=7), deadline__title=title)
    subscribers = Subscriber.objects.bulk_create(Subscriber(email=f"{name}-{n}@readers.example") for n in range(number))
    subscriptions = Subscription.objects.bulk_create(
        Subscription(subscriber=subscriber, deadline=rule.deadline, confirmed_at=now) for subscriber in subscribers
    )
    LeadTime.objects.bulk_create(LeadTime(subscription=each, days=7) for each in subscriptions)
    recompute([rule.deadline.pk], now=now)
    RecomputeRequest.objects.all().delete()
    return rule.deadline.pk


def _follow_poison(number: int) -> None:
    """Beside a sound deadline another, with three followers and a title of ten megabytes, as no form would let anybody."""
    from django.db import connection

    poisoned = _follow(3, "unlucky")
    _follow(number)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE timeline_deadline ALTER COLUMN title TYPE text")
        cursor.execute("UPDATE timeline_deadline SET title = %s WHERE id = %s", ["long " * 2_000_000, poisoned])


def _follow_by_webhook(port: int) -> list[str]:
    """Two dozen deadlines due in seven days, all of them followed by one webhook on this machine; the keys of its messages.

    Its reminders have been fired, and no task was ever enqueued.
    """
    from tests.factories import RuleFactory, WebhookEndpointFactory, WebhookSubscriptionFactory
    from timeline.alerts.fanout import fire_due
    from timeline.deadlines.recompute import recompute
    from timeline.models import Delivery, RecomputeRequest

    now = _now()
    endpoint = WebhookEndpointFactory.create(url=f"http://127.0.0.1:{port}/hook")
    subscription = WebhookSubscriptionFactory.create(deadline=None, everything=True, endpoint=endpoint)
    subscription.lead_times.create(days=7)
    day = now.date() + timedelta(days=7)
    rules = [RuleFactory.create(stated=day, deadline__title=f"The pause ends, {number}") for number in range(24)]
    recompute([rule.deadline.pk for rule in rules], now=now)
    RecomputeRequest.objects.all().delete()
    fire_due(now + timedelta(days=1))
    Delivery.objects.update(due_at=now)
    return [str(key) for key in Delivery.objects.values_list("key", flat=True)]


def _follow_by_mail_too(number: int) -> None:
    """So many more follow the first of the deadlines that there are, by mail, and are reminded of it at once."""
    from timeline.alerts.catching_up import catch_up
    from timeline.models import Deadline, LeadTime, Subscriber, Subscription

    deadline = Deadline.objects.earliest("pk")
    for n in range(number):
        subscriber = Subscriber.objects.create(email=f"by-mail-{n}@readers.example")
        made = Subscription.objects.create(subscriber=subscriber, deadline=deadline, confirmed_at=_now())
        LeadTime.objects.create(subscription=made, days=7)
        catch_up(made, _now())


def _follow_zones(_number: int) -> None:
    """A deadline of 16 March 2025, followed a week ahead from these zones: by at-once mails at nine and a digest at eight."""
    from tests.factories import LeadTimeFactory, RuleFactory, SubscriptionFactory
    from timeline.deadlines.recompute import recompute

    before = datetime(2025, 3, 5, tzinfo=UTC)
    deadline = RuleFactory.create(stated=date(2025, 3, 16), deadline__title="The pause ends").deadline
    zones = ["Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns", "America/New_York", "America/Halifax"]
    for zone in zones:
        digest = {"cadence": "daily", "digest_hour": 8} if zone == "America/Halifax" else {}
        made = SubscriptionFactory.create(
            deadline=deadline,
            confirmed_at=before,
            subscriber__timezone=zone,
            subscriber__email=f"{zone.split('/')[1].lower()}@readers.example",
            **digest,
        )
        LeadTimeFactory.create(subscription=made, days=7)
    recompute([deadline.pk], now=before)


def _follow_digests(number: int) -> None:
    """Two deadlines of 16 March 2025, followed by so many a week ahead, by a daily digest at eight."""
    from tests.factories import RuleFactory
    from timeline.deadlines.recompute import recompute
    from timeline.models import LeadTime, Subscriber, Subscription

    before = datetime(2025, 3, 5, tzinfo=UTC)
    deadlines = [RuleFactory.create(stated=date(2025, 3, 16)).deadline for _ in range(2)]
    subscribers = Subscriber.objects.bulk_create(Subscriber(email=f"reader-{n}@readers.example") for n in range(number))
    made = Subscription.objects.bulk_create(
        Subscription(subscriber=each, deadline=deadline, confirmed_at=before, cadence="daily", digest_hour=8)
        for each in subscribers
        for deadline in deadlines
    )
    LeadTime.objects.bulk_create(LeadTime(subscription=each, days=7) for each in made)
    recompute([each.pk for each in deadlines], now=before)


def _follow_broken(number: int) -> None:
    """Beside a sound deadline another, with three followers, whose letter the template of the test cannot write."""
    _follow(3, "unlucky", "A broken letter")
    _follow(number)


def _fire(_number: int) -> int:
    from timeline.alerts.fanout import fire_due

    return fire_due(_now() + timedelta(days=1))


def _claim(number: int) -> list[int]:
    from timeline.alerts.outbox import claim
    from timeline.models import Delivery

    return claim(Delivery, now=_now() + timedelta(days=2), limit=number).keys


def _move(_number: int) -> None:
    """An order of today moves every deadline by a hundred days."""
    from tests.factories import EffectFactory, EventFactory
    from timeline.deadlines.recompute import recompute
    from timeline.models import Deadline

    today = _now().date()
    order = EventFactory.create(date=today.isoformat())
    for deadline in Deadline.objects.all():
        EffectFactory.create(event=order, on_deadline=deadline, until=today + timedelta(days=100))
        recompute([deadline.pk], now=_now())


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


_ACTS: dict[str, Callable[[int], Any]] = {
    "follow": _follow,
    "follow poison": _follow_poison,
    "follow broken": _follow_broken,
    "follow by webhook": _follow_by_webhook,
    "follow by mail too": _follow_by_mail_too,
    "follow zones": _follow_zones,
    "follow digests": _follow_digests,
    "fire": _fire,
    "claim": _claim,
    "move": _move,
}
