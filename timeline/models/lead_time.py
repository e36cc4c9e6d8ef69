"""A lead time: how long before a deadline a subscription wants its reminder."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .subscription import Subscription

DEFAULT_LEAD_DAYS = (30, 7, 1)
MAX_LEAD_DAYS = 730


class LeadUnit(models.TextChoices):
    DAYS = "days", _("days")
    BUSINESS_DAYS = "business-days", _("business days")


class LeadTime(models.Model):
    """So many days, or business days of the deadline's calendar, before it; at `time`, or at the subscriber's hour."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="lead_times")
    days = models.PositiveSmallIntegerField(_("days before"), validators=[MaxValueValidator(MAX_LEAD_DAYS)])
    unit = models.CharField(_("unit"), max_length=13, choices=LeadUnit.choices, default=LeadUnit.DAYS)
    time = models.TimeField(
        _("time of day"),
        null=True,
        blank=True,
        help_text=_("By the clock of the subscriber's zone. Empty: the subscriber's hour."),
    )

    class Meta:
        verbose_name = _("lead time")
        verbose_name_plural = _("lead times")
        ordering = ["-days", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "days", "unit"], name="lead_time_once_per_subscription"),
            models.CheckConstraint(
                condition=Q(days__lte=MAX_LEAD_DAYS),
                name="lead_time_within_two_years",
                violation_error_message=_("A lead time has at most 730 days."),
            ),
        ]
        indexes = [
            models.Index(fields=["days", "unit"], name="lead_time_days"),
            models.Index(fields=["time"], condition=Q(time__isnull=False), name="lead_time_time"),
        ]

    def __str__(self) -> str:
        return f"{self.days} {self.get_unit_display()}"
