"""Choosing among events and deadlines: by topic, policy, actor, kind, certainty, and by the words they hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from timeline.models import Actor, Citation, Deadline, Event, Policy, PublicationStatus, Topic, Translation
from timeline.models.deadline import DeadlineQuerySet
from timeline.models.publication import PublishableQuerySet

MAX_SEARCH_LENGTH = 200
MAX_SEARCH_WORDS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose to see; empty: everything. `kind` and `certainty` are values of the enums of events.

    A deadline has neither, so either of them leaves events only. A record with any of the `topics` is chosen; of everything else
    all must hold.
    """

    topics: tuple[Topic, ...] = ()
    policy: Policy | None = None
    actor: Actor | None = None
    kind: str = ""
    certainty: str = ""
    text: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Choice()


def search_words(text: str) -> list[str]:
    """The words of a search, at most MAX_SEARCH_WORDS."""
    return text[:MAX_SEARCH_LENGTH].replace("\0", " ").split()[:MAX_SEARCH_WORDS]


def chosen_events(events: PublishableQuerySet[Event], choice: Choice) -> PublishableQuerySet[Event]:
    """Those among `events` that the choice names; every word must be found, in any field."""
    if choice.topics:
        events = events.filter(Exists(Event.objects.filter(pk=OuterRef("pk"), topics__in=choice.topics)))
    if choice.policy is not None:
        about = Event.objects.filter(pk=OuterRef("pk"), policies=choice.policy)
        touching = choice.policy.effects.filter(event=OuterRef("pk"))
        events = events.filter(Exists(about) | Exists(touching))
    if choice.actor is not None:
        events = events.filter(Exists(Event.objects.filter(pk=OuterRef("pk"), actors=choice.actor)))
    if choice.kind:
        events = events.filter(kind=choice.kind)
    if choice.certainty:
        events = events.filter(certainty=choice.certainty)
    for word in search_words(choice.text):
        events = events.filter(_text_holds(word, "event", Actor.objects.filter(events=OuterRef("pk"))))
    return events


def chosen_deadlines(deadlines: DeadlineQuerySet, choice: Choice) -> DeadlineQuerySet:
    """Those among `deadlines` that the choice names; the topics of a deadline are its own and those of its policy."""
    if choice.kind or choice.certainty:
        return deadlines.none()
    if choice.topics:
        own = Deadline.objects.filter(pk=OuterRef("pk"), topics__in=choice.topics)
        inherited = Policy.objects.published().filter(pk=OuterRef("policy_id"), topics__in=choice.topics)
        deadlines = deadlines.filter(Exists(own) | Exists(inherited))
    if choice.policy is not None:
        deadlines = deadlines.filter(policy=choice.policy)
    if choice.actor is not None:
        deadlines = deadlines.filter(Exists(Deadline.objects.filter(pk=OuterRef("pk"), actors=choice.actor)))
    for word in search_words(choice.text):
        deadlines = deadlines.filter(_text_holds(word, "deadline", Actor.objects.filter(deadlines=OuterRef("pk"))))
    return deadlines


def _text_holds(word: str, cited_by: str, actors: QuerySet[Actor]) -> Q:
    """Whether title, summary, a translation of either, an actor's name or a quote from a published source holds the word."""
    quotes = Citation.objects.filter(
        **{cited_by: OuterRef("pk")}, source__publication_status=PublicationStatus.PUBLISHED, quote__icontains=word
    )
    named = actors.filter(name__icontains=word)
    translated = Translation.objects.order_by().filter(
        Q(title__icontains=word) | Q(summary__icontains=word), **{cited_by: OuterRef("pk")}
    )
    own = Q(title__icontains=word) | Q(summary__icontains=word)
    return own | Q(Exists(named)) | Q(Exists(quotes)) | Q(Exists(translated))
