"""A source: a document that was read."""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import TITLE_LENGTH, EdtfField, RecordSlugField
from .publication import PERMISSIONS, Publishable, PublishableQuerySet


class SourceQuerySet(PublishableQuerySet["Source"]):
    """Source records, by what readers may see."""


class Source(Publishable):
    """A document: article, Federal Register document, judgment, web page."""

    slug = RecordSlugField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("http or https only."),
    )
    published = EdtfField(_("published on"), blank=True)
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("A language tag such as en or de.")
    )

    objects = SourceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        default_permissions = PERMISSIONS
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"
