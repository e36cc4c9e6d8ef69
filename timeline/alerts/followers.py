"""Who follows a deadline, and what a subscription reaches: the same relation read from its two ends."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, Min, OuterRef, Q, QuerySet, Value, When

from timeline.deadlines.queries import (
    policy_deadlines,
    timeline_deadlines,
    timelines_with_deadline,
    timelines_with_event,
    topic_deadlines,
)
from timeline.models import (
    Actor,
    Alert,
    AlertKind,
    Cadence,
    Deadline,
    Event,
    Policy,
    PublicationStatus,
    SavedSearch,
    Subscription,
    SubscriptionKind,
    Timeline,
    Topic,
)
from timeline.models.deadline import DeadlineQuerySet
from timeline.models.subscription import SubscriptionQuerySet

from .searches import found_by_searches, read_search, searches_finding

_BEYOND_ALL_KEYS = 10**17
"""Lets a place and a key be one number, of which the least can be asked for; three places fit in 64 bits."""


def subscriptions_reaching(deadline: Deadline) -> SubscriptionQuerySet:
    """Active subscriptions to the deadline, its policy, its topics or its policy's, its actors, timelines it belongs to,
    searches that find it, and to everything.

    A subscription to something that readers cannot see reaches nothing.
    """
    topics = Topic.objects.filter(Q(deadlines=deadline) | Q(policies__deadlines=deadline)).order_by()
    reaching = (
        Q(deadline=deadline)
        | Q(everything=True)
        | Q(actor__in=Actor.objects.filter(deadlines=deadline).order_by().values("pk"))
        | Q(topic__in=topics.values("pk"))
        | Q(timeline__in=timelines_with_deadline(deadline).order_by().values("pk"))
    )
    if deadline.policy_id is not None:
        reaching |= Q(policy=deadline.policy_id, policy__publication_status=PublicationStatus.PUBLISHED)
    if searches := searches_finding(deadline):
        reaching |= Q(pk__in=searches)
    found: SubscriptionQuerySet = Subscription.objects.active().filter(reaching)
    return found


def followed(deadlines: DeadlineQuerySet) -> set[int]:
    """Keys of those deadlines that at least one subscription reaches, as `subscriptions_reaching` says it of one.

    As many queries for any number of deadlines: one more for each search that somebody saved.
    """
    active = Subscription.objects.active()
    if active.filter(everything=True).exists():
        return set(deadlines.order_by().values_list("pk", flat=True))
    actors = Actor.objects.filter(Exists(active.filter(actor=OuterRef("pk")))).order_by()
    policies = Policy.objects.published().filter(Exists(active.filter(policy=OuterRef("pk")))).order_by()
    topics = Topic.objects.filter(Exists(active.filter(topic=OuterRef("pk")))).order_by()
    timelines = Timeline.objects.published().filter(Exists(active.filter(timeline=OuterRef("pk")))).order_by()
    every = deadlines.order_by()
    found = every.filter(Exists(active.filter(deadline=OuterRef("pk")))).values_list("pk", flat=True)
    found = found.union(
        every.filter(policy__in=policies.values("pk")).values_list("pk", flat=True),
        every.filter(actors__in=actors.values("pk")).values_list("pk", flat=True),
        every.filter(topics__in=topics.values("pk")).values_list("pk", flat=True),
        every.filter(policy__topics__in=topics.values("pk")).values_list("pk", flat=True),
        every.filter(timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(topics__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(policy__topics__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(policy__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(actors__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
    )
    return set(found) | found_by_searches(deadlines)


def subscriptions_reaching_event(event: Event) -> SubscriptionQuerySet:
    """Active subscriptions to the event's policies, topics and actors, to timelines it belongs to, searches that find it,
    and to everything.
    """
    policies = Policy.objects.published().filter(Q(events=event) | Q(effects__event=event)).order_by()
    reaching = (
        Q(everything=True)
        | Q(policy__in=policies.values("pk"))
        | Q(topic__in=Topic.objects.filter(events=event).order_by().values("pk"))
        | Q(actor__in=Actor.objects.filter(events=event).order_by().values("pk"))
        | Q(timeline__in=timelines_with_event(event).order_by().values("pk"))
    )
    if searches := searches_finding(event):
        reaching |= Q(pk__in=searches)
    found: SubscriptionQuerySet = Subscription.objects.active().filter(reaching)
    return found


def subscriptions_wanting(alert: Alert) -> SubscriptionQuerySet:
    """Active subscriptions that reach what an alert is about and ask for alerts of its kind, whatever their lead times."""
    if alert.event is not None:
        return subscriptions_reaching_event(alert.event).filter(new_events=True)
    reaching = subscriptions_reaching(alert.told_deadline)
    return reaching.filter(**{kind_of(alert): True})


def kind_of(alert: Alert) -> SubscriptionKind:
    """The kind a subscription has to ask for to be told an alert."""
    if alert.kind == AlertKind.NEW_EVENT:
        return SubscriptionKind.NEW_EVENTS
    return SubscriptionKind.REMINDERS if alert.kind == AlertKind.REMINDER else SubscriptionKind.CHANGES


def each_once(subscriptions: SubscriptionQuerySet) -> QuerySet[Subscription, Any]:
    """One row for each mailbox and each webhook endpoint: `{"subscriber_id", "endpoint_id", "first"}`.

    `first` is the subscription by which it is told: of several that reach, the one that is told soonest (at once before once
    a day before once a week), then the oldest.
    """
    rank = Case(
        *(When(cadence=cadence, then=Value(place * _BEYOND_ALL_KEYS)) for place, cadence in enumerate(Cadence.values)),
        output_field=BigIntegerField(),
    )
    first = Min(rank + F("pk"), output_field=BigIntegerField()) % Value(_BEYOND_ALL_KEYS)
    ordered = subscriptions.order_by("subscriber_id", "endpoint_id")
    return ordered.values("subscriber_id", "endpoint_id").annotate(first=first)


def deadlines_reached(subscription: Subscription) -> DeadlineQuerySet:
    """Published deadlines that the subscription's target holds."""
    if subscription.timeline is not None:
        if not subscription.timeline.is_published:
            return Deadline.objects.none()
        return timeline_deadlines(subscription.timeline)
    if subscription.policy is not None:
        if not subscription.policy.is_published:
            return Deadline.objects.none()
        return policy_deadlines(subscription.policy)
    if subscription.topic is not None:
        return topic_deadlines(subscription.topic)
    if subscription.actor is not None:
        return Deadline.objects.published().filter(pk__in=subscription.actor.deadlines.order_by().values("pk"))
    if subscription.everything:
        return Deadline.objects.published()
    if subscription.search is not None:
        search = read_search(SavedSearch.of(subscription.search))
        return Deadline.objects.none() if search is None else search.deadlines()
    return Deadline.objects.published().filter(subscriptions=subscription)
