"""Firing alerts: one delivery for each follower, in pieces that each commit."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from timeline.models import Alert, AlertState, Channel, Delivery, DeliveryState

from .placing import deliver_after_all, deliver_to
from .recipients import recipients_of
from .schedule import InUse
from .standing import ALERT_RECORDS, call_back, why_alert_fell

logger = logging.getLogger(__name__)

PIECE = 5000
"""Deliveries made in one transaction: a later piece must not wait for the whole."""


def fire_due(now: datetime) -> int:
    """Fire every planned alert that is due; answers how many deliveries were made.

    An alert that cannot be fired is left for the next sweep and named in the log; the others fire.
    """
    due = Alert.objects.filter(state=AlertState.PLANNED, fire_at__lte=now).order_by("fire_at", "pk")
    made = 0
    for key in list(due.values_list("pk", flat=True)):
        try:
            made += fire(key, now)
        except (OperationalError, InterfaceError):
            raise  # a database that is gone is no fault of one alert
        except Exception:
            logger.exception("Alert %s could not be fired", key)
    return made


def fire(key: int, now: datetime) -> int:
    """Make the deliveries of one planned alert and mark it fired; answers how many recipients it has.

    Safe to repeat and to interrupt: a delivery exists once, and the alert counts as fired only after the last piece. An
    alert that no longer holds is called back instead.
    """
    recipients, after, used = 0, 0, InUse.read()
    # Of an alert that was called back and holds again, such as one of a deadline that was retracted and published again.
    was_called_back = Delivery.objects.filter(alert=key, state=DeliveryState.SUPERSEDED).exists()
    while True:
        with transaction.atomic():
            planned = Alert.objects.filter(pk=key, state=AlertState.PLANNED).select_related(*ALERT_RECORDS)
            alert = planned.select_for_update(of=("self",), skip_locked=True).first()
            if alert is None:
                return recipients
            why = why_alert_fell(alert, now)
            if why:
                cancelled = not (alert.event or alert.told_deadline).is_published
                call_back([key], AlertState.CANCELLED if cancelled else AlertState.SUPERSEDED, why)
                return recipients
            piece = list(recipients_of(alert, now, used).filter(subscriber_id__gt=after)[:PIECE])
            deliver_to(alert, piece, now)
            if was_called_back:
                deliver_after_all(alert, piece, now)
            recipients += len(piece)
            if len(piece) < PIECE:
                endpoints = list(recipients_of(alert, now, used, Channel.WEBHOOK))
                deliver_to(alert, endpoints, now)
                if was_called_back:
                    deliver_after_all(alert, endpoints, now)
                recipients += len(endpoints)
                Alert.objects.filter(pk=key).update(state=AlertState.FIRED)
                return recipients
            after = piece[-1]["subscriber_id"]
