"""When each sweep last came to its end: the sweep is what the promise rests on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """One row for each kind of sweep, written when it ends."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    finished_at = models.DateTimeField(_("finished at"))

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
