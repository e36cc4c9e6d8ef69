"""Deliveries by the hundred thousand: planned, and sent by two workers against a bare smtplib loop over the same bytes.

django-post-office is not measured: it would have to be installed beside us with an application and settings of its own.
"""

from __future__ import annotations

import json
import os
import resource
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SIZE = 100_000
SENT = 10_000
"""How many of them are sent: enough for a rate."""
WORKERS = 2
NOW = datetime(2025, 3, 29, 9, 0, 1, tzinfo=UTC)


def run(report: Callable[[str, float], None]) -> None:
    """Report planning against its limits of 20 s and 300 MiB, and the rate of sending against the bare loop's."""
    from tests.services.postgres import Postgres

    sink = subprocess.Popen([sys.executable, "-m", "bench.alerts", "sink"], stdout=subprocess.PIPE, text=True)
    assert sink.stdout is not None
    port = sink.stdout.readline().strip()
    try:
        with Postgres() as server:
            environment = {
                **os.environ,
                "DATABASE_URL": server.url("postgres"),
                "DJANGO_SETTINGS_MODULE": "tracker.settings.test",
                "LOG_LEVEL": "ERROR",
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": port,
            }
            _part(environment, "prepare")
            planned = _part(environment, "plan")
            bare = _part(environment, "bare")
            workers = [_started(environment, "send") for _ in range(WORKERS)]
            rates = [_answer(worker)["rate"] for worker in workers]
    finally:
        sink.terminate()
        sink.wait()
    report(f"PostgreSQL, {SIZE:,} deliveries planned / 20 s", planned["seconds"] / 20)
    report(f"PostgreSQL, {SIZE:,} deliveries planned, memory / 300 MiB", planned["MiB"] / 300)
    report(f"PostgreSQL, {WORKERS} workers' rate of sending / a bare smtplib loop's", sum(rates) / bare["rate"])


def _part(environment: dict[str, str], name: str) -> dict[str, float]:
    return _answer(_started(environment, name))


def _started(environment: dict[str, str], name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.alerts", name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> dict[str, float]:
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
    answer: dict[str, float] = json.loads(output.splitlines()[-1])
    return answer


def _prepare() -> dict[str, float]:
    """A deadline followed by everybody, seven days before it is due."""
    from django.core.management import call_command
    from django.db import connection

    from tests.factories import RuleFactory
    from timeline.deadlines.recompute import recompute
    from timeline.models import LeadTime, Subscriber, Subscription

    call_command("migrate", verbosity=0)
    before = NOW - timedelta(days=20)
    rule = RuleFactory.create(stated=datetime(2025, 4, 5, tzinfo=UTC).date(), deadline__title="The pause ends")
    for first in range(0, SIZE, 10_000):
        subscribers = Subscriber.objects.bulk_create(
            Subscriber(email=f"reader-{number}@readers.example") for number in range(first, min(first + 10_000, SIZE))
        )
        subscriptions = Subscription.objects.bulk_create(
            Subscription(subscriber=subscriber, deadline=rule.deadline, confirmed_at=before)
            for subscriber in subscribers
        )
        LeadTime.objects.bulk_create(LeadTime(subscription=each, days=7) for each in subscriptions)
    recompute([rule.deadline.pk], now=before)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {}


def _plan() -> dict[str, float]:
    from timeline.alerts.fanout import fire_due

    begun = time.perf_counter()
    made = fire_due(NOW)
    if made != SIZE:
        raise RuntimeError(f"{made} deliveries were planned instead of {SIZE}")
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _bare() -> dict[str, float]:
    from django.conf import settings
    from django.db import connection

    from timeline.alerts.letters import AlertLetters
    from timeline.models import Delivery

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    letters = AlertLetters()
    deliveries = Delivery.objects.select_related(*letters.related).order_by("-pk")[: SENT // 2]
    mails = [letters.compose(delivery, NOW) for delivery in deliveries]
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        begun = time.perf_counter()
        for mail in mails:
            server.sendmail("longstop@localhost", mail.to, mail.wire)
        return {"rate": len(mails) / (time.perf_counter() - begun)}


def _send() -> dict[str, float]:
    from timeline.alerts.deliver import deliver_alerts
    from timeline.alerts.letters import AlertLetters

    sent = 0
    letters = AlertLetters()
    begun = time.perf_counter()
    while sent < SENT // WORKERS:
        sent += deliver_alerts(clock=lambda: NOW, letters=letters)
    return {"rate": sent / (time.perf_counter() - begun)}


def _sink() -> None:
    """A mail server that accepts everything and keeps nothing, as fast as Python goes."""
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_swallow, args=(connection,), daemon=True).start()


def _swallow(connection: socket.socket) -> None:
    answers = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 sink\r\n")
        while line := lines.readline():
            verb = line[:4].upper()
            connection.sendall(answers.get(verb, b"250 OK\r\n"))
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                while lines.readline() != b".\r\n":
                    pass
                connection.sendall(b"250 OK\r\n")


_PARTS = {"prepare": _prepare, "plan": _plan, "bare": _bare, "send": _send}


def main() -> None:
    if sys.argv[1] == "sink":
        _sink()
        return
    import django

    django.setup()
    print(json.dumps(_PARTS[sys.argv[1]]()))


if __name__ == "__main__":
    main()
