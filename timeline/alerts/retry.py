"""Sending once more what had come to its end unsent or was parked, where a person wants it and it still holds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from timeline.models import Confirmation, Delivery, DeliveryState

from .doorbell import ring_after_commit
from .letters import AlertLetters, ConfirmationLetters
from .outbox import Obstacle
from .placing import HELD

RETRIED = (DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.PARKED)
"""States from which a person may have a row sent once more."""


class Retried(NamedTuple):
    """Whether it is sent once more, and what to say about it."""

    is_waiting: bool
    words: str


def can_be_retried(row: Delivery | Confirmation) -> bool:
    """Whether a row has ended, or was parked, in a way that another try can mend."""
    return row.state in RETRIED


def retry(row: Delivery | Confirmation, now: datetime) -> Retried:
    """Have a failed, suppressed or parked row sent once more, with the same Message-ID and all its tries before it.

    It is asked again, under the lock on the row, whether it still holds; where it does not, it ends with the reason. What
    came from a digest goes by itself.
    """
    letters = AlertLetters() if isinstance(row, Delivery) else ConfirmationLetters()
    with transaction.atomic():
        rows = letters.model._default_manager.filter(pk=row.pk).select_related(*letters.related)
        locked = rows.select_for_update(of=("self",)).first()
        if locked is None:
            return Retried(False, _("It is no longer there."))
        if not can_be_retried(locked):
            return Retried(False, _("It is %(state)s, so there is nothing to try again.") % {"state": _state(locked)})
        found = _obstacle(locked, now)
        if found is not None:
            rows.update(state=found.state, last_error=found.reason)
            return Retried(False, _("It is not sent: %(reason)s") % {"reason": found.reason})
        changes = {"state": DeliveryState.PENDING, "due_at": now, "attempts": 0, "last_error": ""}
        if isinstance(locked, Delivery):
            changes["digest"] = None
            if locked.subscriber.paused_at is not None:
                changes["due_at"] = HELD
        letters.model._default_manager.filter(pk=row.pk).update(token=None, lease_until=None, **changes)
        ring_after_commit()
    return Retried(True, _("It is sent as soon as a worker comes to it."))


def _obstacle(row: Delivery | Confirmation, now: datetime) -> Obstacle | None:
    if isinstance(row, Confirmation):
        return ConfirmationLetters().obstacle(row, now)
    if row.endpoint is not None and row.endpoint.disabled_at is not None:
        return Obstacle(DeliveryState(row.state), _("The webhook endpoint is disabled."))
    return AlertLetters().obstacle(row, now)


def _state(row: Delivery | Confirmation) -> str:
    return row.get_state_display()
