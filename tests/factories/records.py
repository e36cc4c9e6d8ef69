"""Sources, events, policies and what they are filed under."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from factory.django import DjangoModelFactory

from timeline.models import (
    Actor,
    Citation,
    Event,
    Identifier,
    Jurisdiction,
    Picture,
    Policy,
    PublicationStatus,
    Rendition,
    Source,
    Timeline,
    Topic,
    Translation,
)

from .declare import LazyAttribute, PostGeneration, Sequence, SubFactory, linked


class JurisdictionFactory(DjangoModelFactory[Jurisdiction]):
    class Meta:
        model = Jurisdiction

    slug = Sequence(lambda n: f"jurisdiction-{n}")
    name = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    slug = Sequence(lambda n: f"topic-{n}")
    name = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())


class ActorFactory(DjangoModelFactory[Actor]):
    class Meta:
        model = Actor

    slug = Sequence(lambda n: f"actor-{n}")
    name = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())


class SourceFactory(DjangoModelFactory[Source]):
    class Meta:
        model = Source

    slug = Sequence(lambda n: f"source-{n}")
    title = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())
    publisher = "Federal Register"
    url = LazyAttribute(lambda record: f"https://sources.example/{record.slug}")
    published = "2025-01-20"
    publication_status = PublicationStatus.PUBLISHED


class PolicyFactory(DjangoModelFactory[Policy]):
    class Meta:
        model = Policy
        skip_postgeneration_save = True

    slug = Sequence(lambda n: f"policy-{n}")
    title = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())
    publication_status = PublicationStatus.PUBLISHED
    topics = linked("topics")


class IdentifierFactory(DjangoModelFactory[Identifier]):
    class Meta:
        model = Identifier

    policy = SubFactory(PolicyFactory)
    scheme = "public-law"
    value = Sequence(lambda n: f"118-{n}")


class EventFactory(DjangoModelFactory[Event]):
    """A published event of 20 January 2025."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    slug = Sequence(lambda n: f"event-{n}")
    title = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())
    date = "2025-01-20"
    publication_status = PublicationStatus.PUBLISHED
    policies = linked("policies")
    actors = linked("actors")
    topics = linked("topics")


class CitationFactory(DjangoModelFactory[Citation]):
    """A citation of an event; `event=None, policy=…` or `event=None, deadline=…` for another record."""

    class Meta:
        model = Citation

    source = SubFactory(SourceFactory)
    event = SubFactory(EventFactory)
    quote = "for a period of 75 days from today"
    locator = "sec. 2(a)"


def _renditions(picture: Picture, create: bool, extracted: Any, **kwargs: Any) -> None:
    for width in picture.widths:
        content = f"{picture.digest} in {width}".encode()
        Rendition.objects.create(picture=picture, width=width, content=content)


class PictureFactory(DjangoModelFactory[Picture]):
    """The picture of an event, three renditions of it, whose content is words; added on 1 February 2025."""

    class Meta:
        model = Picture
        skip_postgeneration_save = True

    event = SubFactory(EventFactory)
    digest = Sequence(lambda n: f"{n:032x}")
    width = 1440
    height = 960
    added_at = datetime(2025, 2, 1, 12, tzinfo=UTC)
    alt = "A hand signs a paper"
    credit = "Jo Doe"
    renditions = PostGeneration(_renditions)


class TimelineFactory(DjangoModelFactory[Timeline]):
    class Meta:
        model = Timeline
        skip_postgeneration_save = True

    slug = Sequence(lambda n: f"timeline-{n}")
    title = LazyAttribute(lambda record: record.slug.replace("-", " ").capitalize())
    publication_status = PublicationStatus.PUBLISHED
    topics = linked("topics")
    policies = linked("policies")
    actors = linked("actors")
    events = linked("events")
    deadlines = linked("deadlines")
    highlights = linked("highlights")


class TranslationFactory(DjangoModelFactory[Translation]):
    """A German title; name the record with `event=…`, `policy=…`, `deadline=…` or `timeline=…`."""

    class Meta:
        model = Translation

    language = "de"
    title = "Auf Deutsch"
