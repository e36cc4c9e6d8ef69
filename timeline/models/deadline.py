"""A deadline: a date by which, or a window in which, something is due or holds."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .actor import Actor
from .fields import SUMMARY_LENGTH, TITLE_LENGTH, RecordSlugField
from .jurisdiction import Jurisdiction
from .policy import Policy
from .publication import PERMISSIONS, Publishable, PublishableQuerySet
from .said import Spoken
from .topic import Topic


class DeadlineState(models.TextChoices):
    PENDING = "pending", _("pending")
    PASSED = "passed", _("passed")
    SATISFIED = "satisfied", _("satisfied")
    SUSPENDED = "suspended", _("suspended")
    RESCINDED = "rescinded", _("rescinded")
    VOID = "void", _("void")
    SUPERSEDED = "superseded", _("superseded")
    UNDETERMINED = "undetermined", _("undetermined")


class OutcomeValues(models.Model):
    """The computed values, alike on a deadline (the current ones) and on its outcomes (all there ever were).

    `due` is a day in the deadline's own zone; `due_at` the instant (UTC) at which it ends. `due_earliest` and `due_latest`
    differ where the trigger is imprecise, and `due` is then null. `remaining` is what a suspended clock has left ("12 days").
    """

    state = models.CharField(_("state"), max_length=12, choices=DeadlineState.choices, editable=False)
    due = models.DateField(_("due"), null=True, editable=False)
    due_at = models.DateTimeField(_("due at"), null=True, editable=False)
    due_earliest = models.DateField(_("due at the earliest"), null=True, editable=False)
    due_latest = models.DateField(_("due at the latest"), null=True, editable=False)
    remaining = models.CharField(_("remaining"), max_length=60, blank=True, editable=False)
    discrepancy = models.CharField(_("discrepancy"), max_length=500, blank=True, editable=False)
    error = models.CharField(
        _("error"), max_length=500, blank=True, editable=False, help_text=_("Why nothing could be computed.")
    )

    class Meta:
        abstract = True


COMPUTED = frozenset(
    {
        "revision",
        "review_at",
        "state",
        "due",
        "due_at",
        "due_earliest",
        "due_latest",
        "remaining",
        "discrepancy",
        "error",
    }
)
"""The fields of a deadline that only a recompute writes."""


class DeadlineQuerySet(PublishableQuerySet["Deadline"]):
    def pending(self) -> Self:
        return self.filter(state=DeadlineState.PENDING)

    def upcoming(self, *, on: date) -> Self:
        """Pending deadlines due on or after `on`, the next one first."""
        return self.pending().filter(due_latest__gte=on).order_by("due_latest", "due_at", "pk")


class Deadline(Publishable, Spoken, OutcomeValues):
    """A date by which, or a window in which, something is due or holds; it has one rule.

    The outcome values and `revision` are those of its newest outcome; only a recompute writes them. `review_at` is the
    instant (UTC) at which passing time alone may next change them; the sweep recomputes what has come to it. A deadline
    never computed is due for it at once.
    """

    slug = RecordSlugField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    policy = models.ForeignKey(
        Policy,
        verbose_name=_("policy"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
    )
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        verbose_name=_("jurisdiction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        help_text=_("Empty: that of the policy."),
    )
    actors = models.ManyToManyField(Actor, verbose_name=_("actors"), blank=True, related_name="deadlines")
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="deadlines")
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    review_at = models.DateTimeField(_("review at"), null=True, default=timezone.now, editable=False)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=DeadlineState.choices,
        default=DeadlineState.UNDETERMINED,
        editable=False,
    )

    objects = DeadlineQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[actors, topics],
        excluded_fields=sorted(COMPUTED),
    )

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        default_permissions = PERMISSIONS
        ordering = ["due_latest", "position", "pk"]
        indexes = [
            models.Index(fields=["due_latest", "id"], condition=Q(state="pending"), name="deadline_pending_due"),
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="deadline_pending_due_at"),
            models.Index(
                fields=["due_earliest"], condition=Q(state="pending", due__isnull=True), name="deadline_pending_vague"
            ),
            models.Index(
                fields=["review_at"],
                condition=Q(publication_status="published", review_at__isnull=False),
                name="deadline_review_at",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what an editor decides; an older copy in memory never overwrites what a recompute wrote since."""
        if not self._state.adding and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if field.name not in COMPUTED and not field.primary_key
            ]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.title
