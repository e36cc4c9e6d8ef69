"""Subscribers and what they follow."""

from __future__ import annotations

from datetime import UTC, datetime

from factory.django import DjangoModelFactory

from timeline.models import LeadTime, Subscriber, Subscription

from .deadlines import DeadlineFactory
from .declare import Sequence, SubFactory


class SubscriberFactory(DjangoModelFactory[Subscriber]):
    class Meta:
        model = Subscriber

    email = Sequence(lambda n: f"reader-{n}@readers.example")


class SubscriptionFactory(DjangoModelFactory[Subscription]):
    """A confirmed subscription to a deadline, without lead times; `deadline=None, timeline=…` follows something else."""

    class Meta:
        model = Subscription

    subscriber = SubFactory(SubscriberFactory)
    deadline = SubFactory(DeadlineFactory)
    confirmed_at = datetime(2025, 1, 1, tzinfo=UTC)


class LeadTimeFactory(DjangoModelFactory[LeadTime]):
    class Meta:
        model = LeadTime

    subscription = SubFactory(SubscriptionFactory)
    days = 7
