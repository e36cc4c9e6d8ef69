"""A jurisdiction: a legal order with its zone and its habits of counting."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import RecordSlugField, validate_calendar, validate_convention, validate_timezone


class Jurisdiction(models.Model):
    """A legal order: its time zone, its default calendar and convention."""

    slug = RecordSlugField()
    name = models.CharField(_("name"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_timezone])
    calendar = models.CharField(_("calendar"), max_length=60, blank=True, validators=[validate_calendar])
    convention = models.CharField(
        _("convention"), max_length=60, default="calendar-days", validators=[validate_convention]
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
