"""One try to hand a delivery, or a test message, to a webhook endpoint, and what came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .alert import Delivery
from .webhook import WebhookEndpoint
from .webhook_test import WebhookTest


class WebhookAttempt(models.Model):
    """One request: when, how long it took, and the status with the beginning of the body, or the reason there is none."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, verbose_name=_("webhook endpoint"), on_delete=models.CASCADE, related_name="attempts"
    )
    delivery = models.ForeignKey(
        Delivery,
        verbose_name=_("delivery"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhook_attempts",
    )
    test = models.ForeignKey(
        WebhookTest,
        verbose_name=_("test message"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhook_attempts",
    )
    at = models.DateTimeField(_("at"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    body = models.CharField(_("beginning of the answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("webhook attempt")
        verbose_name_plural = _("webhook attempts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, test__isnull=True) | Q(delivery__isnull=True, test__isnull=False),
                name="webhook_attempt_of_one_message",
            )
        ]
        indexes = [
            models.Index(fields=["endpoint", "-at"], name="webhook_attempt_newest"),
            models.Index(fields=["at"], name="webhook_attempt_oldest"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.status or self.error}"
