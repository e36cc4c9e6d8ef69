"""Reminders come at the right hour of each reader's own day, once, also on the day on which the clocks change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.faults.clock import SetClock
from tests.faults.outside import ring, sweep_until
from tests.faults.play import play
from tests.services.installation import Installation
from tests.services.patience import eventually

MOMENTS = {
    # Nine in the morning of 9 March 2025, on which the clocks of America go forward.
    "kiritimati": datetime(2025, 3, 8, 19, tzinfo=UTC),
    "kathmandu": datetime(2025, 3, 9, 3, 15, tzinfo=UTC),
    # Who gets digests chose eight.
    "halifax": datetime(2025, 3, 9, 11, tzinfo=UTC),
    "st_johns": datetime(2025, 3, 9, 11, 30, tzinfo=UTC),
    "new_york": datetime(2025, 3, 9, 13, tzinfo=UTC),
}
SOON = timedelta(minutes=20)
"""Less than lies between any two of them, and more than a slow machine takes over it: the clock runs on."""
_SUCCEEDED = re.compile(r"timeline\.\w+\[(\S+)\] succeeded")


def test_a_reminder_comes_once_at_the_hour_of_each_readers_own_clock(installation: Installation) -> None:
    clock = SetClock(installation, datetime(2025, 3, 5, tzinfo=UTC))
    play(installation, "follow zones")
    mail = installation.mail
    told: list[str] = []

    def readers() -> list[str]:
        return [each.recipients[0].split("@")[0] for each in mail.messages]

    with installation.worker(processes=2) as worker:
        for name, moment in MOMENTS.items():
            for when, expected in ((moment - SOON, list(told)), (moment, [*told, name])):
                clock.set(when)
                # Twice: what the first finds, the second must not find again.
                rung = {
                    each
                    for _ in range(2)
                    for task in ("timeline.sweep_alerts", "timeline.deliver_alerts")
                    for each in ring(installation, task)
                }
                eventually(lambda rung=rung: rung <= set(_SUCCEEDED.findall(worker.log)))  # type: ignore[misc]
                # A task that a sweep rang itself may be the one that sends.
                eventually(lambda expected=expected: len(readers()) >= len(expected))  # type: ignore[misc]
                assert readers() == expected, when
            told.append(name)
        sweep_until(installation, {"sent": len(MOMENTS)})
    assert readers() == list(MOMENTS)
