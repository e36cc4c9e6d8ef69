"""A picture: what an event looked like, with words for those who do not see it, and whose picture it is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .event import Event
from .fields import QUOTE_LENGTH

WIDTHS = (480, 960, 1440)
"""The widths, in pixels, in which a picture is kept; the last is the largest that any is shown in."""
DIGEST_LENGTH = 32


def widths_of(full: int) -> tuple[int, ...]:
    """The widths in which a picture that is `full` pixels wide is kept, ascending, `full` the last of them.

    One that is nearly as wide is left out. The addresses on pages follow from this: what is stored must go on fitting it.
    """
    return (*(width for width in WIDTHS if width * 5 <= full * 4), full)


class Picture(models.Model):
    """The picture of one event. Its words are in the language of the event; a translation of the event may have others.

    `digest` names what is kept of the file, `width` and `height` are those of the largest rendition. `added_at` is when this
    file was added here, which is when readers could first see it: a page as known on an earlier day is without it.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="picture")
    digest = models.CharField(_("file"), max_length=DIGEST_LENGTH, db_index=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    added_at = models.DateTimeField(_("added at"), editable=False)
    alt = models.CharField(
        _("text alternative"),
        max_length=QUOTE_LENGTH,
        help_text=_("What is to be seen, for those who do not see it. In the language of the event."),
    )
    caption = models.CharField(_("caption"), max_length=QUOTE_LENGTH, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, help_text=_("Whose picture it is, as they want to be named.")
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True, help_text=_("Such as CC BY 4.0."))
    licence_url = models.URLField(
        _("address of the licence"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("http or https only."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt

    @property
    def widths(self) -> tuple[int, ...]:
        return widths_of(self.width)

    def clean(self) -> None:
        super().clean()
        if self.licence_url and not self.licence:
            raise ValidationError({"licence": _("Write the name of the licence that the address leads to.")})
