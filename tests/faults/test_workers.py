"""Whoever asked to be told is told once, whatever becomes of the workers."""

from __future__ import annotations

import os
import random
import re
from collections import Counter

import pytest

from tests.faults.outside import excused, repeats, ring, states, sweep, sweep_until, sweep_until_accepted
from tests.faults.play import Act, play
from tests.services.installation import Installation
from tests.services.patience import HANGS, eventually

_ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
DELIVERIES = int(os.environ.get("LONGSTOP_FAULT_DELIVERIES", "2000" if _ON_POSTGRES else "500"))
"""Of the first test: 2,000 on PostgreSQL. On SQLite, where workers mostly wait for each other's writes, 500 unless told."""
LEASE = 3
_DELIVERED = re.compile(r"timeline\.deliver_alerts\[(\S+)\] succeeded")


def hasty(installation: Installation) -> Installation:
    """The installation with a lease that a test can wait for."""
    installation.environment["ALERTS_LEASE_SECONDS"] = str(LEASE)
    return installation


@pytest.mark.timeout(1800)
def test_workers_killed_at_random_lose_nothing_and_repeat_one_mail_each_at_most(installation: Installation) -> None:
    play(hasty(installation), "follow", DELIVERIES)
    chance = random.Random()
    kills = max(5, DELIVERIES // 100)

    with installation.worker(processes=2) as worker:
        sweep(installation)
        for number in sorted(chance.sample(range(10, DELIVERIES - 50), kills)):
            sweep_until_accepted(installation, number)
            worker.kill_child(chance)
        # And once the whole of it, as when the power fails.
        worker.kill()
        worker.start()
        sweep_until(installation, {"sent": DELIVERIES})

    assert len({received.recipients for received in installation.mail.messages}) == DELIVERIES
    assert repeats(installation.mail) <= kills + 2 + excused(worker)


def test_a_worker_asked_to_stop_during_a_batch_ends_in_time_and_loses_and_repeats_nothing(
    installation: Installation,
) -> None:
    play(installation, "follow", 150)
    # All of it would take half a minute, and whoever deploys waits ten seconds: a call ends after five.
    installation.mail.seconds = 0.2
    worker = installation.worker()

    with worker:
        sweep(installation)
        installation.mail.wait_for(5)
        assert worker.stop() == 0
        found = states(installation)
        # It stopped before the end.
        assert found == {"pending": 150 - found["sent"], "sent": found["sent"]}
        installation.mail.seconds = 0
        worker.start()
        sweep_until(installation, {"sent": 150})

    assert repeats(installation.mail) == 0


def test_four_workers_two_beats_and_the_same_task_many_times_send_one_mail_each(installation: Installation) -> None:
    play(installation, "follow", 200)
    installation.environment["SWEEP_SECONDS"] = "1"

    with installation.worker(processes=4) as worker, installation.beat("one"), installation.beat("other"):
        ring(installation, "timeline.deliver_alerts", 5)
        # Nobody rang when the reminders came due: the sweep has only the rows to go by.
        eventually(lambda: states(installation) == {"sent": 200}, lambda: states(installation))
        rung = set(ring(installation, "timeline.deliver_alerts", 5))
        eventually(lambda: rung <= set(_DELIVERED.findall(worker.log)), lambda: worker.log)

    assert (len(installation.mail.messages), repeats(installation.mail)) == (200, 0)


def test_a_worker_frozen_past_its_lease_repeats_one_mail_at_most(installation: Installation) -> None:
    play(hasty(installation), "follow", 60)
    frozen = installation.worker()
    other = installation.worker()
    other.name = "other"

    with frozen:
        sweep(installation)
        installation.mail.wait_for(10)
        # While it waits for the mail server it holds no lock of the database, for which the other would have to wait.
        held = installation.mail.hold("data")
        assert held.came.wait(HANGS)
        frozen.freeze()
        held.release()
        with other:
            sweep_until(installation, {"sent": 60})
            frozen.thaw()
            sweep(installation)
            frozen.stop()

    assert len({received.recipients for received in installation.mail.messages}) == 60
    assert repeats(installation.mail) <= 1 + excused(other)


def test_claims_made_at_once_share_nothing(installation: Installation) -> None:
    play(installation, "follow", 40)
    assert play(installation, "fire") == 40
    claimers = [Act(installation, "claim", 10) for _ in range(3)]

    claims = [claimer.finish() for claimer in [claimer.ready().begin() for claimer in claimers]]

    keys = [key for claim in claims for key in claim]
    assert len(keys) == len(set(keys)) == 30


def test_an_alert_fired_by_several_at_once_is_delivered_once(installation: Installation) -> None:
    play(installation, "follow", 300)
    firing = [Act(installation, "fire") for _ in range(3)]

    for act in [act.ready().begin() for act in firing]:
        act.finish()

    assert states(installation) == {"pending": 300}


def test_a_deadline_that_moves_while_it_is_mailed_is_reminded_of_before_or_not_at_all(
    installation: Installation,
) -> None:
    play(installation, "follow", 400)
    # So that it is not over before the deadline moves.
    installation.mail.seconds = 0.02
    move = Act(installation, "move")

    with installation.worker() as worker:
        move.ready()
        sweep(installation)
        installation.mail.wait_for(20)
        move.begin().finish()
        reminded_before = len(installation.mail.messages)
        eventually(lambda: not {"pending", "claimed", "inflight"} & set(states(installation)), lambda: worker.log)

    reminded = ["In 7 days" in str(received.message["Subject"]) for received in installation.mail.messages]
    assert Counter(states(installation)) == Counter(sent=sum(reminded), superseded=400 - sum(reminded))
    # One that had passed its fence when the deadline moved may come after it.
    assert sum(reminded[reminded_before:]) <= 1
