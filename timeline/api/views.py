"""The lists and records of the API. Every one is read only, published only, and answered for one day of knowledge."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from timeline.counting import DeadlineOutcome, explain_outcome
from timeline.deadlines.docket import UNPUBLISHED
from timeline.deadlines.queries import (
    known_deadline_ids,
    published_citations,
    published_deadlines,
    published_effects,
    published_events,
    published_pictures,
    published_policies,
    published_timelines,
)
from timeline.deadlines.reading import read_deadlines, read_policies
from timeline.deadlines.translations import said_titles
from timeline.models import Actor, Deadline, Event, Jurisdiction, Policy, Source, Timeline, Topic

from .deadline_serializer import DeadlineSerializer
from .errors import bad_parameter, shortened
from .filters import (
    DeadlineFilterSet,
    EventFilterSet,
    NamedFilterSet,
    PolicyFilterSet,
    SourceFilterSet,
    TimelineFilterSet,
)
from .knowledge import Knowledge, read_knowledge
from .named import public_actors, public_jurisdictions, public_topics
from .serializers import (
    ActorSerializer,
    EventSerializer,
    JurisdictionSerializer,
    PolicySerializer,
    SourceSerializer,
    TimelineSerializer,
    TopicSerializer,
)

LANGUAGES = ("en", "de")
EVALUATED_AT_MOST = 2_000
"""How many deadlines one request may compute to find those with an outcome on an earlier day."""

KNOWN_ON = OpenApiParameter(
    "known_on", OpenApiTypes.DATE, description="With the knowledge of this day; today where it is missing."
)
ON = OpenApiParameter(
    "on", OpenApiTypes.DATE, description="As things stand on this day; `known_on` where it is missing."
)
EXPLAIN = OpenApiParameter("explain", str, enum=LANGUAGES, description="Adds the steps in sentences of this language.")
STEPS = OpenApiParameter("steps", bool, description="Adds the steps of each outcome.")


def documented(*parameters: OpenApiParameter, of_list: tuple[OpenApiParameter, ...] = ()) -> Any:
    """Describe the parameters that are no filters in the schema of a viewset."""
    return extend_schema_view(
        list=extend_schema(parameters=[*parameters, *of_list]), retrieve=extend_schema(parameters=[*parameters])
    )


class PublishedViewSet(ReadOnlyModelViewSet[Any]):
    """Records by id, in pages; `days` are the parameters for days that this list knows."""

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    http_method_names = ["get", "head", "options"]
    knowledge: Knowledge
    days: tuple[str, ...] = ("known_on",)
    extras: tuple[str, ...] = ()

    def get_keyset(self) -> tuple[str, ...]:
        """The fields that order the list, the last of them unique."""
        return ("slug",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters that this address does not know, and read the days it is asked for."""
        super().initial(request, *args, **kwargs)
        self._refuse_unknown(request)
        self.knowledge = read_knowledge(request.query_params)

    def _refuse_unknown(self, request: Request) -> None:
        filterset: Any = getattr(self, "filterset_class", None)
        allowed = {*self.days, *self.extras}
        if self.action == "list" and filterset is not None:
            allowed |= {*filterset.base_filters, "cursor", "page_size"}
        for name in request.query_params:
            if name not in allowed:
                sentence = _("%(name)s is no parameter here; allowed are %(allowed)s.")
                names = ", ".join(sorted(allowed)) or _("none")
                raise bad_parameter(shortened(name), sentence % {"name": shortened(name), "allowed": names})

    def get_serializer_context(self) -> dict[str, Any]:
        """The context of the serializers; `read` is what is computed of the records."""
        own: dict[str, Any] = {
            "read": {},
            "steps": False,
            "explain": None,
            "knowledge": getattr(self, "knowledge", None),
        }
        return {**own, **super().get_serializer_context()}

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer of a page or a record, with the outcomes of exactly these."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        if args and args[0] is not None:
            serializer.context["read"] = self.read(args[0] if kwargs.get("many") else [args[0]])
        return serializer

    def read(self, records: list[Any]) -> Any:
        """What is computed of these records, by id; nothing of most kinds."""
        return {}


@documented(KNOWN_ON)
class TimelineViewSet(PublishedViewSet):
    """Curated timelines. Their events and deadlines are lists of their own, narrowed by `timeline`."""

    queryset = Timeline.objects.none()
    serializer_class = TimelineSerializer
    filterset_class = TimelineFilterSet

    def get_queryset(self) -> QuerySet[Any]:
        """Published timelines with the published records that they select."""
        asked = self.knowledge.asked
        return published_timelines().prefetch_related(
            "translations",
            "topics",
            "actors",
            Prefetch("policies", published_policies(known_on=asked).order_by("slug")),
            Prefetch("highlights", published_events(known_on=asked)),
        )


@documented(KNOWN_ON, ON)
class PolicyViewSet(PublishedViewSet):
    """Policies, with the legal status that follows from their events."""

    queryset = Policy.objects.none()
    serializer_class = PolicySerializer
    filterset_class = PolicyFilterSet
    days = ("known_on", "on")

    def get_queryset(self) -> QuerySet[Any]:
        """Published policies known on the day asked for."""
        citations = Prefetch("citations", published_citations())
        policies = published_policies(known_on=self.knowledge.asked)
        return policies.select_related("jurisdiction").prefetch_related(
            "topics", "identifiers", "translations", citations
        )

    def read(self, records: list[Policy]) -> Any:
        """Their statuses."""
        knowledge = self.knowledge
        return read_policies(records, known_on=knowledge.known_on, on=knowledge.on)


@documented(KNOWN_ON)
class EventViewSet(PublishedViewSet):
    """Dated facts, in the order of their dates, with what they do to policies and deadlines."""

    queryset = Event.objects.none()
    serializer_class = EventSerializer
    filterset_class = EventFilterSet

    def get_keyset(self) -> tuple[str, ...]:
        """The order of time."""
        return ("earliest", "position", "id")

    def get_queryset(self) -> QuerySet[Any]:
        """Published events known on the day asked for."""
        asked = self.knowledge.asked
        return published_events(known_on=asked).prefetch_related(
            "translations",
            Prefetch("policies", published_policies(known_on=asked).order_by("slug")),
            "topics",
            "actors",
            Prefetch("citations", published_citations()),
            Prefetch("effects", published_effects()),
            Prefetch("picture", published_pictures(known_on=asked)),
        )

    def read(self, records: list[Event]) -> set[int]:
        """The deadlines that their effects are on and that were known on the day asked for, by key."""
        effects = [effect for event in records for effect in event.effects.all()]
        reached = {effect.on_deadline_id for effect in effects if effect.on_deadline_id is not None}
        asked = self.knowledge.asked
        return known_deadline_ids(Deadline.objects.published().filter(pk__in=reached), asked) if asked else reached


@documented(KNOWN_ON, ON, EXPLAIN, of_list=(STEPS,))
class DeadlineViewSet(PublishedViewSet):
    """Deadlines, each with its outcome on the day asked for and the steps that lead there."""

    queryset = Deadline.objects.none()
    serializer_class = DeadlineSerializer
    filterset_class = DeadlineFilterSet
    days = ("known_on", "on")
    extras = ("explain", "steps")

    def get_keyset(self) -> tuple[str, ...]:
        """The order of the due dates; on an earlier day, when these were others, that of entry."""
        return ("id",) if self.knowledge.names_a_day else ("due_latest", "id")

    def get_queryset(self) -> QuerySet[Any]:
        """Published deadlines; `filter_queryset` leaves those known on the day asked for."""
        deadlines = published_deadlines()
        related = ("policy__jurisdiction", "jurisdiction", "rule__trigger_event", "rule__trigger_deadline")
        citations = Prefetch("citations", published_citations())
        return deadlines.select_related(*related).prefetch_related("topics", "actors", "translations", citations)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The deadlines that the filters leave and that were known on the day asked for."""
        found: Any = super().filter_queryset(queryset) if self.action == "list" else queryset.filter(**self.kwargs)
        asked = self.knowledge.asked
        if asked:
            found = found.filter(pk__in=known_deadline_ids(_bare(found), asked))
        deadlines: QuerySet[Any] = found
        return deadlines

    def with_outcome(
        self,
        deadlines: QuerySet[Any],
        *,
        state: str | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
    ) -> QuerySet[Any]:
        """Those deadlines whose outcome on the day asked for is in the state and can be due in the span.

        For today the newest outcomes are stored. For another day they are computed, of EVALUATED_AT_MOST deadlines.
        """
        knowledge = self.knowledge
        if not knowledge.names_a_day:
            if state is not None:
                deadlines = deadlines.filter(state=state)
            if due_from is not None:
                deadlines = deadlines.filter(due_latest__gte=due_from)
            return deadlines if due_to is None else deadlines.filter(due_earliest__lte=due_to)
        candidates = list(
            deadlines.select_related(None).prefetch_related(None).only("pk", "slug")[: EVALUATED_AT_MOST + 1]
        )
        if len(candidates) > EVALUATED_AT_MOST:
            name = "state" if state is not None else "due_from" if due_from is not None else "due_to"
            sentence = _(
                "%(name)s on an earlier day is computed for %(most)d deadlines at most; narrow the list by timeline,"
                " policy, topic or actor."
            )
            raise bad_parameter(name, sentence % {"name": name, "most": EVALUATED_AT_MOST})
        outcomes = read_deadlines(candidates, known_on=knowledge.known_on, on=knowledge.on, now=knowledge.instant)
        chosen = [each.pk for each in candidates if _fits(outcomes.get(each.slug), state, due_from, due_to)]
        return deadlines.filter(pk__in=chosen)

    def read(self, records: list[Deadline]) -> Any:
        """Their outcomes."""
        knowledge = self.knowledge
        steps = self._wants_steps() or bool(self._language())
        return read_deadlines(records, known_on=knowledge.known_on, on=knowledge.on, now=knowledge.instant, steps=steps)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The serializer with the outcomes, and with their explanation where it is wanted."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        language = self._language()
        serializer.context["steps"] = self._wants_steps()
        if language:
            titles = _titles(serializer.context["read"], language)
            serializer.context["explain"] = lambda outcome: explain_outcome(outcome, language, titles)
        return serializer

    def _wants_steps(self) -> bool:
        text = self.request.query_params.get("steps", "").strip().lower()
        if text not in ("", "true", "false", "1", "0"):
            sentence = _("steps is “%(value)s”; true or false is allowed.")
            raise bad_parameter("steps", sentence % {"value": shortened(text)})
        return text in ("true", "1") or (not text and self.action == "retrieve")

    def _language(self) -> str:
        text = self.request.query_params.get("explain", "").strip()
        if text and text not in LANGUAGES:
            sentence = _("explain is “%(value)s”; the languages %(languages)s are allowed.")
            raise bad_parameter("explain", sentence % {"value": shortened(text), "languages": ", ".join(LANGUAGES)})
        return text


@extend_schema_view(list=extend_schema(), retrieve=extend_schema())
class SourceViewSet(PublishedViewSet):
    """Documents that were read."""

    queryset = Source.objects.none()
    serializer_class = SourceSerializer
    filterset_class = SourceFilterSet
    days = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Published sources."""
        sources: QuerySet[Any] = Source.objects.published()
        return sources


class TopicViewSet(PublishedViewSet):
    """Subjects that published records are filed under."""

    queryset = Topic.objects.none()
    serializer_class = TopicSerializer
    filterset_class = NamedFilterSet
    days = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Topics that readers can see."""
        return public_topics()


class ActorViewSet(PublishedViewSet):
    """Who acts or is obliged in published records."""

    queryset = Actor.objects.none()
    serializer_class = ActorSerializer
    filterset_class = NamedFilterSet
    days = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Actors that readers can see."""
        return public_actors()


class JurisdictionViewSet(PublishedViewSet):
    """Legal orders of published policies and deadlines, with how they count."""

    queryset = Jurisdiction.objects.none()
    serializer_class = JurisdictionSerializer
    filterset_class = NamedFilterSet
    days = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Jurisdictions that readers can see."""
        return public_jurisdictions()


def _bare(deadlines: QuerySet[Any]) -> Any:
    return deadlines.select_related(None).prefetch_related(None)


def _fits(outcome: DeadlineOutcome | None, state: str | None, due_from: date | None, due_to: date | None) -> bool:
    if outcome is None or (state is not None and outcome.state != state):
        return False
    if due_from is not None and (outcome.due_latest is None or outcome.due_latest < due_from):
        return False
    return due_to is None or (outcome.due_earliest is not None and outcome.due_earliest <= due_to)


def _titles(outcomes: dict[str, DeadlineOutcome], language: str) -> dict[str, str]:
    """The titles of the published records that the outcomes name."""
    named = {step.event for outcome in outcomes.values() for step in outcome.steps if step.event}
    named |= {forecast.event for outcome in outcomes.values() for forecast in outcome.forecasts}
    with override(language):
        return {UNPUBLISHED: _("a record that is not public"), **said_titles(named, language)}
