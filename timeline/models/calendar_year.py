"""A year that an editor adds to a calendar: its list of closed days is complete."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timeline.counting import CountingError, get_calendar

from .fields import validate_calendar
from .publication import PERMISSIONS, PublicationStatus, Publishable, PublishableQuerySet
from .source import Source

FIRST_YEAR, LAST_YEAR = 1900, 2200


class CalendarYearQuerySet(PublishableQuerySet["CalendarYear"]):
    """Covered years, by what readers may see."""


class CalendarYear(Publishable):
    """The statement that a calendar's closures of one year are all entered, so that counting may go into that year.

    Until it is published, counting into the year is an error. Read as of a day before `known_from` it still is.
    """

    calendar = models.CharField(_("calendar"), max_length=60, validators=[validate_calendar])
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    known_from = models.DateField(
        _("known from"),
        default=timezone.localdate,
        help_text=_("First day the public could know the list: that of its publication."),
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calendar_years",
    )
    citation = models.CharField(_("citation"), max_length=300, blank=True, help_text=_("Such as OJ C, C/2025/4321."))

    objects = CalendarYearQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("covered year")
        verbose_name_plural = _("covered years")
        default_permissions = PERMISSIONS
        ordering = ["-year", "calendar", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "year"],
                condition=~Q(publication_status="retracted"),
                name="calendar_year_once",
                violation_error_message=_("The calendar has this year already; retract that one first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar}, {self.year}"

    def clean(self) -> None:
        super().clean()
        if self.publication_status == PublicationStatus.RETRACTED or self.year is None:
            return
        # The admin's form leaves the status out, and Django then does not look at a constraint that needs it.
        same = CalendarYear.objects.exclude(publication_status=PublicationStatus.RETRACTED).exclude(pk=self.pk)
        if same.filter(calendar=self.calendar, year=self.year).exists():
            raise self._refusal(_("Calendar %(calendar)s has %(year)s already; retract that one first."))
        try:
            covered = self.year in get_calendar(self.calendar).years
        except CountingError:
            return  # the calendar's own validator says so
        if covered:
            raise self._refusal(_("Calendar %(calendar)s covers %(year)s without this; declare single days instead."))

    def _refusal(self, words: Any) -> ValidationError:
        params = {"calendar": self.calendar, "year": self.year}
        return ValidationError({"year": ValidationError(words, params=params, code="covered")})
