"""Whoever asked to be told is told once, whatever becomes of workers, broker and mail server."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.outside import eventually, lapse, repeats, ring, states, sweep
from tests.faults.play import Act, play
from tests.services.installation import Installation


def all_sent(installation: Installation, number: int) -> Callable[[], bool]:
    return lambda: states(installation) == {"sent": number}


def test_four_workers_and_the_same_task_many_times_send_one_mail_each(installation: Installation) -> None:
    play(installation, "follow", 200)

    with installation.worker(processes=4):
        # Nobody rang when the reminders came due: the sweep has only the rows to go by.
        sweep(installation)
        sweep(installation)
        ring(installation, "timeline.deliver_alerts", 10)
        eventually(all_sent(installation, 200))

    assert (len(installation.mail.messages), repeats(installation.mail)) == (200, 0)


def test_a_killed_worker_loses_nothing_and_repeats_one_mail_at_most(installation: Installation) -> None:
    play(installation, "follow", 200)
    worker = installation.worker(processes=2)
    killed = 0

    with worker:
        sweep(installation)
        for number in (40, 110):
            installation.mail.wait_for(number, 60)
            worker.kill()
            killed += 2
            lapse(installation)
            worker.start()
            sweep(installation)
        eventually(all_sent(installation, 200))

    assert len({received.recipients for received in installation.mail.messages}) == 200
    assert repeats(installation.mail) <= killed


def test_a_worker_asked_to_stop_during_a_batch_loses_and_repeats_nothing(installation: Installation) -> None:
    play(installation, "follow", 150)
    worker = installation.worker()

    with worker:
        sweep(installation)
        installation.mail.wait_for(20, 60)
        worker.stop(60)
        assert set(states(installation)) <= {"pending", "sent"}
        worker.start()
        sweep(installation)
        eventually(all_sent(installation, 150))

    assert repeats(installation.mail) == 0


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
    move = Act(installation, "move")

    with installation.worker():
        move.ready()
        sweep(installation)
        installation.mail.wait_for(20, 60)
        move.begin().finish()
        reminded_before = len(installation.mail.messages)
        eventually(lambda: not {"pending", "claimed", "inflight"} & set(states(installation)))

    reminded = ["In 7 days" in str(received.message["Subject"]) for received in installation.mail.messages]
    assert states(installation) == {"sent": sum(reminded), "superseded": 400 - sum(reminded)}
    # One that had passed its fence when the deadline moved may come after it.
    assert sum(reminded[reminded_before:]) <= 1
