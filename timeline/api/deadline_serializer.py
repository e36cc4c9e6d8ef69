"""A deadline as JSON: its rule, its outcome on the day asked for, and the steps that lead there."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from timeline.counting import DeadlineOutcome
from timeline.deadlines.docket import UNPUBLISHED
from timeline.models import Deadline, DeadlineState, Jurisdiction, Rule

from .serializers import ActorSerializer, CitationSerializer, ForecastSerializer, RecordSerializer, TopicSerializer


class TriggerSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    record = serializers.ChoiceField(choices=["event", "deadline"])


class RuleSerializer(serializers.ModelSerializer[Rule]):
    trigger = serializers.SerializerMethodField(help_text="What it is counted from; null where readers cannot see it.")
    period = serializers.CharField(help_text="Such as 75 days, 10 working days, 1 year 6 months, 72 hours.")
    convention = serializers.CharField(help_text="Empty: that of the jurisdiction.")
    calendar = serializers.CharField(help_text="Empty: that of the convention, else of the jurisdiction.")

    class Meta:
        model = Rule
        fields = (
            "trigger",
            "counted_from",
            "period",
            "direction",
            "convention",
            "calendar",
            "stated",
            "time",
            "timezone",
            "last_day",
        )

    @extend_schema_field(TriggerSerializer(allow_null=True))
    def get_trigger(self, rule: Rule) -> Any:
        """The id and kind of the trigger."""
        trigger = rule.trigger_event or rule.trigger_deadline
        if trigger is None or not trigger.is_published:
            return None
        return {"id": trigger.slug, "record": "event" if rule.trigger_event_id else "deadline"}


class StepSerializer(serializers.Serializer[Any]):
    """One step of the way from the trigger to the outcome. Clock times are local, as YYYY-MM-DDTHH:MM."""

    op = serializers.CharField(help_text="What was done: trigger, count, skip, roll, extend, suspend, …")
    before = serializers.CharField(allow_null=True, help_text="The day or clock time before.")
    after = serializers.CharField(allow_null=True, help_text="The day or clock time after.")
    reason = serializers.CharField(allow_null=True)
    event = serializers.CharField(allow_null=True, help_text="The id of the event or deadline that caused it.")
    citation = serializers.CharField(allow_null=True, help_text="The law, or the event's source.")
    calendar = serializers.CharField(allow_null=True)
    period = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True, help_text="The holiday's name or another proper name.")


class OutcomeSerializer(serializers.Serializer[Any]):
    """What follows from the rule and the events, with the knowledge of `known_on`, on the day `on`."""

    known_on = serializers.DateField()
    on = serializers.DateField()
    state = serializers.ChoiceField(choices=DeadlineState.choices)
    due = serializers.DateField(
        allow_null=True, help_text="Null where there is none, or where several days are possible."
    )
    due_at = serializers.DateTimeField(allow_null=True, help_text="The instant at which the due day ends.")
    due_earliest = serializers.DateField(allow_null=True)
    due_latest = serializers.DateField(allow_null=True)
    uncertain = serializers.BooleanField(help_text="`on` lies between the first and the last possible day.")
    remaining = serializers.CharField(allow_null=True, help_text="What a suspended clock has left, such as 12 days.")
    discrepancy = serializers.CharField(allow_null=True, help_text="How the stated and the computed date differ.")
    error = serializers.CharField(allow_null=True, help_text="Why nothing could be computed.")
    forecasts = ForecastSerializer(many=True)
    steps = StepSerializer(many=True, required=False, help_text="Of one deadline always, in lists with `steps=true`.")
    explanation = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="The steps in sentences, with `explain`."
    )


class DeadlineSerializer(RecordSerializer, serializers.ModelSerializer[Deadline]):
    page_name = "deadline"

    policy = serializers.SerializerMethodField(help_text="The id of the policy; null where there is none.")
    jurisdiction = serializers.SerializerMethodField(help_text="The id of its own jurisdiction, else of the policy's.")
    topics = TopicSerializer(many=True)
    actors = ActorSerializer(many=True)
    rule = serializers.SerializerMethodField()
    citations = CitationSerializer(many=True)
    outcome = serializers.SerializerMethodField()

    class Meta:
        model = Deadline
        fields = (
            "id",
            "title",
            "summary",
            "language",
            "translations",
            "policy",
            "jurisdiction",
            "topics",
            "actors",
            "rule",
            "citations",
            "outcome",
            "page",
        )

    def get_policy(self, deadline: Deadline) -> str | None:
        """The id of a published policy."""
        policy = deadline.policy
        return policy.slug if policy is not None and policy.is_published else None

    def get_jurisdiction(self, deadline: Deadline) -> str | None:
        """The legal order it counts by."""
        jurisdiction: Jurisdiction | None = deadline.jurisdiction
        if jurisdiction is None and deadline.policy is not None:
            jurisdiction = deadline.policy.jurisdiction
        return jurisdiction.slug if jurisdiction is not None else None

    @extend_schema_field(RuleSerializer(allow_null=True))
    def get_rule(self, deadline: Deadline) -> Any:
        """The rule; null where a file gave none."""
        return RuleSerializer(deadline.rule).data if hasattr(deadline, "rule") else None

    @extend_schema_field(OutcomeSerializer)
    def get_outcome(self, deadline: Deadline) -> dict[str, Any]:
        """The outcome on the day asked for."""
        outcome: DeadlineOutcome | None = self.context["read"].get(deadline.slug)
        knowledge = self.context["knowledge"]
        outcome = outcome or DeadlineOutcome(state=DeadlineState.UNDETERMINED.value)
        data = outcome.as_data()
        steps = data.pop("steps")
        if self.context["steps"]:
            data["steps"] = [{**step, "event": self._named(step["event"])} for step in steps]
        if self.context["explain"]:
            data["explanation"] = self.context["explain"](outcome)
        return {
            "known_on": knowledge.known_on.isoformat(),
            "on": knowledge.on.isoformat(),
            **data,
            "due_at": outcome.due_at.isoformat().replace("+00:00", "Z") if outcome.due_at else None,
        }

    def _named(self, slug: str | None) -> str | None:
        """The id of a record that readers can see; what stands for one that they cannot is no id."""
        return None if slug == UNPUBLISHED else slug
