"""What the service stands on goes away for a while: the broker, the database, the disk, the mail server."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.clock import SetClock
from tests.faults.outside import excused, hasten, reasons, repeats, states, sweep, sweep_until
from tests.faults.play import play
from tests.services.installation import Databases, Installation
from tests.services.patience import eventually
from tests.services.postgres import Postgres
from tests.services.smtp import SmtpSink
from tests.services.valkey import Valkey

NUMBER = 200


def test_a_broker_that_loses_every_message_delays_and_loses_nothing(installation: Installation, valkey: Valkey) -> None:
    installation.environment |= {"REDIS_URL": valkey.url(), "ALERTS_LEASE_SECONDS": "3"}
    installation.broker = valkey.url()
    installation.mail.seconds = 0.01
    play(installation, "follow", NUMBER)

    with installation.worker() as worker:
        sweep(installation)
        installation.mail.wait_for(20)
        valkey.kill()
        valkey.forget()
        valkey.start()
        sweep_until(installation, {"sent": NUMBER})

    assert len({received.recipients for received in installation.mail.messages}) == NUMBER
    assert repeats(installation.mail) <= 1 + excused(worker)


def test_a_database_that_restarts_delays_and_repeats_nothing(
    broker_url: str, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    with Postgres(durable=True) as server, Databases(server.url("postgres"), tmp_path).fresh() as database:
        installation = Installation(database, broker_url, smtp_sink, tmp_path, ALERTS_LEASE_SECONDS="60")
        SetClock(installation)
        smtp_sink.seconds = 0.01
        play(installation, "follow", NUMBER)
        with installation.worker(processes=2):
            sweep(installation)
            for number in (30, 90):
                smtp_sink.wait_for(number)
                server.kill()
                server.start()
            sweep_until(installation, {"sent": NUMBER})

    assert (len(smtp_sink.messages), repeats(smtp_sink)) == (NUMBER, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for a database and little more. Needs root, which may mount."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_lets_nothing_out_that_could_not_be_recorded(
    small_disk: Path, broker_url: str, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    with Databases(None, small_disk).fresh() as database:
        # The copy is enough.
        for template in small_disk.glob("longstop_template_*"):
            template.unlink()
        installation = Installation(database, broker_url, smtp_sink, tmp_path, ALERTS_LEASE_SECONDS="60")
        SetClock(installation)
        smtp_sink.seconds = 0.01
        play(installation, "follow", NUMBER)
        with installation.worker():
            sweep(installation)
            smtp_sink.wait_for(20)
            filler = small_disk / "filler"
            fill(filler)
            eventually(lambda: quiet(smtp_sink))
            assert len(smtp_sink.messages) < NUMBER
            assert len(smtp_sink.messages) <= sent_or_fenced(installation)
            filler.unlink()
            sweep_until(installation, {"sent": NUMBER})

    assert (len(smtp_sink.messages), repeats(smtp_sink)) == (NUMBER, 0)


def fill(path: Path) -> None:
    with open(path, "wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 4096)
        except OSError:
            pass


def quiet(sink: SmtpSink) -> bool:
    before = len(sink.messages)
    time.sleep(1)
    return len(sink.messages) == before


def sent_or_fenced(installation: Installation) -> int:
    found = states(installation)
    return found.get("sent", 0) + found.get("inflight", 0)


def test_a_mail_server_in_all_its_moods_delays_nobody_beyond_its_timeout(installation: Installation) -> None:
    installation.environment |= {"ALERTS_LEASE_SECONDS": "60", "EMAIL_TIMEOUT": "5"}
    play(installation, "follow", 60)
    mail = installation.mail
    mail.reply("rcpt", "550 5.1.1 No such user", address="reader-7@readers.example")
    mail.reply("rcpt", "451 4.3.0 Later", address="reader-11@readers.example", times=1)
    # Once more in a row, and the whole domain would be left alone for a while.
    mail.reply("data", "451 4.7.1 Greylisted", times=2)
    mail.drop("accepted", times=1)
    mail.drop("mail", times=1)
    mail.hang("data", times=1)

    with installation.worker():
        sweep(installation)
        eventually(lambda: not {"claimed", "inflight"} & set(states(installation)) and len(mail.messages) > 40)
        mail.reply("mail", "421 4.3.2 Going down", times=1)
        eventually(lambda: _hastened(installation))

    assert states(installation) == {"sent": 59, "suppressed": 1}
    assert reasons(installation, "suppressed") == {"550 5.1.1 No such user"}
    # Of the one it took and did not say so, nobody can know.
    assert repeats(mail) == 1


def _hastened(installation: Installation) -> bool:
    hasten(installation)
    sweep(installation)
    time.sleep(0.5)
    return set(states(installation)) == {"sent", "suppressed"}


def test_a_template_that_fails_for_one_alert_fails_that_one_visibly_and_the_others_go(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "reminder-body.txt").write_text(
        '{% extends "mail/reminder-body.txt" %}{% block lead %}'
        '{% if title == "A broken letter" %}{% include "mail/nowhere.txt" %}{% endif %}{{ block.super }}{% endblock %}'
    )
    play(installation, "follow broken", 30)
    installation.environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.other_templates",
        "OTHER_TEMPLATES": str(tmp_path),
    }

    with installation.worker():
        sweep_until(installation, {"failed": 3, "sent": 30})

    assert reasons(installation, "failed") == {"The mail could not be written: TemplateDoesNotExist: mail/nowhere.txt"}


def test_an_alert_that_cannot_be_written_fails_visibly_and_the_others_go(installation: Installation) -> None:
    play(installation, "follow poison", 30)

    with installation.worker():
        sweep_until(installation, {"failed": 3, "sent": 30})

    [reason] = reasons(installation, "failed")
    assert reason.startswith("The mail could not be written: ValueError: Its text has 1")
    assert reason.endswith(" characters; 500,000 are allowed.")
