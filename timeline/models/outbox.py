"""What every mail waiting to be sent has in common, whatever it tells."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    GATHERED = "gathered", _("waits for a digest")
    PENDING = "pending", _("pending")
    CLAIMED = "claimed", _("claimed")
    INFLIGHT = "inflight", _("in flight")
    SENT = "sent", _("sent")
    PARKED = "parked", _("parked")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("suppressed")
    SUPERSEDED = "superseded", _("superseded")


class OutboxRow(models.Model):
    """One mail to one mailbox.

    Claimed by a conditional UPDATE with a token and a lease, fenced, sent with no transaction open, marked by the token. The
    key is the Message-ID's, so that a repeated mail is recognisable. A parked one may have been sent; a person says what becomes
    of it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    due_at = models.DateTimeField(_("due at"))
    token = models.UUIDField(_("claim token"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="%(class)s_pending_due_at"),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["claimed", "inflight"]),
                name="%(class)s_lease_until",
            ),
        ]
