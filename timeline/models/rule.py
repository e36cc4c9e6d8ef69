"""A rule: how a deadline's date follows from its trigger, or where the source states it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .deadline import Deadline
from .event import Event
from .fields import PeriodField, validate_calendar, validate_convention, validate_timezone


class Direction(models.TextChoices):
    AFTER = "after", _("after")
    BEFORE = "before", _("before")


class LastDay(models.TextChoices):
    INCLUDED = "included", _("still inside")
    EXCLUDED = "excluded", _("the first day outside")


class TriggerPoint(models.TextChoices):
    START = "start", _("its start")
    DUE = "due", _("its due date")


class Rule(models.Model):
    """Trigger + period + direction + convention (+ calendar, time, zone), or a date stated by the source.

    A stated date wins; with a period beside it the computed date is a cross-check. A stated date with a trigger is known
    only once the trigger is. Empty convention, calendar and time zone mean those of the jurisdiction.
    """

    deadline = models.OneToOneField(Deadline, verbose_name=_("deadline"), on_delete=models.CASCADE, related_name="rule")
    trigger_event = models.ForeignKey(
        Event,
        verbose_name=_("trigger event"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="triggered_rules",
    )
    trigger_deadline = models.ForeignKey(
        Deadline,
        verbose_name=_("trigger deadline"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="triggered_rules",
    )
    counted_from = models.CharField(
        _("counted from"),
        max_length=5,
        choices=TriggerPoint.choices,
        blank=True,
        help_text=_("Of a trigger deadline; empty: its due date."),
    )
    period = PeriodField(
        _("period"), blank=True, help_text=_("Such as 75 days, 10 working days, 1 year 6 months, 72 hours.")
    )
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, default=Direction.AFTER)
    convention = models.CharField(
        _("convention"),
        max_length=60,
        blank=True,
        validators=[validate_convention],
        help_text=_("Empty: that of the jurisdiction."),
    )
    calendar = models.CharField(
        _("calendar"),
        max_length=60,
        blank=True,
        validators=[validate_calendar],
        help_text=_("Empty: that of the convention, else of the jurisdiction."),
    )
    stated = models.DateField(
        _("stated date"),
        null=True,
        blank=True,
        help_text=_("The date the source names. It wins over counting."),
    )
    time = models.TimeField(
        _("time of day"),
        null=True,
        blank=True,
        help_text=_("The clock time at which it ends, where it has one."),
    )
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_timezone])
    last_day = models.CharField(_("last day"), max_length=8, choices=LastDay.choices, default=LastDay.INCLUDED)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        # By these a declared closure finds the rules that count by its calendar.
        indexes = [models.Index(fields=["calendar", "convention"], name="rule_calendar_convention")]
        constraints = [
            models.CheckConstraint(
                condition=Q(trigger_event__isnull=True) | Q(trigger_deadline__isnull=True),
                name="rule_has_one_trigger_at_most",
                violation_error_message=_("A rule has one trigger: an event or another deadline."),
            ),
            models.CheckConstraint(
                condition=Q(stated__isnull=False)
                | (~Q(period="") & (Q(trigger_event__isnull=False) | Q(trigger_deadline__isnull=False))),
                name="rule_is_counted_or_stated",
                violation_error_message=_("A rule needs a trigger with a period, or a stated date."),
            ),
            models.CheckConstraint(
                condition=Q(period="") | Q(trigger_event__isnull=False) | Q(trigger_deadline__isnull=False),
                name="rule_period_has_a_trigger",
                violation_error_message=_("A period needs a trigger to be counted from."),
            ),
            models.CheckConstraint(
                condition=Q(trigger_deadline__isnull=True) | ~Q(trigger_deadline=models.F("deadline")),
                name="rule_is_not_its_own_trigger",
                violation_error_message=_("A deadline cannot trigger itself."),
            ),
        ]

    def __str__(self) -> str:
        if self.stated:
            return str(self.stated)
        return f"{self.period} {self.get_direction_display()} {self.trigger_event or self.trigger_deadline}"

    def clean(self) -> None:
        super().clean()
        if self.counted_from and self.trigger_deadline_id is None:
            raise ValidationError({"counted_from": str(_("“Counted from” belongs to a trigger deadline."))})
