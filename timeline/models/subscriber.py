"""Who wants to know, about what, and how long before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .deadline import Deadline
from .fields import validate_timezone
from .policy import Policy
from .timeline import Timeline
from .topic import Topic

DEFAULT_LEAD_DAYS = (30, 7, 1)
MAX_LEAD_DAYS = 730
DEFAULT_HOUR = 9


class Subscriber(models.Model):
    """A mailbox whose owner asked to be told. A suppressed one gets nothing more, for the reason kept beside it."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=12, default="en")
    timezone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_timezone],
        help_text=_("In which reminders come. Empty: that of each deadline."),
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=DEFAULT_HOUR,
        validators=[MaxValueValidator(23)],
        help_text=_("At which reminders come, 0 to 23, by the clock of that zone."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    suppressed_at = models.DateTimeField(_("suppressed at"), null=True, blank=True)
    suppression_reason = models.CharField(_("reason of suppression"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="subscriber_email_once",
                violation_error_message=_("This address is known already."),
            ),
            models.CheckConstraint(
                condition=Q(hour__lte=23),
                name="subscriber_hour_of_a_day",
                violation_error_message=_("An hour is a number from 0 to 23."),
            ),
        ]

    def __str__(self) -> str:
        return self.email


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        """Confirmed, not ended, and not of a suppressed subscriber."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, subscriber__suppressed_at__isnull=True)


FOLLOWED_RECORDS = ("timeline", "policy", "topic", "actor", "deadline")
"""The fields of a subscription that name a record to follow."""


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is published, as something to follow."""

    def __str__(self) -> str:
        return "everything"


EVERYTHING = Everything()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """What a search of a timeline finds, now and later: the names and values of the page's filters, in order of name.

    `timeline`, `topic`, `policy` and `actor` are slugs, `kind` and `certainty` values of the enums of events, `q` the words.
    """

    values: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """The search with these values, whatever their order; empty ones say nothing."""
        return cls(tuple(sorted((name, value) for name, value in values.items() if value)))

    def __str__(self) -> str:
        return urlencode(self.values)


Target = Timeline | Policy | Topic | Actor | Deadline | Everything | SavedSearch


def fields_of(target: Target) -> dict[str, Any]:
    """The fields of a subscription to `target`, as a filter or to create it."""
    if isinstance(target, Everything):
        return {"everything": True}
    if isinstance(target, SavedSearch):
        return {"search": dict(target.values)}
    return {str(target._meta.model_name): target}


_UNSET = {**{f"{name}__isnull": True for name in FOLLOWED_RECORDS}, "everything": False, "search__isnull": True}
_SET = {**{name: {f"{name}__isnull": False} for name in FOLLOWED_RECORDS}}
_SET |= {"everything": {"everything": True}, "search": {"search__isnull": False}}


def _exactly_one_target() -> Q:
    condition = Q()
    for chosen in _SET.values():
        condition |= Q(**{**_UNSET, **chosen})
    return condition


class Subscription(models.Model):
    """What a subscriber follows: one record, everything, or what a search finds. It tells nothing until it is confirmed."""

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="subscriptions"
    )
    timeline = models.ForeignKey(
        Timeline, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions")
    deadline = models.ForeignKey(
        Deadline, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    everything = models.BooleanField(_("everything"), default=False)
    search = models.JSONField(_("search"), null=True, blank=True, help_text=_("The filters of a timeline, by name."))
    reminders = models.BooleanField(_("reminders"), default=True)
    changes = models.BooleanField(_("changes of deadlines"), default=True)
    new_events = models.BooleanField(_("new events"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_target(),
                name="subscription_follows_exactly_one",
                violation_error_message=_(
                    "A subscription follows exactly one timeline, policy, topic, actor or deadline, everything, or one search."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reminders=True) | Q(changes=True) | Q(new_events=True),
                name="subscription_tells_something",
                violation_error_message=_("A subscription tells of reminders, changes or new events."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["subscriber", name],
                    condition=Q(ended_at__isnull=True, **chosen),
                    name=f"subscription_once_per_{name}",
                    violation_error_message=_("This is followed already."),
                )
                for name, chosen in _SET.items()
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.target}"

    @property
    def target(self) -> Target:
        """What is followed."""
        if self.everything:
            return EVERYTHING
        if self.search is not None:
            return SavedSearch.of(self.search)
        found = self.timeline or self.policy or self.topic or self.actor or self.deadline
        assert found is not None, "held by subscription_follows_exactly_one"
        return found


class SubscriptionKind(models.TextChoices):
    """What a subscription tells of; each value is the field of a subscription that says whether it does."""

    REMINDERS = "reminders", _("reminders before a deadline")
    CHANGES = "changes", _("deadlines that move, are suspended, are met or end")
    NEW_EVENTS = "new_events", _("new events")


class LeadTime(models.Model):
    """How many days before a deadline a subscription wants its reminder."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="lead_times")
    days = models.PositiveSmallIntegerField(_("days before"), validators=[MaxValueValidator(MAX_LEAD_DAYS)])

    class Meta:
        verbose_name = _("lead time")
        verbose_name_plural = _("lead times")
        ordering = ["-days"]
        constraints = [models.UniqueConstraint(fields=["subscription", "days"], name="lead_time_once_per_subscription")]
        indexes = [models.Index(fields=["days"], name="lead_time_days")]

    def __str__(self) -> str:
        return str(self.days)
