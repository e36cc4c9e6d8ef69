"""The filter form of a timeline: what can be chosen, and what was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from timeline.deadlines.queries import published_policies
from timeline.deadlines.queries_search import MAX_SEARCH_LENGTH, Choice
from timeline.models import Actor, Certainty, Deadline, Event, EventKind, Policy, Topic

from .refusals import BadValue, shortened

FIELDS = ("q", "topic", "policy", "actor", "kind", "certainty")


@dataclass(frozen=True, slots=True)
class Select:
    """One choice of the form: its name in the address, its label, and its options as (value, label, chosen)."""

    name: str
    label: str
    everything: str
    options: list[tuple[str, str, bool]]


def read_choice(values: Mapping[str, str], *, known_on: date | None) -> Choice:
    """Read the filters from the address, three queries at most. Raises BadValue for what does not exist."""
    text = values.get("q", "").strip()
    if len(text) > MAX_SEARCH_LENGTH:
        raise BadValue(
            _("The search has %(length)s characters; up to %(most)s are allowed.")
            % {"length": len(text), "most": MAX_SEARCH_LENGTH}
        )
    topic, policy, actor = (values.get(name, "") for name in ("topic", "policy", "actor"))
    choice = Choice(
        topic=Topic.objects.filter(slug=topic).first() if topic else None,
        policy=published_policies(known_on=known_on).filter(slug=policy).first() if policy else None,
        actor=Actor.objects.filter(slug=actor).first() if actor else None,
        kind=values.get("kind", ""),
        certainty=values.get("certainty", ""),
        text=text,
    )
    if topic and choice.topic is None:
        raise BadValue(_("There is no topic “%(id)s”.") % {"id": shortened(topic)})
    if policy and choice.policy is None:
        raise BadValue(_("There is no policy “%(id)s”.") % {"id": shortened(policy)})
    if actor and choice.actor is None:
        raise BadValue(_("There is no actor “%(id)s”.") % {"id": shortened(actor)})
    if choice.kind and choice.kind not in EventKind.values:
        raise BadValue(
            _("There is no kind of event “%(value)s”; there are: %(allowed)s.")
            % {"value": shortened(choice.kind), "allowed": ", ".join(EventKind.values)}
        )
    if choice.certainty and choice.certainty not in Certainty.values:
        raise BadValue(
            _("There is no certainty “%(value)s”; there are: %(allowed)s.")
            % {"value": shortened(choice.certainty), "allowed": ", ".join(Certainty.values)}
        )
    return choice


def chosen_values(choice: Choice) -> list[tuple[str, str]]:
    """The choice as the names and values of an address, in the order of the form, without empty ones."""
    values = (
        choice.text,
        choice.topic.slug if choice.topic else "",
        choice.policy.slug if choice.policy else "",
        choice.actor.slug if choice.actor else "",
        choice.kind,
        choice.certainty,
    )
    return [(name, value) for name, value in zip(FIELDS, values, strict=True) if value]


Keys = Collection[int] | QuerySet[Any]
"""Records by their keys, or by the query that finds those."""


def selects(choice: Choice, events: Keys, deadlines: Keys) -> list[Select]:
    """What can be chosen among these events and deadlines of a timeline; three queries."""
    topics = Topic.objects.filter(
        Q(pk__in=Event.topics.through.objects.filter(event__in=events).values("topic"))
        | Q(pk__in=Deadline.topics.through.objects.filter(deadline__in=deadlines).values("topic"))
        | _is(choice.topic)
    )
    policies = published_policies().filter(
        Q(pk__in=Event.policies.through.objects.filter(event__in=events).values("policy"))
        | Q(pk__in=Deadline.objects.order_by().filter(pk__in=deadlines).values("policy"))
        | _is(choice.policy)
    )
    actors = Actor.objects.filter(
        Q(pk__in=Event.actors.through.objects.filter(event__in=events).values("actor"))
        | Q(pk__in=Deadline.actors.through.objects.filter(deadline__in=deadlines).values("actor"))
        | _is(choice.actor)
    )
    return [
        Select(
            "topic",
            _("Topic"),
            _("All topics"),
            [(topic.slug, topic.name, topic == choice.topic) for topic in topics],
        ),
        Select(
            "policy",
            _("Policy"),
            _("All policies"),
            [(policy.slug, policy.title, policy == choice.policy) for policy in policies],
        ),
        Select(
            "actor",
            _("Actor"),
            _("All actors"),
            [(actor.slug, actor.name, actor == choice.actor) for actor in actors],
        ),
        Select(
            "kind",
            _("Kind of event"),
            _("Every kind"),
            [(value, str(label), value == choice.kind) for value, label in EventKind.choices],
        ),
        Select(
            "certainty",
            _("Certainty"),
            _("Every certainty"),
            [(value, str(label), value == choice.certainty) for value, label in Certainty.choices],
        ),
    ]


def _is(record: Topic | Policy | Actor | None) -> Q:
    return Q(pk=record.pk) if record is not None else Q(pk__in=[])
