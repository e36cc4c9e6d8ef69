"""A test message: what a subscriber has sent to a webhook endpoint to see whether it arrives."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .outbox import OutboxRow
from .webhook import WebhookEndpoint


class WebhookTest(OutboxRow):
    """One such message. It is tried once: whoever asked for it looks at the answer and asks again."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, verbose_name=_("webhook endpoint"), on_delete=models.CASCADE, related_name="tests"
    )

    class Meta(OutboxRow.Meta):
        verbose_name = _("webhook test message")
        verbose_name_plural = _("webhook test messages")

    def __str__(self) -> str:
        return str(self.endpoint)
