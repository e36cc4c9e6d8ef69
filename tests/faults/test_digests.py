"""What waits for a digest is told, once, whatever becomes of the workers that gather it and send it."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import UTC, datetime

from tests.faults.clock import SetClock
from tests.faults.outside import excused, repeats, sweep, sweep_until, sweep_until_accepted
from tests.faults.play import play
from tests.services.installation import Installation

READERS = 40
LEASE = 3
EVENING = datetime(2025, 3, 8, 23, 30, tzinfo=UTC)
"""The reminders of the next day are gathered from eleven on, and sent at eight in the morning."""
MORNING = datetime(2025, 3, 9, 8, 0, 1, tzinfo=UTC)


def test_workers_killed_while_gathering_and_sending_digests_lose_nothing(installation: Installation) -> None:
    installation.environment["ALERTS_LEASE_SECONDS"] = str(LEASE)
    clock = SetClock(installation, EVENING)
    play(installation, "follow digests", READERS)
    chance = random.Random()
    kills = 2

    with installation.worker(processes=2) as worker:
        sweep(installation)
        time.sleep(chance.uniform(0, 0.3))
        for child in worker.children():
            os.kill(child, signal.SIGKILL)
        sweep_until(installation, {"gathered": 2 * READERS})
        assert installation.mail.messages == []

        installation.mail.seconds = 0.02
        clock.set(MORNING)
        for number in sorted(chance.sample(range(5, READERS - 15), kills)):
            sweep_until_accepted(installation, number)
            worker.kill_child(chance)
        sweep_until(installation, {"sent": 2 * READERS})

    assert len({received.recipients for received in installation.mail.messages}) == READERS
    assert repeats(installation.mail) <= kills + excused(worker)
