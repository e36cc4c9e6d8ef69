"""Who wants to know."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .fields import validate_timezone

DEFAULT_HOUR = 9


class Subscriber(models.Model):
    """A mailbox whose owner asked to be told. A suppressed one gets nothing more, for the reason kept beside it."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=12, default="en")
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_timezone],
        help_text=_("In which reminders come. Empty: that of each deadline."),
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=DEFAULT_HOUR,
        validators=[MaxValueValidator(23)],
        help_text=_("At which reminders come, 0 to 23, by the clock of that zone."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    suppressed_at = models.DateTimeField(_("suppressed at"), null=True, blank=True)
    suppression_reason = models.CharField(_("reason of suppression"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="subscriber_email_once",
                violation_error_message=_("This address is known already."),
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23),
                name="subscriber_hour_of_a_day",
                violation_error_message=_("An hour is a number from 0 to 23."),
            ),
        ]

    def __str__(self) -> str:
        return self.email
