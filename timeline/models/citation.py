"""A citation: a source cited for one record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .deadline import Deadline
from .event import Event
from .fields import QUOTE_LENGTH
from .policy import Policy
from .source import Source


class Citation(models.Model):
    """A source cited for one event, policy or deadline, with a short quote and a locator ("sec. 2(a)")."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="citations")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, null=True, blank=True, related_name="citations")
    quote = models.CharField(
        _("quote"),
        max_length=QUOTE_LENGTH,
        blank=True,
        help_text=_("Short, word for word, in the source's language."),
    )
    locator = models.CharField(_("locator"), max_length=200, blank=True, help_text=_("Such as sec. 2(a) or p. 15209."))
    position = models.PositiveIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(event__isnull=False, policy__isnull=True, deadline__isnull=True)
                    | Q(event__isnull=True, policy__isnull=False, deadline__isnull=True)
                    | Q(event__isnull=True, policy__isnull=True, deadline__isnull=False)
                ),
                name="citation_for_exactly_one_record",
                violation_error_message=_("A citation belongs to exactly one event, policy or deadline."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.locator}".strip()
