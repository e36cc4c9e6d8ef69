"""Webhooks: where a subscriber wants to be told over HTTP, and what became of each try."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .subscriber import Subscriber


class WebhookEndpoint(models.Model):
    """An address of a subscriber that takes signed messages (Standard Webhooks). A disabled one gets nothing more."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="endpoints"
    )
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(
        _("secret"), max_length=100, editable=False, help_text=_("whsec_ and base64; it signs each message.")
    )
    previous_secret = models.CharField(
        _("previous secret"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("It signs as well for a while after a rotation."),
    )
    rotated_at = models.DateTimeField(_("secret rotated at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    disabled_at = models.DateTimeField(_("disabled at"), null=True, blank=True)
    disabled_reason = models.CharField(_("reason of disabling"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "url"],
                condition=Q(disabled_at__isnull=True),
                name="endpoint_once_per_subscriber",
                violation_error_message=_("This address is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.url
