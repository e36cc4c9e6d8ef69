"""An effect: what an event does to a policy or a deadline."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timeline.counting import DEADLINE_EFFECTS, POLICY_EFFECTS

from .deadline import Deadline
from .event import Event
from .fields import PeriodField
from .policy import Policy


class EffectKind(models.TextChoices):
    EXTEND = "extend", _("extend")
    RESTART = "restart", _("restart")
    SUSPEND = "suspend", _("suspend")
    RESUME = "resume", _("resume")
    SATISFY = "satisfy", _("satisfy")
    RESCIND = "rescind", _("rescind")
    REINSTATE = "reinstate", _("reinstate")
    VOID = "void", _("void")
    SUPERSEDE = "supersede", _("supersede")
    ANNOUNCE = "announce", _("announce")
    PROPOSE = "propose", _("propose")
    ADOPT = "adopt", _("adopt")
    TAKE_EFFECT = "take-effect", _("take effect")
    AMEND = "amend", _("amend")
    REPEAL = "repeal", _("repeal")
    EXPIRE = "expire", _("expire")


class CountedFrom(models.TextChoices):
    DEADLINE = "deadline", _("the old due date")
    EVENT = "event", _("the event")


class Effect(models.Model):
    """What an event does to exactly one policy or deadline (DESIGN §5)."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="effects")
    on_deadline = models.ForeignKey(
        Deadline,
        verbose_name=_("on deadline"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="effects",
    )
    on_policy = models.ForeignKey(
        Policy,
        verbose_name=_("on policy"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="effects",
    )
    does = models.CharField(_("does"), max_length=11, choices=EffectKind.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    by = PeriodField(_("by"), blank=True, help_text=_("A period such as 75 days."))
    counted_from = models.CharField(
        _("counted from"),
        max_length=8,
        choices=CountedFrom.choices,
        blank=True,
        help_text=_("Where “by” begins; empty: the old due date."),
    )
    period = PeriodField(_("period"), blank=True, help_text=_("For restart: the new period, where it differs."))
    by_deadline = models.ForeignKey(
        Deadline,
        verbose_name=_("by deadline"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        help_text=_("For supersede: the deadline that takes its place."),
    )
    effective = models.DateField(
        _("effective"),
        null=True,
        blank=True,
        help_text=_("Where the legal effect has another day than the event."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(on_deadline__isnull=False, on_policy__isnull=True)
                | Q(on_deadline__isnull=True, on_policy__isnull=False),
                name="effect_on_exactly_one_target",
                violation_error_message=_("An effect is on exactly one policy or deadline."),
            ),
            models.CheckConstraint(
                condition=Q(on_policy__isnull=True, does__in=sorted(DEADLINE_EFFECTS))
                | Q(on_deadline__isnull=True, does__in=sorted(POLICY_EFFECTS)),
                name="effect_fits_its_target",
                violation_error_message=_("This effect cannot be had on this kind of record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_does_display()} → {self.on_deadline or self.on_policy}"

    def clean(self) -> None:
        """Say what an effect lacks before the database or an evaluation does."""
        super().clean()
        errors: dict[str, str] = {}
        if self.does == EffectKind.EXTEND and not (self.until or self.by):
            errors["until"] = str(_("An extension needs “until” (a date) or “by” (a period)."))
        if self.does == EffectKind.SUPERSEDE and self.by_deadline_id is None:
            errors["by_deadline"] = str(_("A superseding effect needs the deadline that takes its place."))
        if self.counted_from and not self.by:
            errors["counted_from"] = str(_("“Counted from” belongs to “by”."))
        if errors:
            raise ValidationError(errors)
