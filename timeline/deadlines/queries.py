"""What readers may see: the querysets that pages, API, feeds and mail share, so that they cannot disagree.

Everything here is published. `known_on` leaves out what the public could not know on that day; without it every published
record is in, a planned event of next year included.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from timeline.models import (
    Citation,
    Deadline,
    Effect,
    Event,
    Picture,
    Policy,
    PublicationStatus,
    Rendition,
    Timeline,
    Topic,
)
from timeline.models.deadline import DeadlineQuerySet
from timeline.models.publication import PublishableQuerySet


def published_timelines() -> PublishableQuerySet[Timeline]:
    timelines: PublishableQuerySet[Timeline] = Timeline.objects.published()
    return timelines


def published_events(*, known_on: date | None = None) -> PublishableQuerySet[Event]:
    """Events readers may see, in order of time."""
    events: PublishableQuerySet[Event] = Event.objects.published()
    return events if known_on is None else events.filter(known__lte=known_on)


def published_policies(*, known_on: date | None = None) -> PublishableQuerySet[Policy]:
    """Policies readers may see.

    A policy is known once one of its events is; one without any event has no day of its own and is always known.
    """
    policies: PublishableQuerySet[Policy] = Policy.objects.published()
    return policies if known_on is None else policies.filter(_policy_is_known(known_on, "pk"))


def published_deadlines(*, known_on: date | None = None) -> DeadlineQuerySet:
    """Deadlines readers may see.

    A deadline is known once the trigger of its rule is, through any chain of deadlines; one with a stated date and no trigger
    is known once its policy is. With `known_on`, one query for each link of the longest chain.
    """
    deadlines = Deadline.objects.published()
    return deadlines if known_on is None else deadlines.filter(pk__in=known_deadline_ids(deadlines, known_on))


def known_deadline_ids(deadlines: DeadlineQuerySet, known_on: date) -> set[int]:
    """Keys of those among `deadlines` that were known on that day."""
    asked = dict(_links(deadlines, known_on))
    links = dict(asked)
    missing = _chained_to(asked) - links.keys()
    while missing:
        found = dict(_links(Deadline.objects.published().filter(pk__in=missing), known_on))
        links.update(found)
        missing = _chained_to(found) - links.keys()
    return {pk for pk in asked if _starts_known(pk, links)}


class _Link(NamedTuple):
    """How a deadline comes to be known: by itself, or by the deadline it is chained to."""

    is_known: bool
    chained_to: int | None


def _chained_to(links: dict[int, _Link]) -> set[int]:
    return {link.chained_to for link in links.values() if link.chained_to is not None}


def _starts_known(pk: int, links: dict[int, _Link]) -> bool:
    """Whether the far end of a chain is known; false for a circle and for a chain to what readers may not see."""
    passed: set[int] = set()
    while pk in links and pk not in passed:
        passed.add(pk)
        link = links[pk]
        if link.chained_to is None:
            return link.is_known
        pk = link.chained_to
    return False


def _links(deadlines: DeadlineQuerySet, known_on: date) -> Iterator[tuple[int, _Link]]:
    trigger_known = Q(
        rule__trigger_event__publication_status=PublicationStatus.PUBLISHED, rule__trigger_event__known__lte=known_on
    )
    untriggered = Q(rule__trigger_event__isnull=True, rule__trigger_deadline__isnull=True)
    policy_known = Q(policy__isnull=True) | _policy_is_known(known_on, "policy_id")
    is_known = ExpressionWrapper(trigger_known | (untriggered & policy_known), output_field=BooleanField())
    rows = deadlines.order_by().annotate(is_known=is_known)
    for pk, known, chained_to in rows.values_list("pk", "is_known", "rule__trigger_deadline_id"):
        yield pk, _Link(bool(known), chained_to)


def _policy_is_known(known_on: date, key: str) -> Q:
    # Subqueries by key instead of one with "or", which would read every event for every row.
    published = PublicationStatus.PUBLISHED
    about = Policy.objects.filter(pk=OuterRef(key), events__publication_status=published)
    about_known = Policy.objects.filter(
        pk=OuterRef(key), events__publication_status=published, events__known__lte=known_on
    )
    touching = Effect.objects.filter(on_policy=OuterRef(key), event__publication_status=published)
    is_known = Exists(about_known) | Exists(touching.filter(event__known__lte=known_on))
    return Q(is_known) | (~Q(Exists(about)) & ~Q(Exists(touching)))


# What belongs to a timeline -----------------------------------------------------------------


def timeline_events(timeline: Timeline, *, known_on: date | None = None) -> PublishableQuerySet[Event]:
    """Published events added to the timeline or having any of its topics, policies or actors, each once."""
    every = Event.objects.order_by()
    ids = every.filter(timelines=timeline).values("pk")
    ids = ids.union(
        every.filter(topics__timelines=timeline).values("pk"),
        every.filter(policies__timelines=timeline).values("pk"),
        every.filter(actors__timelines=timeline).values("pk"),
    )
    return published_events(known_on=known_on).filter(pk__in=ids)


def timeline_deadlines(timeline: Timeline, *, known_on: date | None = None) -> DeadlineQuerySet:
    """Published deadlines added to the timeline or having any of its topics, policies or actors, each once.

    The topics of a deadline are its own and those of its policy.
    """
    every = Deadline.objects.order_by()
    ids = every.filter(timelines=timeline).values("pk")
    ids = ids.union(
        every.filter(topics__timelines=timeline).values("pk"),
        every.filter(policy__topics__timelines=timeline).values("pk"),
        every.filter(policy__timelines=timeline).values("pk"),
        every.filter(actors__timelines=timeline).values("pk"),
    )
    deadlines = Deadline.objects.published().filter(pk__in=ids)
    return deadlines if known_on is None else deadlines.filter(pk__in=known_deadline_ids(deadlines, known_on))


def timeline_known_days(timeline: Timeline) -> list[date]:
    """The days on which something of the timeline became known, each once, ascending; one query.

    What counts is published: its events, and those that trigger one of its deadlines or have an effect on one.
    """
    events = timeline_events(timeline).order_by().values("known")
    deadlines = timeline_deadlines(timeline).order_by().values("pk")
    published = Event.objects.order_by().published()
    triggering = published.filter(triggered_rules__deadline__in=deadlines).values("known")
    touching = published.filter(effects__on_deadline__in=deadlines).values("known")
    return sorted(events.union(triggering, touching).values_list("known", flat=True))


def timelines_with_event(event: Event) -> PublishableQuerySet[Timeline]:
    """Published timelines the event belongs to."""
    every = Timeline.objects.order_by()
    ids = every.filter(events=event).values("pk")
    ids = ids.union(
        every.filter(topics__events=event).values("pk"),
        every.filter(policies__events=event).values("pk"),
        every.filter(actors__events=event).values("pk"),
    )
    return published_timelines().filter(pk__in=ids)


def timelines_with_deadline(deadline: Deadline) -> PublishableQuerySet[Timeline]:
    """Published timelines the deadline belongs to."""
    every = Timeline.objects.order_by()
    ids = every.filter(deadlines=deadline).values("pk")
    ids = ids.union(
        every.filter(topics__deadlines=deadline).values("pk"),
        every.filter(topics__policies__deadlines=deadline).values("pk"),
        every.filter(policies__deadlines=deadline).values("pk"),
        every.filter(actors__deadlines=deadline).values("pk"),
    )
    return published_timelines().filter(pk__in=ids)


def timelines_with_policy(policy: Policy) -> PublishableQuerySet[Timeline]:
    """Published timelines that select the policy or one of its topics."""
    every = Timeline.objects.order_by()
    ids = every.filter(policies=policy).values("pk").union(every.filter(topics__policies=policy).values("pk"))
    return published_timelines().filter(pk__in=ids)


def policy_events(policy: Policy, *, known_on: date | None = None) -> PublishableQuerySet[Event]:
    """Published events about the policy or with an effect on it, each once."""
    every = Event.objects.order_by()
    ids = every.filter(policies=policy).values("pk").union(every.filter(effects__on_policy=policy).values("pk"))
    return published_events(known_on=known_on).filter(pk__in=ids)


def policy_deadlines(policy: Policy, *, known_on: date | None = None) -> DeadlineQuerySet:
    deadlines = Deadline.objects.published().filter(policy=policy)
    return deadlines if known_on is None else deadlines.filter(pk__in=known_deadline_ids(deadlines, known_on))


def topic_deadlines(topic: Topic) -> DeadlineQuerySet:
    """Published deadlines with the topic, their own or that of their policy, each once."""
    every = Deadline.objects.order_by()
    ids = every.filter(topics=topic).values("pk").union(every.filter(policy__topics=topic).values("pk"))
    return Deadline.objects.published().filter(pk__in=ids)


# Lists --------------------------------------------------------------------------------------


def upcoming_deadlines(*, on: date) -> DeadlineQuerySet:
    """Published deadlines that are pending and due on or after `on`, the next one first, by the stored outcomes."""
    return Deadline.objects.published().upcoming(on=on)


def newest_events(*, known_on: date) -> PublishableQuerySet[Event]:
    """Published events known on that day, the one that became known last first."""
    return published_events(known_on=known_on).order_by("-known", "-position", "-pk")


# What hangs on a record ---------------------------------------------------------------------


def published_citations() -> QuerySet[Citation]:
    """Citations of sources readers may see, each with its source."""
    return Citation.objects.filter(source__publication_status=PublicationStatus.PUBLISHED).select_related("source")


def published_pictures(*, known_on: date | None = None) -> QuerySet[Picture]:
    """Pictures of events readers may see; with `known_on` those that had been added by the end of that day."""
    pictures = Picture.objects.filter(event__publication_status=PublicationStatus.PUBLISHED)
    if known_on is None:
        return pictures
    return pictures.filter(added_at__lt=datetime.combine(known_on + timedelta(days=1), time(), UTC))


def published_renditions(digest: str, width: int) -> QuerySet[Rendition]:
    """A picture in one width, once for each published event that has it."""
    published = PublicationStatus.PUBLISHED
    return Rendition.objects.filter(
        picture__digest=digest, width=width, picture__event__publication_status=published
    ).order_by()


def published_effects(*, known_on: date | None = None) -> QuerySet[Effect]:
    """Effects of published events on published records, with both ends loaded."""
    effects = (
        Effect.objects.filter(event__publication_status=PublicationStatus.PUBLISHED)
        .filter(Q(on_deadline__isnull=True) | Q(on_deadline__publication_status=PublicationStatus.PUBLISHED))
        .filter(Q(on_policy__isnull=True) | Q(on_policy__publication_status=PublicationStatus.PUBLISHED))
        .select_related("event", "on_deadline", "on_policy", "by_deadline")
    )
    return effects if known_on is None else effects.filter(event__known__lte=known_on)
