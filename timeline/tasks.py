"""Celery entry points: each takes keys and calls one function below. They ignore what they find done already."""

from __future__ import annotations

import logging
from itertools import islice
from typing import Any

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from timeline.alerts.sweep import send_waiting
from timeline.alerts.sweep import sweep as sweep_outbox
from timeline.alerts.webhook_deliver import deliver_webhooks as send_webhooks
from timeline.alerts.webhook_deliver import webhooks_waiting
from timeline.alerts.webhook_sweep import sweep_webhooks
from timeline.deadlines.recompute import CHUNK, recompute
from timeline.deadlines.sweep import sweep
from timeline.deadlines.sweep_runs import SweepName, sweep_ended

logger = logging.getLogger(__name__)

# Beyond this one sweep is less work than the messages.
_MOST_MESSAGES = 10
# So many mails more call for one more worker.
_MAILS_FOR_ONE_MESSAGE = 500


@shared_task(name="timeline.recompute_deadlines", ignore_result=True)
def recompute_deadlines(pks: list[int]) -> None:
    recompute(pks, now=timezone.now())


@shared_task(name="timeline.sweep_recompute", ignore_result=True)
def sweep_recompute() -> None:
    sweep(timezone.now())
    sweep_ended(SweepName.DEADLINES, timezone.now())


@shared_task(name="timeline.sweep_alerts", ignore_result=True)
def sweep_alerts() -> None:
    waiting = sweep_outbox(timezone.now())
    for _message in range(min(-(-waiting // _MAILS_FOR_ONE_MESSAGE), _MOST_MESSAGES)):
        ring_for_mail()
    if sweep_webhooks(timezone.now()):
        ring_for_webhooks()
    sweep_ended(SweepName.ALERTS, timezone.now())


@shared_task(name="timeline.deliver_alerts", ignore_result=True)
def deliver_alerts() -> None:
    if send_waiting():
        ring_for_mail()
    # What was fired for mail was fired for webhooks too.
    if webhooks_waiting(timezone.now()):
        ring_for_webhooks()


# It has a queue of its own (CELERY_TASK_ROUTES).
@shared_task(name="timeline.deliver_webhooks", ignore_result=True)
def deliver_webhooks() -> None:
    if send_webhooks():
        ring_for_webhooks()


def ring_for_mail(**kwargs: Any) -> None:
    """Hear `mail_waiting`: have a worker send what waits. Without a broker the next sweep's worker sends it."""
    try:
        deliver_alerts.apply_async(retry=False)
    except OperationalError as error:
        logger.warning("The broker cannot be reached, so mail waits for the next sweep: %s", error)


def ring_for_webhooks() -> None:
    """Have a worker send the webhook messages that are due. Without a broker the next sweep's worker sends them."""
    try:
        deliver_webhooks.apply_async(retry=False)
    except OperationalError as error:
        logger.warning("The broker cannot be reached, so webhooks wait for the next sweep: %s", error)


def ring_for_recompute(*, pks: list[int], **kwargs: Any) -> None:
    """Hear `recompute_requested`: have a worker recompute those deadlines soon.

    A broker that is down costs one attempt, bounded by the connection's timeouts, and nothing else: the sweep finds the
    requests.
    """
    try:
        if len(pks) > CHUNK * _MOST_MESSAGES:
            sweep_recompute.apply_async(retry=False)
            return
        keys = iter(pks)
        while chunk := list(islice(keys, CHUNK)):
            recompute_deadlines.apply_async((chunk,), retry=False)
    except OperationalError as error:
        logger.warning("The broker cannot be reached, so the next sweep recomputes %d deadlines: %s", len(pks), error)
