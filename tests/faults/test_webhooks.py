"""Receivers of webhooks are away for a while or hang, and workers die: every message arrives, and no mail waits for one."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import Any

from tests.faults.outside import answers_missed, excused, hasten, states, sweep, sweep_again
from tests.faults.play import play
from tests.services.http_sink import HttpSink, answer, drop, hang
from tests.services.installation import Installation
from tests.services.patience import eventually, unless_it_stands


def test_a_receiver_that_fails_for_a_while_and_workers_that_die_lose_no_message(installation: Installation) -> None:
    installation.environment |= {
        "ALERTS_LEASE_SECONDS": "5",
        "ALERTS_WEBHOOKS_LOOPBACK": "1",
        "ALERTS_WEBHOOKS_TIMEOUT": "2",
    }
    failing = [hang(), drop, answer(500), answer(503, Retry_After="1")]
    with HttpSink() as receiver:
        receiver.then(*failing)
        receiver.usually = slowly
        keys = play(installation, "follow by webhook", receiver.port)
        with installation.worker(processes=2) as worker:
            for number in (8, 16):
                sweep_until_posted(installation, receiver, number)
                worker.kill_child(random.Random())
            check = unless_it_stands(lambda: (states(installation), len(receiver.posted)))
            while states(installation) != {"sent": len(keys)}:
                check()
                hasten(installation)
                sweep_again(installation)
                time.sleep(0.5)
        # Those that failed were tried again, with the same id.
        taken = Counter(posted.headers["webhook-id"] for posted in receiver.posted[len(failing) :])

    assert set(taken) == set(keys)
    # One was to get no answer; whatever else got none in time, on a slow machine, had been taken all the same.
    unheard = max(answers_missed(installation) - 1, 0)
    assert sum(taken.values()) - len(keys) <= 2 + excused(worker) + unheard


def test_an_endpoint_that_hangs_keeps_no_mail_waiting(installation: Installation) -> None:
    installation.environment |= {"ALERTS_WEBHOOKS_LOOPBACK": "1", "ALERTS_WEBHOOKS_TIMEOUT": "60"}
    with installation.worker(queue="celery"), installation.worker(queue="webhooks"), HttpSink() as receiver:
        receiver.usually = hang(60)
        play(installation, "follow by webhook", receiver.port)
        sweep(installation)
        receiver.wait_for(1)
        play(installation, "follow by mail too", 20)
        sweep(installation)
        installation.mail.wait_for(20)
        eventually(lambda: states(installation).get("sent") == 20)

        # It still hangs: nothing was waited for.
        assert (states(installation)["inflight"], len(receiver.posted)) == (1, 1)


def test_a_worker_that_no_queue_is_named_to_takes_mail_and_webhooks(installation: Installation) -> None:
    installation.environment |= {"ALERTS_WEBHOOKS_LOOPBACK": "1"}
    with HttpSink() as receiver, installation.worker():
        messages = len(play(installation, "follow by webhook", receiver.port))
        play(installation, "follow by mail too", 3)
        sweep(installation)
        receiver.wait_for(messages)
        installation.mail.wait_for(3)
        eventually(lambda: states(installation) == {"sent": messages + 3})


def slowly(handler: Any) -> None:
    """Take each message, but take a moment over it, so that a worker dies in the middle of one."""
    time.sleep(0.05)
    answer(204)(handler)


def sweep_until_posted(installation: Installation, receiver: HttpSink, number: int) -> None:
    """Sweep, without the waits between tries, until so many messages were posted."""
    check = unless_it_stands(lambda: (states(installation), len(receiver.posted)))
    while len(receiver.posted) < number:
        check()
        hasten(installation)
        sweep_again(installation)
        time.sleep(0.2)
