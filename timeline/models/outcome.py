"""An outcome: the computed result of a deadline; appended when it changes, never overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .deadline import Deadline, OutcomeValues
from .event import Event


class OutcomeCause(models.TextChoices):
    EVENT = "event", _("event")
    RULE = "rule", _("rule edited")
    CALENDAR = "calendar", _("calendar changed")
    TIME = "time", _("passing of time")


class Outcome(OutcomeValues):
    """One computed result, with what caused it and who; revision 1 is the deadline's first."""

    deadline = models.ForeignKey(
        Deadline, verbose_name=_("deadline"), on_delete=models.CASCADE, related_name="outcomes"
    )
    revision = models.PositiveIntegerField(_("revision"))
    cause = models.CharField(_("cause"), max_length=8, choices=OutcomeCause.choices)
    event = models.ForeignKey(
        Event,
        verbose_name=_("event"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outcomes",
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("editor"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    known_on = models.DateField(_("known on"))
    computed_at = models.DateTimeField(_("computed at"))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["deadline", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "revision"], name="outcome_revision_once_per_deadline")
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.get_state_display()} {self.due or ''}".strip()


class RecomputeRequest(models.Model):
    """The queue of record: a deadline somebody's edit reached. Celery is only its doorbell.

    A recompute deletes the requests it read, by key, in the transaction that writes the outcome; one that arrives meanwhile stays.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="recompute_requests")
    cause = models.CharField(max_length=8, choices=OutcomeCause.choices)
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, related_name="+")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("recompute request")
        verbose_name_plural = _("recompute requests")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.deadline} ({self.cause})"
