"""How tasks are sent, kept and taken."""

from __future__ import annotations

import pytest
from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError

from tests.services.patience import HANGS
from tests.services.valkey import Valkey
from tracker.broker import celery_url
from tracker.celery import app


def application(broker: str) -> Celery:
    """An application with this project's settings and another broker."""
    other = Celery("other", set_as_current=False)
    other.config_from_object("django.conf:settings", namespace="CELERY")
    other.conf.broker_url = celery_url(broker)
    return other


def test_tasks_are_json_acknowledged_late_and_leave_no_result() -> None:
    conf = app.conf
    assert (conf.task_serializer, conf.accept_content) == ("json", ["json"])
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.worker_prefetch_multiplier == 1
    assert (conf.result_backend, conf.task_ignore_result) == (None, True)
    assert conf.worker_hijack_root_logger is False
    # Publishing is a nudge: one attempt, bounded by the timeouts of the connection.
    assert conf.task_publish_retry is False


def test_a_task_is_handed_out_again_only_after_its_hard_limit() -> None:
    assert 0 < app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_beat_runs_both_sweeps_every_minute_and_they_exist() -> None:
    app.loader.import_default_modules()
    schedule = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert schedule == {"timeline.sweep_recompute": 60.0, "timeline.sweep_alerts": 60.0}
    assert set(schedule) <= set(app.tasks)


def test_beats_own_file_lies_with_the_other_data() -> None:
    assert app.conf.beat_schedule_filename == str(settings.VAR_DIR / "celerybeat-schedule")


def test_publishing_arrives(valkey: Valkey) -> None:
    sender = application(valkey.url())
    sender.send_task("timeline.sweep_recompute")
    with sender.connection_for_read() as connection:
        message = connection.SimpleQueue("celery").get(timeout=HANGS)
        assert message.headers["task"] == "timeline.sweep_recompute"


def test_webhooks_have_a_queue_of_their_own_and_everything_else_shares_one(valkey: Valkey) -> None:
    sender = application(valkey.url())
    for task in ("timeline.deliver_webhooks", "timeline.deliver_alerts"):
        sender.send_task(task)
    with sender.connection_for_read() as connection:
        for queue, task in (("webhooks", "timeline.deliver_webhooks"), ("celery", "timeline.deliver_alerts")):
            waiting = connection.SimpleQueue(sender.amqp.queues[queue])
            assert (waiting.qsize(), waiting.get(timeout=HANGS).headers["task"]) == (1, task)


def test_publishing_to_a_closed_door_fails() -> None:
    sender = application("unix:///nonexistent/broker.sock")
    with pytest.raises(OperationalError):
        sender.send_task("timeline.sweep_recompute")


def test_publishing_to_a_broker_that_answers_nothing_fails(valkey: Valkey) -> None:
    sender = application(valkey.url())
    sender.send_task("timeline.sweep_recompute")
    valkey.freeze()
    # Without a timeout this would hang.
    with pytest.raises(OperationalError):
        sender.send_task("timeline.sweep_recompute")
    valkey.thaw()
    sender.send_task("timeline.sweep_recompute")


def test_publishing_works_again_once_the_broker_is_back(valkey: Valkey) -> None:
    sender = application(valkey.url())
    sender.send_task("timeline.sweep_recompute")
    valkey.kill()
    with pytest.raises(OperationalError):
        sender.send_task("timeline.sweep_recompute")
    valkey.start()
    sender.send_task("timeline.sweep_recompute")
