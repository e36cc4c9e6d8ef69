"""A real worker and a broker that comes and goes."""

from __future__ import annotations

import time
from pathlib import Path

from celery import Celery

from tests.services.processes import Worker
from tests.services.valkey import Valkey
from tracker.broker import celery_url


def answering_workers(broker: str, seconds: float) -> int:
    """How many workers answer a ping within `seconds`."""
    deadline = time.monotonic() + seconds
    # A connection of its own each time: one that was cut would not hear the answer.
    while time.monotonic() < deadline:
        application = Celery(broker=celery_url(broker), set_as_current=False)
        try:
            replies = application.control.ping(timeout=1)
        except application.connection_for_read().connection_errors:
            replies = []
        finally:
            application.close()
        if replies:
            return len(replies)
        time.sleep(0.2)
    return 0


def test_a_worker_outlives_its_broker(valkey: Valkey, tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tracker.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path}/worker.sqlite3",
        "REDIS_URL": valkey.url(),
    }
    with Worker(environment, tmp_path) as worker:
        assert answering_workers(valkey.url(), 10) == 1
        valkey.kill()
        time.sleep(1)
        valkey.start()
        assert answering_workers(valkey.url(), 30) == 1
        begun = time.monotonic()
        assert worker.stop() == 0
        assert time.monotonic() - begun < 10
