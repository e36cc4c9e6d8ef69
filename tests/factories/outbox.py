"""What else is sent, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from factory.django import DjangoModelFactory

from timeline.models import Bounce, BounceKind, Cadence, Confirmation, Digest

from .alerts import DeliveryFactory
from .declare import SelfAttribute, Sequence, SubFactory
from .subscribers import SubscriberFactory, SubscriptionFactory


class ConfirmationFactory(DjangoModelFactory[Confirmation]):
    """A confirmation mail that waits to be sent, asked for on 1 March 2025."""

    class Meta:
        model = Confirmation

    subscription = SubFactory(SubscriptionFactory, confirmed_at=None)
    asked_at = datetime(2025, 3, 1, 12, tzinfo=UTC)
    due_at = SelfAttribute("asked_at")


class DigestFactory(DjangoModelFactory[Digest]):
    """The daily digest of 29 March 2025, which nothing was gathered for."""

    class Meta:
        model = Digest

    subscriber = SubFactory(SubscriberFactory)
    cadence = Cadence.DAILY
    language = "en"
    due_at = datetime(2025, 3, 29, 9, tzinfo=UTC)
    moment = SelfAttribute("due_at")


class BounceFactory(DjangoModelFactory[Bounce]):
    """A delivery that came back for good."""

    class Meta:
        model = Bounce

    kind = BounceKind.PERMANENT
    delivery = SubFactory(DeliveryFactory)
    subscriber = SelfAttribute("delivery.subscriber")
    event_key = Sequence(lambda n: f"event-{n}")
    description = "550 5.1.1 No such user"
    at = datetime(2025, 3, 29, 10, tzinfo=UTC)
