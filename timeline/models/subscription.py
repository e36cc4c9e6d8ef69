"""What a subscriber follows, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .deadline import Deadline
from .policy import Policy
from .subscriber import DEFAULT_HOUR, Subscriber
from .timeline import Timeline
from .topic import Topic
from .webhook import WebhookEndpoint


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

    `timeline`, `policy` and `actor` are slugs, `topic` is one or several with commas between them, `kind` and `certainty` values of the enums of events, `q` the words.
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


class Cadence(models.TextChoices):
    AT_ONCE = "at-once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    WEBHOOK = "webhook", _("webhook")


class Weekday(models.IntegerChoices):
    """Days of the week, numbered as ISO 8601 does."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Subscription(models.Model):
    """What a subscriber follows: one record, everything, or what a search finds. It tells nothing until it is confirmed.

    With a daily or weekly cadence what it tells waits for a digest, at `digest_hour` (and on `digest_weekday`) by the clock of
    the subscriber's zone. An empty `language` is the subscriber's.
    """

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
    cadence = models.CharField(_("cadence"), max_length=7, choices=Cadence.choices, default=Cadence.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), default=DEFAULT_HOUR, validators=[MaxValueValidator(23)]
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    language = models.CharField(_("language"), max_length=12, blank=True, help_text=_("Empty: that of the subscriber."))
    channel = models.CharField(_("channel"), max_length=7, choices=Channel.choices, default=Channel.EMAIL)
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        verbose_name=_("webhook endpoint"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
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
            models.CheckConstraint(
                condition=Q(channel="webhook", endpoint__isnull=False) | Q(channel="email", endpoint__isnull=True),
                name="subscription_endpoint_for_webhooks",
                violation_error_message=_("A webhook has an endpoint, and nothing else has."),
            ),
            models.CheckConstraint(
                condition=Q(channel="email") | Q(cadence="at-once"),
                name="subscription_digest_by_mail_only",
                violation_error_message=_("A webhook is told at once; digests come by e-mail."),
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23) & Q(digest_weekday__gte=1, digest_weekday__lte=7),
                name="subscription_digest_at_an_hour_of_a_weekday",
                violation_error_message=_("A digest comes at an hour from 0 to 23, on a weekday from 1 to 7."),
            ),
            *(
                # Once by mail, and once to each endpoint.
                models.UniqueConstraint(
                    "subscriber",
                    Coalesce("endpoint", Value(0)),
                    name,
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
