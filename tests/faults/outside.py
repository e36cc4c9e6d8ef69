"""What fault tests see of an installation and do to it from outside, without a process of the service."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import psycopg
import redis
from celery import Celery

from tests.faults.clock import now
from tests.services.installation import Installation
from tests.services.patience import unless_it_stands
from tests.services.processes import Worker
from tests.services.smtp import SmtpSink
from tracker.broker import celery_url


def ring(installation: Installation, task: str, times: int = 1) -> list[str]:
    """Send a task by its name, as beat does; returns the ids by which the worker's log names what it did."""
    # As the current one it would take over what later tests of this process ring for.
    with Celery(broker=celery_url(installation.broker), set_as_current=False) as app:
        return [app.send_task(task).id for _ in range(times)]


def sweep(installation: Installation) -> None:
    """What beat does every minute, but for the minute."""
    ring(installation, "timeline.sweep_alerts")


def sweep_again(installation: Installation) -> None:
    """Sweep unless a task still waits for a worker: on a slow machine they would wait in an ever longer line."""
    with redis.Redis.from_url(installation.broker) as broker:
        if broker.llen("celery"):
            return
    sweep(installation)


def states(installation: Installation) -> dict[str, int]:
    """How many deliveries of reminders are in each state."""
    rows = _execute(
        installation,
        "SELECT d.state, count(*) FROM timeline_delivery d JOIN timeline_alert a ON a.id = d.alert_id"
        " WHERE a.kind = 'reminder' GROUP BY d.state",
    )
    return {str(state): int(number) for state, number in rows}


def hasten(installation: Installation) -> None:
    """Make what waits for another try due, and the pause of every domain and of the server over, without waiting for it."""
    past = f"{now(installation) - timedelta(seconds=1):%Y-%m-%d %H:%M:%S}"
    _execute(installation, f"UPDATE timeline_delivery SET due_at = '{past}' WHERE state = 'pending'")
    _execute(installation, f"UPDATE timeline_maildomain SET closed_until = '{past}' WHERE closed_until > '{past}'")


def reasons(installation: Installation, state: str) -> set[str]:
    """What the deliveries in this state say about themselves."""
    return {
        str(reason)
        for [reason] in _execute(installation, f"SELECT last_error FROM timeline_delivery WHERE state = '{state}'")
    }


def sweep_until(installation: Installation, wanted: dict[str, int]) -> None:
    """Sweep once a second until the deliveries are in these states; fails the test when nothing changes for long."""
    check = unless_it_stands(lambda: (states(installation), len(installation.mail.messages)))
    while states(installation) != wanted:
        check()
        sweep_again(installation)
        time.sleep(1)


def sweep_until_accepted(installation: Installation, number: int) -> None:
    """Sweep now and then until the mail server has accepted so many, as what dead workers held is freed by sweeps alone."""
    check = unless_it_stands(lambda: (states(installation), len(installation.mail.messages)))
    while len(installation.mail.messages) < number:
        check()
        sweep_again(installation)
        time.sleep(0.2)


def repeats(mail: SmtpSink) -> int:
    """How many mails went out more often than once."""
    counted = Counter(received.recipients for received in mail.messages)
    return sum(number - 1 for number in counted.values())


def answers_missed(installation: Installation) -> int:
    """How many webhook messages got no whole answer in time."""
    missed = "SELECT count(*) FROM timeline_webhookattempt WHERE error LIKE 'There was no whole answer%'"
    [[number]] = _execute(installation, missed)
    return int(number)


def excused(worker: Worker) -> int:
    """How many repeats a worker has announced: on a machine so slow that a lease lapses while its worker lives."""
    return len(_LAPSED.findall(worker.log))


_LAPSED = re.compile("was sent after its lease had lapsed; it may go out again")


def _execute(installation: Installation, sql: str) -> Iterable[Any]:
    if installation.database.startswith("sqlite"):
        connection: Any = sqlite3.connect(installation.database.removeprefix("sqlite:///"), timeout=20)
    else:
        connection = psycopg.connect(installation.database)
    try:
        cursor = connection.execute(sql)
        rows = list(cursor.fetchall()) if cursor.description else []
        connection.commit()
        return rows
    finally:
        connection.close()
