"""The records, one concept a file (DESIGN §2)."""

from .actor import Actor, ActorKind
from .alert import Alert, AlertKind, AlertState, Channel, Delivery
from .calendar_closure import CalendarClosure
from .calendar_year import CalendarYear
from .citation import Citation
from .confirmation import Confirmation
from .deadline import Deadline, DeadlineState, OutcomeValues
from .effect import CountedFrom, Effect, EffectKind
from .event import Certainty, Event, EventKind
from .jurisdiction import Jurisdiction
from .outbox import DeliveryState, OutboxRow
from .outcome import Outcome, OutcomeCause, RecomputeRequest
from .policy import Identifier, Policy, PolicyKind
from .publication import PublicationStatus, Publishable
from .rule import Direction, LastDay, Rule, TriggerPoint
from .source import Source
from .subscriber import (
    DEFAULT_HOUR,
    DEFAULT_LEAD_DAYS,
    EVERYTHING,
    FOLLOWED_RECORDS,
    MAX_LEAD_DAYS,
    Everything,
    LeadTime,
    SavedSearch,
    Subscriber,
    Subscription,
    SubscriptionKind,
    Target,
    fields_of,
)
from .timeline import Timeline
from .topic import Topic

__all__ = [
    "DEFAULT_HOUR",
    "DEFAULT_LEAD_DAYS",
    "EVERYTHING",
    "FOLLOWED_RECORDS",
    "MAX_LEAD_DAYS",
    "Actor",
    "ActorKind",
    "Alert",
    "AlertKind",
    "AlertState",
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
    "Direction",
    "Effect",
    "EffectKind",
    "Event",
    "EventKind",
    "Everything",
    "Identifier",
    "Jurisdiction",
    "LastDay",
    "LeadTime",
    "OutboxRow",
    "Outcome",
    "OutcomeCause",
    "OutcomeValues",
    "Policy",
    "PolicyKind",
    "PublicationStatus",
    "Publishable",
    "RecomputeRequest",
    "Rule",
    "SavedSearch",
    "Source",
    "Subscriber",
    "Subscription",
    "SubscriptionKind",
    "Target",
    "Timeline",
    "Topic",
    "TriggerPoint",
    "fields_of",
]
