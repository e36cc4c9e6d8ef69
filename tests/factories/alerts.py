"""Alerts and deliveries."""

from __future__ import annotations

from datetime import UTC, datetime

from factory.django import DjangoModelFactory

from timeline.models import Alert, AlertKind, Delivery

from .deadlines import OutcomeFactory
from .declare import SelfAttribute, SubFactory
from .subscribers import SubscriptionFactory


class AlertFactory(DjangoModelFactory[Alert]):
    """A planned reminder seven days before 5 April 2025; a notice is `kind="moved", lead_days=None`."""

    class Meta:
        model = Alert

    kind = AlertKind.REMINDER
    outcome = SubFactory(OutcomeFactory)
    deadline = SelfAttribute("outcome.deadline")
    lead_days = 7
    fire_at = datetime(2025, 3, 29, tzinfo=UTC)


class DeliveryFactory(DjangoModelFactory[Delivery]):
    """A pending delivery of an alert to a subscriber of its deadline."""

    class Meta:
        model = Delivery

    alert = SubFactory(AlertFactory)
    subscription = SubFactory(SubscriptionFactory, deadline=SelfAttribute("..alert.deadline"))
    subscriber = SelfAttribute("subscription.subscriber")
    due_at = SelfAttribute("alert.fire_at")
