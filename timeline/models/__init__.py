"""The records, one concept a file (DESIGN §2)."""

from .actor import Actor, ActorKind
from .alert import Alert, AlertKind, AlertState, Delivery
from .bounce import Bounce, BounceKind
from .calendar_closure import CalendarClosure
from .calendar_year import CalendarYear
from .citation import Citation
from .confirmation import Confirmation
from .deadline import Deadline, DeadlineState, OutcomeValues
from .digest import Digest
from .edition import Edition
from .effect import CountedFrom, Effect, EffectKind
from .event import Certainty, Event, EventKind
from .jurisdiction import Jurisdiction
from .lead_time import DEFAULT_LEAD_DAYS, MAX_LEAD_DAYS, LeadTime, LeadUnit
from .mail_domain import OWN_MAIL_SERVER, MailDomain
from .outbox import DeliveryState, OutboxRow
from .outcome import Outcome, OutcomeCause, RecomputeRequest
from .picture import WIDTHS, Picture, widths_of
from .policy import Identifier, Policy, PolicyKind
from .publication import PublicationStatus, Publishable
from .rendition import Rendition
from .rule import Direction, LastDay, Rule, TriggerPoint
from .said import OWN_LANGUAGE, Said, Spoken, is_same_language, language_mark
from .source import Source
from .subscriber import DEFAULT_HOUR, Subscriber
from .subscription import (
    EVERYTHING,
    FOLLOWED_RECORDS,
    Cadence,
    Channel,
    Everything,
    SavedSearch,
    Subscription,
    SubscriptionKind,
    Target,
    Weekday,
    fields_of,
)
from .sweep_run import SweepRun
from .timeline import Timeline
from .topic import Topic
from .translation import TRANSLATED_RECORDS, Translation
from .webhook import WebhookEndpoint
from .webhook_attempt import WebhookAttempt
from .webhook_notice import WebhookNotice
from .webhook_test import WebhookTest

__all__ = [
    "DEFAULT_HOUR",
    "DEFAULT_LEAD_DAYS",
    "EVERYTHING",
    "FOLLOWED_RECORDS",
    "MAX_LEAD_DAYS",
    "OWN_LANGUAGE",
    "OWN_MAIL_SERVER",
    "TRANSLATED_RECORDS",
    "WIDTHS",
    "Actor",
    "ActorKind",
    "Alert",
    "AlertKind",
    "AlertState",
    "Bounce",
    "BounceKind",
    "Cadence",
    "CalendarClosure",
    "CalendarYear",
    "Certainty",
    "Channel",
    "Citation",
    "Confirmation",
    "CountedFrom",
    "Deadline",
    "DeadlineState",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Direction",
    "Edition",
    "Effect",
    "EffectKind",
    "Event",
    "EventKind",
    "Everything",
    "Identifier",
    "Jurisdiction",
    "LastDay",
    "LeadTime",
    "LeadUnit",
    "MailDomain",
    "OutboxRow",
    "Outcome",
    "OutcomeCause",
    "OutcomeValues",
    "Picture",
    "Policy",
    "PolicyKind",
    "PublicationStatus",
    "Publishable",
    "RecomputeRequest",
    "Rendition",
    "Rule",
    "Said",
    "SavedSearch",
    "Source",
    "Spoken",
    "Subscriber",
    "Subscription",
    "SubscriptionKind",
    "SweepRun",
    "Target",
    "Timeline",
    "Topic",
    "Translation",
    "TriggerPoint",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookNotice",
    "WebhookTest",
    "Weekday",
    "fields_of",
    "is_same_language",
    "language_mark",
    "widths_of",
]
