"""What fault tests have an installation do, in a process of its own: `python -m tests.faults.play ACT [NUMBER]`.

The process prints "ready" when it has started, does the act when it is given a line, and prints what it answers as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.services.installation import Installation


class Act:
    """An act that is ready to be done at the moment the test chooses."""

    def __init__(self, installation: Installation, name: str, number: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.play", name, str(number)],
            env={**os.environ, **installation.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> Act:
        """Wait until it could begin."""
        assert self._process.stdout is not None
        while (line := self._process.stdout.readline()) != "ready\n":
            assert line, "the process ended before it was ready"
        return self

    def begin(self) -> Act:
        """Have it begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return self

    def finish(self) -> Any:
        """What it answers, once it is done."""
        output, _ = self._process.communicate(timeout=100)
        assert self._process.returncode == 0, output
        return json.loads(output.splitlines()[-1])


def play(installation: Installation, act: str, number: int = 0) -> Any:
    """Have the installation do `act` and answer what it printed."""
    return Act(installation, act, number).begin().finish()


def _follow(number: int) -> int:
    """A deadline due in seven days, followed by so many; their reminders are due now, and no task was ever enqueued."""
    from tests.factories import RuleFactory
    from timeline.deadlines.recompute import recompute
    from timeline.models import LeadTime, RecomputeRequest, Subscriber, Subscription

    now = _now()
    rule = RuleFactory.create(stated=now.date() + timedelta(days=7), deadline__title="The pause ends")
    subscribers = Subscriber.objects.bulk_create(Subscriber(email=f"reader-{n}@readers.example") for n in range(number))
    subscriptions = Subscription.objects.bulk_create(
        Subscription(subscriber=subscriber, deadline=rule.deadline, confirmed_at=now) for subscriber in subscribers
    )
    LeadTime.objects.bulk_create(LeadTime(subscription=each, days=7) for each in subscriptions)
    recompute([rule.deadline.pk], now=now)
    RecomputeRequest.objects.all().delete()
    return rule.deadline.pk


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
    "fire": _fire,
    "claim": _claim,
    "move": _move,
}

if __name__ == "__main__":
    import django

    django.setup()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(_ACTS[sys.argv[1]](int(sys.argv[2]))))
