"""A rendition: a picture drawn in one width, the bytes that readers get."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .picture import Picture


class Rendition(models.Model):
    """A picture as WebP, `width` pixels wide. It goes with its picture and has no history: what is erased is gone.

    The bytes are in the database, so they are saved, erased and backed up with their picture, and every web process of an
    installation has them.
    """

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField(_("width"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [models.UniqueConstraint(fields=["picture", "width"], name="rendition_once_per_width")]

    def __str__(self) -> str:
        return f"{self.picture_id}, {self.width}"
