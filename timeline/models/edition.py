"""The edition: a number that grows with every change readers may see, so that a kept page can be told from a stale one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """A part of the edition, which is the sum of all parts.

    It is written in the transaction of the change, so that nobody reads a new number before the change. A transaction
    takes any part that no other holds: with a single row, each edit would wait for the end of every other.
    """

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return str(self.number)
