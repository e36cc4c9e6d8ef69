"""Deadlines with their rules, effects, outcomes and requests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from factory.django import DjangoModelFactory

from timeline.models import (
    Deadline,
    DeadlineState,
    Effect,
    EffectKind,
    Outcome,
    OutcomeCause,
    PublicationStatus,
    RecomputeRequest,
    Rule,
)

from .declare import LazyAttribute, SelfAttribute, Sequence, SubFactory, linked
from .records import EventFactory


class DeadlineFactory(DjangoModelFactory[Deadline]):
    """A published deadline without a rule: `RuleFactory` or `CountedRuleFactory` make one together with its rule.

    Its outcome values are those of a deadline never computed, unless they are given.
    """

    class Meta:
        model = Deadline
        skip_postgeneration_save = True

    slug = Sequence(lambda n: f"deadline-{n}")
    title = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())
    publication_status = PublicationStatus.PUBLISHED
    actors = linked("actors")
    topics = linked("topics")


class RuleFactory(DjangoModelFactory[Rule]):
    """A rule with the stated date 5 April 2025; `deadline__title=…` reaches its deadline."""

    class Meta:
        model = Rule

    deadline = SubFactory(DeadlineFactory)
    stated: Any = date(2025, 4, 5)


class CountedRuleFactory(RuleFactory):
    """75 days after an event of 20 January 2025: due 5 April 2025; `trigger_event__date=…` reaches its event."""

    stated = None
    trigger_event = SubFactory(EventFactory)
    period = "75 days"
    convention = "calendar-days"


class EffectFactory(DjangoModelFactory[Effect]):
    """An event of 4 April 2025 that extends a deadline until 19 June 2025.

    On a policy: `on_deadline=None, on_policy=…, does="take-effect", until=None`.
    """

    class Meta:
        model = Effect

    event = SubFactory(EventFactory, date="2025-04-04")
    on_deadline = SubFactory(DeadlineFactory)
    does = EffectKind.EXTEND
    until = date(2025, 6, 19)


class OutcomeFactory(DjangoModelFactory[Outcome]):
    """A first outcome: pending, due 5 April 2025 (UTC)."""

    class Meta:
        model = Outcome

    deadline = SubFactory(DeadlineFactory)
    revision = 1
    cause = OutcomeCause.RULE
    state = DeadlineState.PENDING
    due = date(2025, 4, 5)
    due_at = datetime(2025, 4, 6, tzinfo=UTC)
    due_earliest = SelfAttribute("due")
    due_latest = SelfAttribute("due")
    known_on = date(2025, 1, 20)
    computed_at = datetime(2025, 1, 20, 12, tzinfo=UTC)


class RecomputeRequestFactory(DjangoModelFactory[RecomputeRequest]):
    class Meta:
        model = RecomputeRequest

    deadline = SubFactory(DeadlineFactory)
    cause = OutcomeCause.RULE
