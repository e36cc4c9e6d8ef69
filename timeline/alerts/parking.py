"""What a person decides about a mail that was parked: its worker vanished while sending it, so that it may have arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from timeline.models import Confirmation, Delivery, DeliveryState, Digest, WebhookNotice

from .doorbell import ring_after_commit
from .retry import Retried, retry

Row = Delivery | Confirmation | Digest | WebhookNotice


def release(row: Row, now: datetime) -> Retried:
    """Have a parked mail sent again, with the same Message-ID; what a digest tells goes with it.

    Whether it still holds is asked again before it is sent.
    """
    if isinstance(row, Delivery | Confirmation):
        return retry(row, now)
    values = {"state": DeliveryState.PENDING, "due_at": now, "attempts": 0, "last_error": ""}
    with transaction.atomic():
        if not _parked(row).update(token=None, lease_until=None, **values):
            return Retried(False, _("It is not parked any more."))
        if isinstance(row, Digest):
            _told_with(row).update(state=DeliveryState.GATHERED, last_error="")
        ring_after_commit()
    return Retried(True, _("It is sent as soon as a worker comes to it."))


def settle(row: Row, now: datetime, *, arrived: bool, who: str) -> bool:
    """End a parked mail without sending it: as sent where `who` found that it arrived, else as failed; false if it is not parked.

    What a digest tells ends with it.
    """
    if arrived:
        values = {"state": DeliveryState.SENT, "sent_at": now, "last_error": ""}
    else:
        reason = _("Left unsent by %(who)s: its worker had vanished while sending it.") % {"who": who}
        values = {"state": DeliveryState.FAILED, "last_error": reason[:500]}
    with transaction.atomic():
        if not _parked(row).update(token=None, lease_until=None, **values):
            return False
        if isinstance(row, Digest):
            _told_with(row).update(**values)
    return True


def _parked(row: Row) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk, state=DeliveryState.PARKED)


def _told_with(digest: Digest) -> QuerySet[Delivery]:
    return Delivery.objects.filter(digest=digest, state__in=(DeliveryState.PARKED, DeliveryState.INFLIGHT))
