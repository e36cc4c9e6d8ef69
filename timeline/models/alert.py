"""An alert: something to tell. A delivery: one alert for one subscriber over one channel; the outbox row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .deadline import Deadline
from .digest import Digest
from .event import Event
from .lead_time import LeadUnit
from .outbox import OutboxRow
from .outcome import Outcome
from .subscriber import Subscriber
from .subscription import Channel, Subscription
from .webhook import WebhookEndpoint


class AlertKind(models.TextChoices):
    REMINDER = "reminder", _("reminder")
    MOVED = "moved", _("moved")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    SATISFIED = "satisfied", _("satisfied")
    ENDED = "ended", _("ended")
    PASSED = "passed", _("passed")
    NEW_EVENT = "new-event", _("new event")


class AlertState(models.TextChoices):
    PLANNED = "planned", _("planned")
    FIRED = "fired", _("fired")
    SUPERSEDED = "superseded", _("superseded")
    CANCELLED = "cancelled", _("cancelled")


class Alert(models.Model):
    """Something to tell about one outcome of one deadline, or one new event, from `fire_at` (UTC) on.

    `before` is the outcome the followers knew, for a notice of change. A fired alert has its deliveries.
    """

    kind = models.CharField(_("kind"), max_length=9, choices=AlertKind.choices)
    deadline = models.ForeignKey(
        Deadline, verbose_name=_("deadline"), on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    outcome = models.ForeignKey(
        Outcome, verbose_name=_("outcome"), on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, null=True, blank=True, related_name="alerts"
    )
    before = models.ForeignKey(
        Outcome, verbose_name=_("before"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    lead_days = models.PositiveSmallIntegerField(_("days before"), null=True, blank=True)
    lead_unit = models.CharField(_("unit"), max_length=13, choices=LeadUnit.choices, default=LeadUnit.DAYS)
    fire_at = models.DateTimeField(_("fires at"))
    state = models.CharField(_("state"), max_length=10, choices=AlertState.choices, default=AlertState.PLANNED)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["fire_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "lead_days", "lead_unit"],
                condition=Q(kind="reminder"),
                name="reminder_once_per_outcome_and_lead_time",
            ),
            models.UniqueConstraint(
                fields=["outcome", "kind"], condition=~Q(kind="reminder"), name="notice_once_per_outcome"
            ),
            models.UniqueConstraint(fields=["event"], name="alert_once_per_new_event"),
            models.CheckConstraint(
                condition=Q(kind="new-event", event__isnull=False, deadline__isnull=True, outcome__isnull=True)
                | (~Q(kind="new-event") & Q(event__isnull=True, deadline__isnull=False, outcome__isnull=False)),
                name="alert_about_an_outcome_or_an_event",
            ),
            models.CheckConstraint(
                condition=Q(kind="reminder", lead_days__isnull=False)
                | (~Q(kind="reminder") & Q(lead_days__isnull=True)),
                name="alert_lead_days_for_reminders_only",
            ),
        ]
        indexes = [models.Index(fields=["fire_at"], condition=Q(state="planned"), name="alert_planned_fire_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.event or self.deadline}"

    @property
    def told_deadline(self) -> Deadline:
        """The deadline an alert of any other kind than a new event tells of."""
        assert self.deadline is not None, "held by alert_about_an_outcome_or_an_event"
        return self.deadline

    @property
    def told_outcome(self) -> Outcome:
        """The outcome an alert of any other kind than a new event tells of."""
        assert self.outcome is not None, "held by alert_about_an_outcome_or_an_event"
        return self.outcome


class Delivery(OutboxRow):
    """One alert for one subscriber over one channel; `subscription` is the one that asked for it."""

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
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        verbose_name=_("webhook endpoint"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,
    )
    digest = models.ForeignKey(
        Digest,
        verbose_name=_("digest"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deliveries",
        db_index=False,
    )

    class Meta(OutboxRow.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            *OutboxRow.Meta.indexes,
            models.Index(fields=["digest"], condition=Q(state="gathered"), name="delivery_gathered"),
            # Most rows have neither, and each of their changes of state would write an entry all the same.
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="delivery_digest"),
            models.Index(fields=["endpoint"], condition=Q(endpoint__isnull=False), name="delivery_endpoint"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "subscriber", "channel"],
                condition=Q(endpoint__isnull=True),
                name="delivery_once_per_alert_subscriber_channel",
            ),
            models.UniqueConstraint(
                fields=["alert", "endpoint"],
                condition=Q(endpoint__isnull=False),
                name="delivery_once_per_alert_and_endpoint",
            ),
            models.CheckConstraint(
                condition=Q(channel="webhook", endpoint__isnull=False) | Q(channel="email", endpoint__isnull=True),
                name="delivery_endpoint_for_webhooks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert} → {self.subscriber}"
