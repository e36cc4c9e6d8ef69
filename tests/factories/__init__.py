"""Factories for every record: published, minimal, valid. `EventFactory.create(date="2025-01-20")` is typed; prefer it."""

from .alerts import AlertFactory, DeliveryFactory
from .calendars import CalendarClosureFactory, CalendarYearFactory
from .deadlines import (
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    OutcomeFactory,
    RecomputeRequestFactory,
    RuleFactory,
)
from .outbox import BounceFactory, ConfirmationFactory, DigestFactory
from .records import (
    ActorFactory,
    CitationFactory,
    EventFactory,
    IdentifierFactory,
    JurisdictionFactory,
    PictureFactory,
    PolicyFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
    TranslationFactory,
)
from .subscribers import LeadTimeFactory, SubscriberFactory, SubscriptionFactory
from .users import UserFactory
from .webhooks import WebhookEndpointFactory, WebhookSubscriptionFactory

__all__ = [
    "ActorFactory",
    "AlertFactory",
    "BounceFactory",
    "CalendarClosureFactory",
    "CalendarYearFactory",
    "CitationFactory",
    "ConfirmationFactory",
    "CountedRuleFactory",
    "DeadlineFactory",
    "DeliveryFactory",
    "DigestFactory",
    "EffectFactory",
    "EventFactory",
    "IdentifierFactory",
    "JurisdictionFactory",
    "LeadTimeFactory",
    "OutcomeFactory",
    "PictureFactory",
    "PolicyFactory",
    "RecomputeRequestFactory",
    "RuleFactory",
    "SourceFactory",
    "SubscriberFactory",
    "SubscriptionFactory",
    "TimelineFactory",
    "TopicFactory",
    "TranslationFactory",
    "UserFactory",
    "WebhookEndpointFactory",
    "WebhookSubscriptionFactory",
]
