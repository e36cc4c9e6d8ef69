"""A closure that an editor declares: a day on which a calendar is closed, or open although it would be closed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import validate_calendar
from .publication import PERMISSIONS, PublicationStatus, Publishable, PublishableQuerySet
from .source import Source


class CalendarClosureQuerySet(PublishableQuerySet["CalendarClosure"]):
    """Closures, by what readers may see."""


class CalendarClosure(Publishable):
    """One day of one calendar, as declared: closed, or with `opens` a working day.

    Only published closures count. What is published is corrected by retracting it and entering the day again, so that the
    history says what was counted with when. `known_from` is the first day the public could know it: whoever reads as of
    an earlier day counts without it.
    """

    calendar = models.CharField(
        _("calendar"),
        max_length=60,
        validators=[validate_calendar],
        help_text=_("A closure of us-federal closes the states too, one of a country its subdivisions."),
    )
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=200, help_text=_("As explanations say it: National Day of Mourning."))
    opens = models.BooleanField(
        _("a declared working day"),
        default=False,
        help_text=_("The day is open, although the calendar or its weekend closes it."),
    )
    known_from = models.DateField(
        _("known from"),
        default=timezone.localdate,
        help_text=_("First day the public could know it: that of the order or its publication."),
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calendar_closures",
    )
    citation = models.CharField(_("citation"), max_length=300, blank=True, help_text=_("Such as E.O. 14129, sec. 1."))

    objects = CalendarClosureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("declared day")
        verbose_name_plural = _("declared days")
        default_permissions = PERMISSIONS
        ordering = ["-date", "calendar", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"],
                condition=~Q(publication_status="retracted"),
                name="calendar_closure_once_a_day",
                violation_error_message=_("The calendar has this day already; retract that one first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar}, {self.date}: {self.name}"

    def clean(self) -> None:
        super().clean()
        # The admin's form leaves the status out, and Django then does not look at a constraint that needs it.
        if self.publication_status == PublicationStatus.RETRACTED:
            return
        same = CalendarClosure.objects.exclude(publication_status=PublicationStatus.RETRACTED).exclude(pk=self.pk)
        if self.date is not None and same.filter(calendar=self.calendar, date=self.date).exists():
            raise ValidationError(
                {
                    "date": ValidationError(
                        _("Calendar %(calendar)s has %(date)s already; retract that one first, or delete its draft."),
                        params={"calendar": self.calendar, "date": self.date.isoformat()},
                        code="unique",
                    )
                }
            )
