"""A digest: what a subscriber is told once a day or once a week, in one mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .outbox import OutboxRow
from .subscriber import Subscriber
from .subscription import Cadence


class Digest(OutboxRow):
    """One mail that carries several deliveries; it gathers until `moment`, then goes the way of every mail.

    `moment` stays what it was when the mail has to be tried again later. Its deliveries wait as `gathered`.
    """

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="digests"
    )
    cadence = models.CharField(_("cadence"), max_length=7, choices=Cadence.choices)
    language = models.CharField(_("language"), max_length=12)
    moment = models.DateTimeField(_("moment"))

    class Meta(OutboxRow.Meta):
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "cadence", "language", "moment"], name="digest_once_per_moment"
            ),
            models.CheckConstraint(condition=Q(cadence__in=["daily", "weekly"]), name="digest_daily_or_weekly"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cadence_display()} → {self.subscriber}"
