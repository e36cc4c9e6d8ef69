"""Deliveries by the hundred thousand: planned, and sent by two workers, a bare smtplib loop and django-post-office."""

from __future__ import annotations

import json
import os
import resource
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .sink import Sink

SIZE = 100_000
ROUNDS = 3
"""Of the bare loop, of ours and of django-post-office in turn, so that what else the machine does meets all of them."""
SENT = 10_000
"""How many mails each of them sends in a round."""
WORKERS = 2
NOW = datetime(2025, 3, 29, 9, 0, 1, tzinfo=UTC)


def run(report: Callable[[str, float], None]) -> None:
    """Report planning against its limits of 20 s and 300 MiB, and the rate of sending against the two others'."""
    from tests.services.postgres import Postgres, execute

    # As a server keeps what it commits, but for the flush of the disk, which says more about the disk.
    with Sink() as sink, Postgres(durable=True) as server, tempfile.TemporaryDirectory() as directory:
        letter = Path(directory) / "letter.json"
        ours = {
            **os.environ,
            "DATABASE_URL": server.url("postgres"),
            "DJANGO_SETTINGS_MODULE": "tracker.settings.test",
            "LOG_LEVEL": "ERROR",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": sink.port,
        }
        theirs = {**ours, "DATABASE_URL": server.url("post_office")}
        execute(server.url("postgres"), "CREATE DATABASE post_office")
        _part(ours, "bench.alerts", "prepare")
        planned = _part(ours, "bench.alerts", "plan")
        letter.write_text(json.dumps(_part(ours, "bench.alerts", "letter")))
        report(f"PostgreSQL, {SIZE:,} deliveries planned / 20 s", planned["seconds"] / 20)
        report(f"PostgreSQL, {SIZE:,} deliveries planned, memory / 300 MiB", planned["MiB"] / 300)
        bare, sending, post_office = [], [], []
        for _round in range(ROUNDS):
            bare.append(_rate([_part(ours, "bench.alerts", "bare")]))
            workers = [_started(ours, "bench.alerts", "send") for _ in range(WORKERS)]
            sending.append(_rate([_answer(worker) for worker in workers]))
            post_office.append(_rate([_part(theirs, "bench.post_office", str(SENT), str(WORKERS), str(letter))]))
    report("PostgreSQL, mails a second of a bare smtplib loop", statistics.median(bare))
    report(f"PostgreSQL, {WORKERS} workers' rate of sending / the bare loop's", _ratio(sending, bare))
    report(
        f"PostgreSQL, {WORKERS} workers' rate / that of django-post-office with {WORKERS}", _ratio(sending, post_office)
    )


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _rate(answers: list[dict[str, Any]]) -> float:
    """Mails a second of processes that began at about the same time, by the clock they share."""
    span = max(answer["ended"] for answer in answers) - min(answer["begun"] for answer in answers)
    return float(sum(answer["sent"] for answer in answers) / span)


def _part(environment: dict[str, str], *command: str) -> dict[str, Any]:
    return _answer(_started(environment, *command))


def _started(environment: dict[str, str], module: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
    answer: dict[str, Any] = json.loads(output.splitlines()[-1])
    return answer


def _prepare() -> dict[str, Any]:
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


def _plan() -> dict[str, Any]:
    from timeline.alerts.fanout import fire_due

    begun = time.perf_counter()
    made = fire_due(NOW)
    if made != SIZE:
        raise RuntimeError(f"{made} deliveries were planned instead of {SIZE}")
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _letter() -> dict[str, Any]:
    """The same letter as a template of another system: `{{ unsubscribe }}` and `{{ manage }}` stand for the links."""
    from timeline.alerts.letters import AlertLetters
    from timeline.alerts.links import manage_url, unsubscribe_url

    letters = AlertLetters()
    [delivery] = letters.rows(_some_keys(1))
    message = letters.compose(delivery, NOW).message()
    unsubscribe = unsubscribe_url(delivery.subscription_id or 0, NOW)
    manage = manage_url(delivery.subscriber_id, NOW)
    bodies = [str(message.get_body((kind,)).get_content()) for kind in ("plain", "html")]
    text, html = (body.replace(unsubscribe, "{{ unsubscribe }}").replace(manage, "{{ manage }}") for body in bodies)
    if "{{ unsubscribe }}" not in text or "{{ manage }}" not in html:
        raise RuntimeError("the links were not found in the letter")
    return {
        "subject": str(message["Subject"]),
        "text": text,
        "html": html,
        "unsubscribe": unsubscribe,
        "manage": manage,
    }


def _bare() -> dict[str, Any]:
    from django.conf import settings

    from timeline.alerts.letters import AlertLetters

    letters = AlertLetters()
    mails = [letters.compose(delivery, NOW) for delivery in letters.rows(_some_keys(SENT))]
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
        begun = time.monotonic()
        for mail in mails:
            server.sendmail("longstop@localhost", mail.to, mail.wire)
        return {"sent": len(mails), "begun": begun, "ended": time.monotonic()}


def _some_keys(number: int) -> list[int]:
    from timeline.models import Delivery

    return list(Delivery.objects.order_by("-pk").values_list("pk", flat=True)[:number])


def _send() -> dict[str, Any]:
    """What a worker does, once its first batch has warmed it up."""
    from timeline.alerts.deliver import BATCH, deliver_alerts
    from timeline.alerts.letters import AlertLetters

    letters = AlertLetters()
    deliver_alerts(clock=lambda: NOW, letters=letters)
    sent = 0
    begun = time.monotonic()
    while sent < SENT // WORKERS - BATCH:
        sent += deliver_alerts(clock=lambda: NOW, letters=letters)
    return {"sent": sent, "begun": begun, "ended": time.monotonic()}


_PARTS = {"prepare": _prepare, "plan": _plan, "letter": _letter, "bare": _bare, "send": _send}


def main() -> None:
    import django

    django.setup()
    print(json.dumps(_PARTS[sys.argv[1]]()))


if __name__ == "__main__":
    main()
