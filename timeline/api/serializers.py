"""Records as JSON. Only published records are named, wherever they are nested."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from timeline.models import (
    Actor,
    Citation,
    Effect,
    Event,
    Jurisdiction,
    Picture,
    Policy,
    Source,
    Timeline,
    Topic,
    Translation,
)


class TopicSerializer(serializers.ModelSerializer[Topic]):
    id = serializers.CharField(source="slug", help_text="Stays the same for ever.")

    class Meta:
        model = Topic
        fields = ("id", "name")


class ActorSerializer(serializers.ModelSerializer[Actor]):
    id = serializers.CharField(source="slug", help_text="Stays the same for ever.")

    class Meta:
        model = Actor
        fields = ("id", "name", "kind")


class JurisdictionSerializer(serializers.ModelSerializer[Jurisdiction]):
    id = serializers.CharField(source="slug", help_text="Stays the same for ever.")

    class Meta:
        model = Jurisdiction
        fields = ("id", "name", "timezone", "calendar", "convention")


class SourceSerializer(serializers.ModelSerializer[Source]):
    id = serializers.CharField(source="slug", help_text="Stays the same for ever.")

    class Meta:
        model = Source
        fields = ("id", "title", "publisher", "url", "published", "language")


class CitationSerializer(serializers.ModelSerializer[Citation]):
    source = SourceSerializer()  # type: ignore[assignment]  # a field of this name is no attribute of the class

    class Meta:
        model = Citation
        fields = ("source", "quote", "locator")


class TranslationSerializer(serializers.ModelSerializer[Translation]):
    summary = serializers.CharField(help_text="Empty where only the title is translated.")

    class Meta:
        model = Translation
        fields = ("language", "title", "summary")


class EventTranslationSerializer(TranslationSerializer):
    picture_alt = serializers.CharField(help_text="Empty where the picture's own words hold.")
    picture_caption = serializers.CharField(help_text="Empty where the picture's own words hold.")

    class Meta:
        model = Translation
        fields = (*TranslationSerializer.Meta.fields, "picture_alt", "picture_caption")


class PictureFileSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(help_text="WebP. The address names the content: another content has another.")
    width = serializers.IntegerField()


class PictureSerializer(serializers.ModelSerializer[Picture]):
    width = serializers.IntegerField(help_text="Of the largest file.")
    height = serializers.IntegerField(help_text="Of the largest file.")
    alt = serializers.CharField(help_text="What is to be seen, in the language of the event.")
    files = serializers.SerializerMethodField(help_text="The picture in each of its widths, ascending.")

    class Meta:
        model = Picture
        fields = ("alt", "caption", "credit", "licence", "licence_url", "width", "height", "files")

    @extend_schema_field(PictureFileSerializer(many=True))
    def get_files(self, picture: Picture) -> Any:
        """Where its renditions are, for as long as readers may see its event."""
        build = self.context["request"].build_absolute_uri
        return [
            {"url": build(reverse("sharing:picture", args=[picture.digest, width])), "width": width}
            for width in picture.widths
        ]


class RecordSerializer(serializers.Serializer[Any]):
    """What the records with a page of their own have in common."""

    page_name = ""

    id = serializers.CharField(source="slug", help_text="Stays the same for ever.")
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField(help_text="Of title and summary, such as en or de.")
    translations = TranslationSerializer(many=True, help_text="Title and summary in other languages.")
    page = serializers.SerializerMethodField(help_text="The address of the page for people.")

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_page(self, record: Any) -> str | None:
        """The address of the page for people; null in an installation without pages."""
        try:
            path = reverse(f"pages:{self.page_name}", args=[record.slug])
        except NoReverseMatch:
            return None
        return str(self.context["request"].build_absolute_uri(path))


class EffectSerializer(serializers.ModelSerializer[Effect]):
    on = serializers.SerializerMethodField(help_text="The id of the policy or deadline.")
    on_record = serializers.SerializerMethodField(help_text="What `on` names.")
    by = serializers.CharField(help_text="A period such as 75 days; empty where there is none.")
    by_deadline = serializers.SerializerMethodField(help_text="The id of the deadline that takes its place.")

    class Meta:
        model = Effect
        fields = ("on", "on_record", "does", "until", "by", "counted_from", "period", "by_deadline", "effective")

    def get_on(self, effect: Effect) -> str:
        """The id of what it is on."""
        target = effect.on_deadline or effect.on_policy
        assert target is not None, "held by effect_on_exactly_one_target"
        return target.slug

    @extend_schema_field({"type": "string", "enum": ["policy", "deadline"]})
    def get_on_record(self, effect: Effect) -> str:
        """The kind of record that it is on."""
        return "deadline" if effect.on_deadline_id else "policy"

    def get_by_deadline(self, effect: Effect) -> str | None:
        """The id of the succeeding deadline; null where there is none that readers can see."""
        successor = effect.by_deadline
        return successor.slug if successor is not None and successor.is_published else None


class EventSerializer(RecordSerializer, serializers.ModelSerializer[Event]):
    page_name = "event"

    date = serializers.CharField(
        help_text="EDTF, as written: 2025-01-20, 2023-08, 2024-35 (third quarter), 2024-12-31~."
    )
    known_from = serializers.DateField(source="known", help_text="The first day the public could know it.")
    policies = serializers.SerializerMethodField(help_text="The ids of the policies it is about.")
    topics = TopicSerializer(many=True)
    actors = ActorSerializer(many=True)
    citations = CitationSerializer(many=True)
    effects = serializers.SerializerMethodField(help_text="What it does to policies and deadlines.")
    translations = EventTranslationSerializer(many=True, help_text="Its words in other languages.")
    picture = serializers.SerializerMethodField(help_text="Null where there is none, or was none on the day asked for.")

    class Meta:
        model = Event
        fields = (
            "id",
            "title",
            "summary",
            "language",
            "translations",
            "kind",
            "date",
            "earliest",
            "latest",
            "known_from",
            "certainty",
            "policies",
            "topics",
            "actors",
            "citations",
            "effects",
            "picture",
            "page",
        )

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, event: Event) -> Any:
        """Its picture, where it was there on the day asked for."""
        try:
            picture = event.picture
        except Picture.DoesNotExist:
            return None
        return PictureSerializer(picture, context=self.context).data

    def get_policies(self, event: Event) -> list[str]:
        """The ids of the published policies."""
        return [policy.slug for policy in event.policies.all()]

    @extend_schema_field(EffectSerializer(many=True))
    def get_effects(self, event: Event) -> Any:
        """The effects on records that readers can see, and could on the day asked for."""
        known = self.context["read"]
        shown = [each for each in event.effects.all() if each.on_deadline_id is None or each.on_deadline_id in known]
        return EffectSerializer(shown, many=True).data


class IdentifierSerializer(serializers.Serializer[Any]):
    scheme = serializers.CharField(help_text="Such as public-law, fr-citation, eo, rin, celex, eli.")
    value = serializers.CharField()


class StatusChangeSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    status = serializers.CharField()
    event = serializers.CharField(help_text="The id of the event that changed it.")
    does = serializers.CharField()


class ForecastSerializer(serializers.Serializer[Any]):
    event = serializers.CharField(help_text="The id of the event that announces it.")
    until = serializers.DateField(allow_null=True)


class PolicySerializer(RecordSerializer, serializers.ModelSerializer[Policy]):
    page_name = "policy"

    jurisdiction = serializers.SlugRelatedField[Jurisdiction](slug_field="slug", read_only=True)
    topics = TopicSerializer(many=True)
    identifiers = IdentifierSerializer(many=True)
    citations = CitationSerializer(many=True)
    status = serializers.SerializerMethodField(help_text="On the day `on`; null where nothing is known yet.")
    status_changes = serializers.SerializerMethodField(help_text="Every change of the status known on that day.")
    forecasts = serializers.SerializerMethodField(help_text="What was announced and has no legal effect yet.")

    class Meta:
        model = Policy
        fields = (
            "id",
            "title",
            "summary",
            "language",
            "translations",
            "kind",
            "jurisdiction",
            "topics",
            "identifiers",
            "citations",
            "status",
            "status_changes",
            "forecasts",
            "page",
        )

    def get_status(self, policy: Policy) -> str | None:
        """The status that follows from the events."""
        outcome = self.context["read"].get(policy.slug)
        return outcome.status if outcome else None

    @extend_schema_field(StatusChangeSerializer(many=True))
    def get_status_changes(self, policy: Policy) -> Any:
        """Every change, with the event that caused it."""
        outcome = self.context["read"].get(policy.slug)
        return StatusChangeSerializer([each._asdict() for each in outcome.changes] if outcome else [], many=True).data

    @extend_schema_field(ForecastSerializer(many=True))
    def get_forecasts(self, policy: Policy) -> Any:
        """What was announced."""
        outcome = self.context["read"].get(policy.slug)
        return ForecastSerializer([each._asdict() for each in outcome.forecasts] if outcome else [], many=True).data


class TimelineSerializer(RecordSerializer, serializers.ModelSerializer[Timeline]):
    page_name = "timeline"

    topics = TopicSerializer(many=True)
    actors = ActorSerializer(many=True)
    policies = serializers.SerializerMethodField(help_text="The ids of the selected policies.")
    highlights = serializers.SerializerMethodField(help_text="The ids of the events that are shown large.")
    events = serializers.SerializerMethodField(help_text="The address of its events.")
    deadlines = serializers.SerializerMethodField(help_text="The address of its deadlines.")

    class Meta:
        model = Timeline
        fields = (
            "id",
            "title",
            "summary",
            "language",
            "translations",
            "topics",
            "actors",
            "policies",
            "highlights",
            "events",
            "deadlines",
            "page",
        )

    def get_policies(self, timeline: Timeline) -> list[str]:
        """The ids of the published policies."""
        return [policy.slug for policy in timeline.policies.all()]

    def get_highlights(self, timeline: Timeline) -> list[str]:
        """The ids of the published events."""
        return [event.slug for event in timeline.highlights.all()]

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_events(self, timeline: Timeline) -> str:
        """The list of its events."""
        return self._list("api:event-list", timeline)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_deadlines(self, timeline: Timeline) -> str:
        """The list of its deadlines."""
        return self._list("api:deadline-list", timeline)

    def _list(self, name: str, timeline: Timeline) -> str:
        request = self.context["request"]
        address = request.build_absolute_uri(f"{reverse(name)}?timeline={timeline.slug}")
        asked = self.context["knowledge"].asked
        return f"{address}&known_on={asked.isoformat()}" if asked else str(address)
