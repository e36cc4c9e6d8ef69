"""Sending a webhook message once more, with the same id: also one that was taken, where the receiver lost it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from timeline.models import Delivery, DeliveryState

from .doorbell import ring_after_commit
from .retry import Retried, retry
from .webhook_messages import AlertMessages


def replay(delivery: Delivery, now: datetime) -> Retried:
    """Have a message that was sent, failed or was kept back tried anew from the first try, if it still holds."""
    if delivery.state != DeliveryState.SENT:
        return retry(delivery, now)
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
        locked = rows.select_related(*AlertMessages.related).select_for_update(of=("self",)).first()
        if locked is None:
            return Retried(False, _("It is no longer there."))
        found = AlertMessages().obstacle(locked, now)
        if found is not None:
            return Retried(False, _("It is not sent: %(reason)s") % {"reason": found.reason})
        rows.update(state=DeliveryState.PENDING, due_at=now, attempts=0, last_error="", sent_at=None)
        ring_after_commit()
    return Retried(True, _("It is sent as soon as a worker comes to it."))
