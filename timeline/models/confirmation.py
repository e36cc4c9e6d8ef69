"""A confirmation: the mail that asks whether a subscription is meant."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .outbox import OutboxRow
from .subscription import Subscription


class Confirmation(OutboxRow):
    """One asking to follow something, and the mail that answers it.

    The mail asks to confirm, or says that the subscription stands already. `client` is a keyed hash of the network address
    that asked, kept to limit how much one client can ask for; the address itself is not kept.
    """

    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), on_delete=models.CASCADE, related_name="confirmations"
    )
    client = models.CharField(_("client"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta(OutboxRow.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        indexes = [
            *OutboxRow.Meta.indexes,
            models.Index(fields=["client", "asked_at"], name="confirmation_client"),
        ]

    def __str__(self) -> str:
        return str(self.subscription)
