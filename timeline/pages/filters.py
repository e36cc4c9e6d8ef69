"""The filter form of a timeline: what can be chosen, and what was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from timeline.deadlines.queries import published_policies
from timeline.deadlines.queries_search import MAX_SEARCH_LENGTH, Choice
from timeline.models import Actor, Certainty, Deadline, Event, EventKind, Topic

from .refusals import BadValue, shortened

MAX_TOPICS = 20
FIELDS = ("q", "topic", "policy", "actor", "kind", "certainty")


@dataclass(frozen=True, slots=True)
class Select:
    """One choice of the form: its name in the address, its label, and its options as (value, label, chosen).

    Of `several` options more than one may be chosen."""

    name: str
    label: str
    everything: str
    options: list[tuple[str, str, bool]]
    several: bool = False


def read_choice(values: Mapping[str, str], *, known_on: date | None) -> Choice:
    """Read the filters from the address, three queries at most. Raises BadValue for what does not exist."""
    text = values.get("q", "").strip()
    if len(text) > MAX_SEARCH_LENGTH:
        raise BadValue(
            _("The search has %(length)s characters; up to %(most)s are allowed.")
            % {"length": len(text), "most": MAX_SEARCH_LENGTH}
        )
    policy, actor = (values.get(name, "") for name in ("policy", "actor"))
    choice = Choice(
        topics=_read_topics(values),
        policy=published_policies(known_on=known_on).filter(slug=policy).first() if policy else None,
        actor=Actor.objects.filter(slug=actor).first() if actor else None,
        kind=values.get("kind", ""),
        certainty=values.get("certainty", ""),
        text=text,
    )
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


def _read_topics(values: Mapping[str, str]) -> tuple[Topic, ...]:
    """The topics named, in the order of their ids: `topic` may stand several times, or have commas in it."""
    given = values.getlist("topic") if isinstance(values, MultiValueDict) else [values.get("topic", "")]
    slugs = list(dict.fromkeys(slug for each in given for slug in each.split(",") if slug))
    if not slugs:
        return ()
    if len(slugs) > MAX_TOPICS:
        raise BadValue(
            _("The address names %(number)s topics; up to %(most)s are allowed.")
            % {"number": len(slugs), "most": MAX_TOPICS}
        )
    found = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs).order_by("slug")}
    for slug in slugs:
        if slug not in found:
            raise BadValue(_("There is no topic “%(id)s”.") % {"id": shortened(slug)})
    return tuple(found.values())


def chosen_values(choice: Choice) -> list[tuple[str, str]]:
    """The choice as the names and values of an address, in the order of the form, without empty ones."""
    values = (
        ("q", choice.text),
        *(("topic", topic.slug) for topic in choice.topics),
        ("policy", choice.policy.slug if choice.policy else ""),
        ("actor", choice.actor.slug if choice.actor else ""),
        ("kind", choice.kind),
        ("certainty", choice.certainty),
    )
    return [(name, value) for name, value in values if value]


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that holds, in words, and the address of the page without it."""

    label: str
    value: str
    href: str


def chips(choice: Choice, here: str, known_on: date | None) -> list[Chip]:
    """The filters that hold, in the order of the form."""
    words: list[tuple[str, str]] = [(_("Search"), f"“{choice.text}”")] if choice.text else []
    words += [(_("Topic"), topic.name) for topic in choice.topics]
    words += [(_("Policy"), choice.policy.said.title)] if choice.policy else []
    words += [(_("Actor"), choice.actor.name)] if choice.actor else []
    words += [(_("Kind of event"), str(EventKind(choice.kind).label))] if choice.kind else []
    words += [(_("Certainty"), str(Certainty(choice.certainty).label))] if choice.certainty else []
    values = chosen_values(choice)
    kept = [("known_on", known_on.isoformat())] if known_on else []
    found = []
    for number, (label, value) in enumerate(words):
        rest = urlencode([*values[:number], *values[number + 1 :], *kept])
        found.append(Chip(label, value, f"{here}?{rest}" if rest else here))
    return found


Chosen = Any
"""The keys of records, or the query that finds them, as `in` takes them."""


def selects(choice: Choice, events: Chosen, deadlines: Chosen) -> list[Select]:
    """What can be chosen among these events and deadlines of a timeline; three queries."""
    topics = _among(
        Topic.objects.all(),
        Event.topics.through.objects.filter(event__in=events).values("topic"),
        Deadline.topics.through.objects.filter(deadline__in=deadlines).values("topic"),
        choice.topics,
    ).values_list("slug", "name")
    policies = _among(
        published_policies(),
        Event.policies.through.objects.filter(event__in=events).values("policy"),
        Deadline.objects.order_by().filter(pk__in=deadlines).values("policy"),
        (choice.policy,),
    ).values_list("slug", "title")
    actors = _among(
        Actor.objects.all(),
        Event.actors.through.objects.filter(event__in=events).values("actor"),
        Deadline.actors.through.objects.filter(deadline__in=deadlines).values("actor"),
        (choice.actor,),
    ).values_list("slug", "name")
    chosen = set(chosen_values(choice))
    return [
        Select(
            "topic",
            _("Topic"),
            _("All topics"),
            [(slug, name, ("topic", slug) in chosen) for slug, name in topics],
            several=True,
        ),
        Select(
            "policy",
            _("Policy"),
            _("All policies"),
            [(slug, title, ("policy", slug) in chosen) for slug, title in policies],
        ),
        Select(
            "actor",
            _("Actor"),
            _("All actors"),
            [(slug, name, ("actor", slug) in chosen) for slug, name in actors],
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


def _among(
    records: QuerySet[Any], of_events: QuerySet[Any], of_deadlines: QuerySet[Any], chosen: Iterable[Any]
) -> QuerySet[Any]:
    """The records that events or deadlines name by key, and those chosen, which may be named by neither."""
    named = Q(pk__in=of_events.union(of_deadlines))
    keys = [record.pk for record in chosen if record is not None]
    return records.filter(named | Q(pk__in=keys) if keys else named)
