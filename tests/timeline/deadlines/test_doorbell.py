"""The bell with a broker that is there, gone, frozen, or new; and recomputes that run at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from django.db import transaction

from tests.factories import CountedRuleFactory
from tests.services.installation import Installation
from tests.services.patience import HANGS, eventually
from tests.services.processes import manage
from tests.services.valkey import Valkey
from timeline import tasks
from timeline.models import RecomputeRequest

MAKE = """
from tests.factories import CountedRuleFactory
CountedRuleFactory.create(deadline__slug="pause")
"""
LOOK = """
from timeline.models import Deadline, Outcome, RecomputeRequest
print(Outcome.objects.count(), RecomputeRequest.objects.count(), Deadline.objects.get(slug="pause").revision)
"""


def run(installation: Installation, code: str, **environment: str) -> str:
    return manage({**installation.environment, **environment}, "shell", "--verbosity", "0", "-c", code).strip()


@pytest.mark.django_db(transaction=True)
def test_a_save_with_the_broker_down_is_a_save(caplog: pytest.LogCaptureFixture) -> None:
    with transaction.atomic():
        rules = [CountedRuleFactory.create() for _ in range(20)]

    # One attempt for the whole transaction.
    assert [record.levelname for record in caplog.records if record.name == "timeline.tasks"] == ["WARNING"]
    assert RecomputeRequest.objects.count() == len(rules)


@pytest.mark.django_db
def test_a_broker_that_is_down_is_asked_once_however_many_messages(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CHUNK", 1)
    tasks.ring_for_recompute(pks=[1, 2, 3])
    tasks.ring_for_recompute(pks=list(range(100)))

    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_save_does_not_wait_for_ever_for_a_broker_that_answers_nothing(
    installation: Installation, valkey: Valkey
) -> None:
    valkey.freeze()

    # Three seconds for the broker's answer, once (tests/tracker/test_celery.py); without a limit it would hang.
    run(installation, MAKE, REDIS_URL=valkey.url())

    assert run(installation, LOOK) == "0 1 0"


def test_the_first_ring_after_a_broker_came_back_is_heard(
    installation: Installation, valkey: Valkey, tmp_path: Path
) -> None:
    code = f"""
import time
from pathlib import Path
from timeline.tasks import ring_for_recompute
ring_for_recompute(pks=[1])
Path({str(tmp_path)!r}, "rung").touch()
while not Path({str(tmp_path)!r}, "restarted").exists():
    time.sleep(0.02)
ring_for_recompute(pks=[2])
"""
    with ThreadPoolExecutor() as pool, redis.Redis.from_url(valkey.url()) as client:
        running = pool.submit(run, installation, code, REDIS_URL=valkey.url())
        eventually(lambda: (tmp_path / "rung").exists() or running.done())
        assert client.llen("celery") == 1
        client.delete("celery")
        valkey.kill()
        valkey.start()
        (tmp_path / "restarted").touch()
        running.result(HANGS)
        assert client.llen("celery") == 1


def test_a_worker_hears_the_bell(installation: Installation) -> None:
    with installation.worker():
        run(installation, MAKE)
        eventually(lambda: run(installation, LOOK) == "1 0 1", every=0.2)


def test_recomputes_that_run_at_once_append_each_outcome_once(installation: Installation) -> None:
    many = """
from datetime import date
from django.utils import timezone
from timeline.models import Deadline, OutcomeCause, RecomputeRequest, Rule
deadlines = Deadline.objects.bulk_create(
    Deadline(slug=f"d{n}", title="D", publication_status="published") for n in range(3000)
)
Rule.objects.bulk_create(Rule(deadline=deadline, stated=date(2999, 1, 1)) for deadline in deadlines)
RecomputeRequest.objects.bulk_create(RecomputeRequest(deadline=each, cause="rule") for each in deadlines)
"""
    run(installation, many)

    with ThreadPoolExecutor() as pool:
        printed = list(pool.map(lambda _: installation.manage("recompute", "--all"), range(3)))

    assert sum(int(line.split()[0]) for line in printed) == 3000
    assert run(installation, LOOK.replace('"pause"', '"d7"')) == "3000 0 1"
