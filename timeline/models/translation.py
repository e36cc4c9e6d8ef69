"""A translation: the words of a record in another language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .deadline import Deadline
from .event import Event
from .fields import QUOTE_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from .policy import Policy
from .said import is_same_language
from .timeline import Timeline

TRANSLATED_RECORDS = ("event", "policy", "deadline", "timeline")
"""The fields of a translation that name its record."""


def _exactly_one_record() -> Q:
    condition = Q()
    for chosen in TRANSLATED_RECORDS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in TRANSLATED_RECORDS})
    return condition


class Translation(models.Model):
    """The title, and perhaps the summary, of one event, policy, deadline or timeline in one language.

    That of an event may have the words of its picture as well.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    timeline = models.ForeignKey(Timeline, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)

    picture_alt = models.CharField(_("text alternative of the picture"), max_length=QUOTE_LENGTH, blank=True)
    picture_caption = models.CharField(_("caption of the picture"), max_length=QUOTE_LENGTH, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["language", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_record(),
                name="translation_of_exactly_one_record",
                violation_error_message=_("A translation belongs to exactly one event, policy, deadline or timeline."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "language"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"translation_once_per_{name}_and_language",
                    violation_error_message=_("There is a translation into this language already."),
                )
                for name in TRANSLATED_RECORDS
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False) | Q(picture_alt="", picture_caption=""),
                name="translation_of_a_picture_is_one_of_an_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude)
        allowed = [code for code, _name in settings.LANGUAGES]
        if self.language not in allowed:
            raise ValidationError(
                {"language": _("Use one of the languages of the pages: %(allowed)s.") % {"allowed": ", ".join(allowed)}}
            )

    def clean(self) -> None:
        super().clean()
        record = self.event or self.policy or self.deadline or self.timeline
        if record is not None and is_same_language(self.language, record.language):
            raise ValidationError({"language": _("The record itself is written in this language.")})
