"""A real worker and a broker that comes and goes."""

from __future__ import annotations

import time
from pathlib import Path

from celery import Celery

from tests.services.patience import HANGS
from tests.services.processes import Worker
from tests.services.valkey import Valkey
from tracker.broker import celery_url


def answering_workers(broker: str) -> int:
    """How many workers answer a ping, as soon as one does; 0 where none does for long."""
    deadline = time.monotonic() + HANGS
    # A connection of its own each time: one that was cut would not hear the answer.
    while time.monotonic() < deadline:
        application = Celery(broker=celery_url(broker), set_as_current=False)
        try:
            replies = application.control.ping(timeout=5)
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
        assert answering_workers(valkey.url()) == 1
        valkey.kill()
        time.sleep(1)
        valkey.start()
        assert answering_workers(valkey.url()) == 1
        assert worker.stop() == 0
