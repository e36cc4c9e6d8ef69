"""An actor: who acts or is obliged."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .fields import RecordSlugField


class ActorKind(models.TextChoices):
    ORGANISATION = "organisation", _("organisation")
    PERSON = "person", _("person")
    GOVERNMENT = "government", _("government")


class Actor(models.Model):
    """An organisation, person or government that acts or is obliged."""

    slug = RecordSlugField()
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=ActorKind.choices, default=ActorKind.ORGANISATION)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
