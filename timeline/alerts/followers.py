"""Who follows a deadline, and what a subscription reaches: the same relation read from its two ends."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from timeline.deadlines.queries import policy_deadlines, timeline_deadlines, timelines_with_deadline, topic_deadlines
from timeline.models import Deadline, Policy, PublicationStatus, Subscription, Timeline, Topic
from timeline.models.deadline import DeadlineQuerySet
from timeline.models.subscriber import SubscriptionQuerySet


def subscriptions_reaching(deadline: Deadline) -> SubscriptionQuerySet:
    """Active subscriptions to the deadline, its policy, its topics or its policy's, and to timelines it belongs to.

    A subscription to something that readers cannot see reaches nothing.
    """
    topics = Topic.objects.filter(Q(deadlines=deadline) | Q(policies__deadlines=deadline)).order_by()
    reaching = (
        Q(deadline=deadline)
        | Q(topic__in=topics.values("pk"))
        | Q(timeline__in=timelines_with_deadline(deadline).order_by().values("pk"))
    )
    if deadline.policy_id is not None:
        reaching |= Q(policy=deadline.policy_id, policy__publication_status=PublicationStatus.PUBLISHED)
    found: SubscriptionQuerySet = Subscription.objects.active().filter(reaching)
    return found


def followed(deadlines: DeadlineQuerySet) -> set[int]:
    """Keys of those deadlines that at least one subscription reaches, as `subscriptions_reaching` says it of one; one query."""
    active = Subscription.objects.active()
    policies = Policy.objects.published().filter(Exists(active.filter(policy=OuterRef("pk")))).order_by()
    topics = Topic.objects.filter(Exists(active.filter(topic=OuterRef("pk")))).order_by()
    timelines = Timeline.objects.published().filter(Exists(active.filter(timeline=OuterRef("pk")))).order_by()
    every = deadlines.order_by()
    found = every.filter(Exists(active.filter(deadline=OuterRef("pk")))).values_list("pk", flat=True)
    found = found.union(
        every.filter(policy__in=policies.values("pk")).values_list("pk", flat=True),
        every.filter(topics__in=topics.values("pk")).values_list("pk", flat=True),
        every.filter(policy__topics__in=topics.values("pk")).values_list("pk", flat=True),
        every.filter(timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(topics__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(policy__topics__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(policy__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
        every.filter(actors__timelines__in=timelines.values("pk")).values_list("pk", flat=True),
    )
    return set(found)


def each_subscriber_once(subscriptions: SubscriptionQuerySet) -> QuerySet[Subscription, Any]:
    """One row per subscriber, `{"subscriber_id", "first"}`: `first` is the oldest of the subscriptions that reach."""
    return subscriptions.order_by("subscriber_id").values("subscriber_id").annotate(first=Min("pk"))


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
    return Deadline.objects.published().filter(subscriptions=subscription)
