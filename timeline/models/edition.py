"""The edition: a number that grows with every change readers may see, so that a kept page can be told from a stale one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One row. It is written in the transaction of the change, so that nobody reads a new number before the change."""

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="edition_only_one")]

    def __str__(self) -> str:
        return str(self.number)
