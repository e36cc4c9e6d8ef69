"""A mail domain: how fast its mailboxes may be written to, and until when it wants to be left alone."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OWN_MAIL_SERVER = ""
"""The name of the row that stands for the mail server that everything is handed to, not for a domain."""


class MailDomain(models.Model):
    """A token bucket shared by all workers: `tokens` at `refilled_at`. Until `closed_until` nothing is sent there.

    `closings` counts how often in a row it asked to be left alone; each pause is longer than the one before.
    """

    name = models.CharField(_("domain"), max_length=255, unique=True)
    rate = models.FloatField(
        _("mails a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01)],
        help_text=_("Empty: that of the setting ALERTS_DOMAIN_RATE."),
    )
    burst = models.PositiveIntegerField(
        _("mails at once"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("After a rest. Empty: that of the setting ALERTS_DOMAIN_BURST."),
    )
    tokens = models.FloatField(_("tokens"), default=0)
    refilled_at = models.DateTimeField(_("refilled at"), default=timezone.now)
    closed_until = models.DateTimeField(_("closed until"), null=True, blank=True)
    closings = models.PositiveSmallIntegerField(_("closings in a row"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(rate=None) | Q(rate__gt=0)) & (Q(burst=None) | Q(burst__gte=1)),
                name="mail_domain_rate_and_burst_let_something_through",
                violation_error_message=_("A domain gets more than no mails a minute, and at least one at once."),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("the mail server itself"))
