"""Webhook endpoints, and who is told over them."""

from __future__ import annotations

from typing import Any

from factory.django import DjangoModelFactory

from timeline.models import Channel, Subscription, WebhookEndpoint

from .declare import LazyAttribute, SelfAttribute, Sequence, SubFactory
from .subscribers import SubscriberFactory, SubscriptionFactory

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""24 bytes, as the specification's own example."""


class WebhookEndpointFactory(DjangoModelFactory[WebhookEndpoint]):
    class Meta:
        model = WebhookEndpoint

    subscriber = SubFactory(SubscriberFactory)
    url = Sequence(lambda n: f"https://hooks-{n}.example.org/longstop")
    secret = SECRET


class WebhookSubscriptionFactory(SubscriptionFactory):
    """A confirmed subscription to a deadline that is told over a webhook."""

    class Meta:
        model = Subscription

    endpoint: Any = SubFactory(WebhookEndpointFactory)
    subscriber: Any = SelfAttribute("endpoint.subscriber")
    channel: Any = LazyAttribute(lambda _self: Channel.WEBHOOK)
