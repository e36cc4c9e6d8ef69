"""What a list can be narrowed to. A value that means nothing is refused with a sentence that names its parameter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters

from timeline.deadlines.queries import (
    published_policies,
    published_timelines,
    timeline_deadlines,
    timeline_events,
)
from timeline.deadlines.queries_search import (
    MAX_SEARCH_LENGTH,
    Choice,
    chosen_deadlines,
    chosen_events,
    search_words,
)
from timeline.models import Certainty, DeadlineState, EventKind, PolicyKind

from .errors import bad_parameter, shortened
from .knowledge import Knowledge, read_day
from .named import public_actors, public_jurisdictions, public_topics


class RecordFilter(filters.CharFilter):
    """The id of a record that readers can see; what it finds is the record itself."""

    def __init__(self, records: Callable[[], QuerySet[Any]], *, help_text: Any) -> None:
        super().__init__(label=help_text, help_text=help_text)
        self.records = records

    def read(self, slug: str) -> Any:
        """The record with that id. Raises ValidationError where there is none that readers can see."""
        record = self.records().filter(slug=slug).first() if "\0" not in slug else None
        if record is None:
            model = self.records().model._meta.verbose_name
            raise ValidationError(
                _("no %(record)s has the id “%(value)s”.") % {"record": model, "value": shortened(slug)}
            )
        return record


class DayFilter(filters.DateFilter):
    """A day as YYYY-MM-DD."""

    def __init__(self, *, help_text: Any) -> None:
        super().__init__(label=help_text, help_text=help_text)


class SearchFilter(filters.CharFilter):
    """Words that must all be found."""

    def __init__(self, *, help_text: Any) -> None:
        super().__init__(label=help_text, help_text=help_text, max_length=MAX_SEARCH_LENGTH)


def _choices(enum: Any, help_text: Any) -> filters.ChoiceFilter:
    allowed = ", ".join(enum.values)
    refusal = format_lazy("{} {}.", gettext_lazy("“%(value)s” is not allowed; allowed are"), allowed)
    messages = {"invalid_choice": refusal}
    return filters.ChoiceFilter(choices=enum.choices, help_text=help_text, label=help_text, error_messages=messages)


def _topic() -> RecordFilter:
    return RecordFilter(public_topics, help_text=gettext_lazy("Filed under this topic, by its id."))


def _policy() -> RecordFilter:
    return RecordFilter(published_policies, help_text=gettext_lazy("About this policy, by its id."))


def _actor() -> RecordFilter:
    return RecordFilter(public_actors, help_text=gettext_lazy("With this actor, by its id."))


def _timeline() -> RecordFilter:
    return RecordFilter(published_timelines, help_text=gettext_lazy("Belonging to this timeline, by its id."))


def _search() -> SearchFilter:
    return SearchFilter(help_text=gettext_lazy("Every one of these words is found in the record."))


class RecordFilterSet(filters.FilterSet):
    """Reads its parameters itself, so that days and ids are held to what this project writes."""

    @property
    def knowledge(self) -> Knowledge:
        """The days the request is answered for."""
        return self.request.parser_context["view"].knowledge  # type: ignore[no-any-return]

    def get_form_class(self) -> Any:
        """The form of the filters that it can check; `read` checks the others."""
        form_class = super().get_form_class()
        for name, each in self.filters.items():
            if isinstance(each, (RecordFilter, DayFilter)):
                form_class.base_fields.pop(name, None)
        return form_class

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The records that every parameter given leaves."""
        given: dict[str, Any] = {
            name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")
        }
        for name, each in self.filters.items():
            text = self.data.get(name, "").strip()
            if text and isinstance(each, RecordFilter):
                try:
                    given[name] = each.read(text)
                except ValidationError as error:
                    raise bad_parameter(name, " ".join(error.messages)) from error
            elif text and isinstance(each, DayFilter):
                given[name] = read_day(self.data, name)
        return self.narrow(queryset, given)

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """The records that the values given leave."""
        raise NotImplementedError


def _choice(given: dict[str, Any]) -> Choice:
    return Choice(
        topics=(given["topic"],) if "topic" in given else (),
        policy=given.get("policy"),
        actor=given.get("actor"),
        kind=given.get("kind", ""),
        certainty=given.get("certainty", ""),
        text=given.get("search", ""),
    )


def _with_words(queryset: QuerySet[Any], text: str, *lookups: str) -> QuerySet[Any]:
    for word in search_words(text):
        condition = Q()
        for lookup in lookups:
            condition |= Q(**{f"{lookup}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset


class EventFilterSet(RecordFilterSet):
    """Events."""

    topic, policy, actor, timeline = _topic(), _policy(), _actor(), _timeline()
    kind = _choices(EventKind, gettext_lazy("Of this kind."))
    certainty = _choices(Certainty, gettext_lazy("Of this certainty."))
    date_from = DayFilter(help_text=gettext_lazy("Can have happened on this day or later."))
    date_to = DayFilter(help_text=gettext_lazy("Can have happened on this day or earlier."))
    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Events that the values given leave."""
        if "timeline" in given:
            belonging = timeline_events(given["timeline"], known_on=self.knowledge.asked)
            queryset = queryset.filter(pk__in=belonging.order_by().values("pk"))
        if "date_from" in given:
            queryset = queryset.filter(Q(latest__gte=given["date_from"]) | Q(latest__isnull=True))
        if "date_to" in given:
            queryset = queryset.filter(Q(earliest__lte=given["date_to"]) | Q(earliest__isnull=True))
        return chosen_events(queryset, _choice(given))  # type: ignore[arg-type]


class DeadlineFilterSet(RecordFilterSet):
    """Deadlines. What follows from counting (state, due) is narrowed by the view, which knows the day asked for."""

    topic, policy, actor, timeline = _topic(), _policy(), _actor(), _timeline()
    state = _choices(DeadlineState, gettext_lazy("In this state."))
    due_from = DayFilter(help_text=gettext_lazy("Can be due on this day or later."))
    due_to = DayFilter(help_text=gettext_lazy("Can be due on this day or earlier."))
    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Deadlines that the values given leave, whatever their outcome."""
        if "timeline" in given:
            belonging = timeline_deadlines(given["timeline"])
            queryset = queryset.filter(pk__in=belonging.order_by().values("pk"))
        queryset = chosen_deadlines(queryset, _choice(given))  # type: ignore[arg-type]
        asked = {name: given[name] for name in ("state", "due_from", "due_to") if name in given}
        return self.request.parser_context["view"].with_outcome(queryset, **asked) if asked else queryset


class PolicyFilterSet(RecordFilterSet):
    """Policies."""

    topic, timeline = _topic(), _timeline()
    jurisdiction = RecordFilter(public_jurisdictions, help_text=gettext_lazy("Of this jurisdiction, by its id."))
    kind = _choices(PolicyKind, gettext_lazy("Of this kind."))
    identifier = filters.CharFilter(
        max_length=200, help_text=gettext_lazy("Known to the law by this value, such as 118-50 or 90 FR 8363.")
    )
    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Policies that the values given leave."""
        if "topic" in given:
            queryset = queryset.filter(topics=given["topic"])
        if "timeline" in given:
            timeline = given["timeline"]
            selected = timeline.policies.values("pk")
            filed = queryset.model._default_manager.filter(topics__timelines=timeline).values("pk")
            queryset = queryset.filter(Q(pk__in=selected) | Q(pk__in=filed))
        if "jurisdiction" in given:
            queryset = queryset.filter(jurisdiction=given["jurisdiction"])
        if "kind" in given:
            queryset = queryset.filter(kind=given["kind"])
        if "identifier" in given:
            identified = queryset.model._default_manager.filter(identifiers__value=given["identifier"])
            queryset = queryset.filter(pk__in=identified.values("pk"))
        return _with_words(queryset, given.get("search", ""), "title", "summary")


class TimelineFilterSet(RecordFilterSet):
    """Timelines."""

    topic, policy, actor = _topic(), _policy(), _actor()
    language = filters.CharFilter(max_length=12, help_text=gettext_lazy("In this language, such as en or de."))
    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Timelines that select the values given."""
        for name, relation in (("topic", "topics"), ("policy", "policies"), ("actor", "actors")):
            if name in given:
                queryset = queryset.filter(**{relation: given[name]})
        if "language" in given:
            queryset = queryset.filter(language=given["language"])
        return _with_words(queryset, given.get("search", ""), "title", "summary")


class SourceFilterSet(RecordFilterSet):
    """Sources."""

    publisher = filters.CharFilter(max_length=200, help_text=gettext_lazy("By this publisher, word for word."))
    language = filters.CharFilter(max_length=12, help_text=gettext_lazy("In this language, such as en or de."))
    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Sources that the values given leave."""
        for name in ("publisher", "language"):
            if name in given:
                queryset = queryset.filter(**{name: given[name]})
        return _with_words(queryset, given.get("search", ""), "title", "publisher", "url")


class NamedFilterSet(RecordFilterSet):
    """Topics, actors, jurisdictions."""

    search = _search()

    def narrow(self, queryset: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        """Records whose name has every word."""
        return _with_words(queryset, given.get("search", ""), "name")
