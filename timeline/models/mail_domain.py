"""A mail domain: how fast its mailboxes may be written to, and until when it wants to be left alone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailDomain(models.Model):
    """A token bucket shared by all workers: `tokens` at `refilled_at`. Until `closed_until` nothing is sent there."""

    name = models.CharField(_("domain"), max_length=255, unique=True)
    tokens = models.FloatField(_("tokens"))
    refilled_at = models.DateTimeField(_("refilled at"))
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
