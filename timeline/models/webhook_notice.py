"""A notice: the mail that tells a subscriber that their webhook endpoint was disabled."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .outbox import OutboxRow
from .webhook import WebhookEndpoint


class WebhookNotice(OutboxRow):
    """One such mail; it says what the endpoint's `disabled_reason` says."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, verbose_name=_("webhook endpoint"), on_delete=models.CASCADE, related_name="notices"
    )

    class Meta(OutboxRow.Meta):
        verbose_name = _("webhook notice")
        verbose_name_plural = _("webhook notices")

    def __str__(self) -> str:
        return str(self.endpoint)
