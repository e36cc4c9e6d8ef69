"""Topics, actors and jurisdictions that readers can see: those that a published record uses."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from timeline.models import Actor, Deadline, Event, Jurisdiction, Policy, Timeline, Topic


def public_topics() -> QuerySet[Topic]:
    """Topics of published events, policies, deadlines or timelines."""
    return Topic.objects.filter(_used("topics", Event, Policy, Deadline, Timeline))


def public_actors() -> QuerySet[Actor]:
    """Actors of published events, deadlines or timelines."""
    return Actor.objects.filter(_used("actors", Event, Deadline, Timeline))


def public_jurisdictions() -> QuerySet[Jurisdiction]:
    """Jurisdictions of published policies or deadlines."""
    return Jurisdiction.objects.filter(_used("jurisdiction", Policy, Deadline))


def _used(relation: str, *models: type[Event | Policy | Deadline | Timeline]) -> Q:
    condition = Q()
    for model in models:
        condition |= Q(Exists(model.objects.published().filter(**{relation: OuterRef("pk")})))
    return condition
