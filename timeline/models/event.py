"""An event: a dated fact."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from timeline.counting import EdtfError, parse_edtf

from .actor import Actor
from .fields import SUMMARY_LENGTH, TITLE_LENGTH, EdtfField, RecordSlugField
from .policy import Policy
from .publication import PERMISSIONS, Publishable, PublishableQuerySet
from .said import Spoken
from .topic import Topic


class EventKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", _("announcement")
    ENACTMENT = "enactment", _("enactment")
    SIGNING = "signing", _("signing")
    PUBLICATION = "publication", _("publication")
    EFFECTIVE = "effective", _("entry into effect")
    RULING = "ruling", _("ruling")
    LAUNCH = "launch", _("launch")
    REPORT = "report", _("report")
    DEAL = "deal", _("deal")
    OTHER = "other", _("other")


class Certainty(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    REPORTED = "reported", _("reported")
    PLANNED = "planned", _("planned")
    DISPUTED = "disputed", _("disputed")


class EventQuerySet(PublishableQuerySet["Event"]):
    """Event records, by what readers may see."""


class Event(Publishable, Spoken):
    """A dated fact, perhaps with effects on policies and deadlines.

    `date` is EDTF as written, with a clock time where a period in hours needs it; `earliest` and `latest` are the days it can mean, null where open. `known_from` is as the
    editor stated it (empty: the default); `known` is the day that follows: `known_from`, else `latest`, else `earliest`.
    """

    slug = RecordSlugField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices, default=EventKind.OTHER)
    date = EdtfField(_("date"))
    earliest = models.DateField(_("earliest day"), null=True, editable=False)
    latest = models.DateField(_("latest day"), null=True, editable=False)
    known_from = models.DateField(
        _("known from"),
        null=True,
        blank=True,
        help_text=_("First day the public could know it. Empty: the last day the date can mean."),
    )
    known = models.DateField(_("known since"), editable=False)
    certainty = models.CharField(_("certainty"), max_length=9, choices=Certainty.choices, default=Certainty.CONFIRMED)
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Order among events of the same day: the place in the file.")
    )
    policies = models.ManyToManyField(Policy, verbose_name=_("policies"), blank=True, related_name="events")
    actors = models.ManyToManyField(Actor, verbose_name=_("actors"), blank=True, related_name="events")
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="events")

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[policies, actors, topics])

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = PERMISSIONS
        ordering = ["earliest", "position", "pk"]
        indexes = [
            models.Index(fields=["earliest", "position", "id"], name="event_chronological"),
            models.Index(fields=["known"], name="event_known"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__isnull=True) | Q(earliest__lte=F("latest")),
                name="event_earliest_before_latest",
                violation_error_message=_("The date ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def derive_dates(self) -> None:
        """Set `earliest`, `latest` and `known` from `date` and `known_from`. Raises EdtfError for a bad date."""
        parsed = parse_edtf(self.date)
        self.earliest, self.latest = parsed.earliest, parsed.latest
        known = self.known_from or parsed.latest or parsed.earliest
        if known is None:
            raise EdtfError(f"date {self.date!r} has no day at all, so it needs known_from")
        self.known = known

    def clean(self) -> None:
        super().clean()
        try:
            self.derive_dates()
        except EdtfError as error:
            raise ValidationError({"date": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive_dates()
        fields = kwargs.get("update_fields")
        if fields is not None and {"date", "known_from"} & set(fields):
            kwargs["update_fields"] = {*fields, "earliest", "latest", "known"}
        super().save(*args, **kwargs)
