"""An alert: something to tell. A delivery: one alert for one subscriber over one channel; the outbox row."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .deadline import Deadline
from .outcome import Outcome
from .subscriber import Subscriber, Subscription


class AlertKind(models.TextChoices):
    REMINDER = "reminder", _("reminder")
    MOVED = "moved", _("moved")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    SATISFIED = "satisfied", _("satisfied")
    ENDED = "ended", _("ended")
    PASSED = "passed", _("passed")


class AlertState(models.TextChoices):
    PLANNED = "planned", _("planned")
    FIRED = "fired", _("fired")
    SUPERSEDED = "superseded", _("superseded")
    CANCELLED = "cancelled", _("cancelled")


class Alert(models.Model):
    """Something to tell about one outcome of one deadline, from `fire_at` (UTC) on.

    `before` is the outcome the followers knew, for a notice of change. A fired alert has its deliveries.
    """

    kind = models.CharField(_("kind"), max_length=9, choices=AlertKind.choices)
    deadline = models.ForeignKey(Deadline, verbose_name=_("deadline"), on_delete=models.CASCADE, related_name="alerts")
    outcome = models.ForeignKey(Outcome, verbose_name=_("outcome"), on_delete=models.CASCADE, related_name="alerts")
    before = models.ForeignKey(
        Outcome, verbose_name=_("before"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    lead_days = models.PositiveSmallIntegerField(_("days before"), null=True, blank=True)
    fire_at = models.DateTimeField(_("fires at"))
    state = models.CharField(_("state"), max_length=10, choices=AlertState.choices, default=AlertState.PLANNED)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["fire_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "lead_days"],
                condition=Q(kind="reminder"),
                name="reminder_once_per_outcome_and_lead_time",
            ),
            models.UniqueConstraint(
                fields=["outcome", "kind"], condition=~Q(kind="reminder"), name="notice_once_per_outcome"
            ),
            models.CheckConstraint(
                condition=Q(kind="reminder", lead_days__isnull=False)
                | (~Q(kind="reminder") & Q(lead_days__isnull=True)),
                name="alert_lead_days_for_reminders_only",
            ),
        ]
        indexes = [models.Index(fields=["fire_at"], condition=Q(state="planned"), name="alert_planned_fire_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.deadline}"


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("pending")
    CLAIMED = "claimed", _("claimed")
    INFLIGHT = "inflight", _("in flight")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("suppressed")
    SUPERSEDED = "superseded", _("superseded")


class Delivery(models.Model):
    """One alert for one subscriber over one channel.

    Claimed by a conditional UPDATE with a token and a lease, sent with no transaction open, marked by the token. The key is
    the Message-ID's, so that a repeated mail is recognisable.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    alert = models.ForeignKey(Alert, verbose_name=_("alert"), on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="deliveries"
    )
    subscription = models.ForeignKey(
        Subscription,
        verbose_name=_("subscription"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="deliveries",
    )
    channel = models.CharField(_("channel"), max_length=7, choices=Channel.choices, default=Channel.EMAIL)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    due_at = models.DateTimeField(_("due at"))
    token = models.UUIDField(_("claim token"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "subscriber", "channel"], name="delivery_once_per_alert_subscriber_channel"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="delivery_pending_due_at"),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["claimed", "inflight"]),
                name="delivery_lease_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert} → {self.subscriber}"
