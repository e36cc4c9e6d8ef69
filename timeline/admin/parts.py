"""The parts of records, entered beside them: citations, effects, identifiers, the rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline

from timeline.models import Citation, Effect, Identifier, Rule

from .choices import ChosenFieldsMixin
from .forms import EffectForm, RecordForm, RuleForm


class CitationInline(StackedInline):
    """The sources a record rests on."""

    model = Citation
    form = RecordForm
    fields = ("source", ("quote", "locator"), "position")
    autocomplete_fields = ("source",)
    ordering_field = "position"
    hide_ordering_field = True
    extra = 0
    verbose_name_plural = _("Citations")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Citations with their source, which their title names."""
        return super().get_queryset(request).select_related("source")


class EffectInline(ChosenFieldsMixin, StackedInline):
    """What an event does to policies and deadlines."""

    model = Effect
    fk_name = "event"
    form = EffectForm
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "does",
                    "on_deadline",
                    "on_policy",
                    ("until", "effective"),
                    ("by", "counted_from"),
                    "period",
                    "by_deadline",
                    "position",
                )
            },
        ),
    )
    autocomplete_fields = ("on_deadline", "on_policy", "by_deadline")
    ordering_field = "position"
    hide_ordering_field = True
    extra = 0
    verbose_name_plural = _("Effects: what it does to policies and deadlines")
    template_after = "admin/timeline/consequences.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Effects with what they are on, which their title names."""
        return super().get_queryset(request).select_related("on_deadline", "on_policy", "by_deadline")


class IdentifierInline(TabularInline):
    """The names the law gives a policy."""

    model = Identifier
    form = RecordForm
    fields = ("scheme", "value")
    extra = 0
    verbose_name_plural = _("Identifiers")


class RuleInline(ChosenFieldsMixin, StackedInline):
    """How a deadline's date follows from its trigger, or where the source states it."""

    model = Rule
    form = RuleForm
    fk_name = "deadline"
    autocomplete_fields = ("trigger_event", "trigger_deadline")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "trigger_event",
                    "trigger_deadline",
                    ("period", "direction"),
                    "counted_from",
                    ("convention", "calendar"),
                    ("stated", "last_day"),
                    ("time", "timezone"),
                )
            },
        ),
    )
    can_delete = False
    verbose_name_plural = _("Rule: a trigger and a period, or the date that the source states")
    template_after = "admin/timeline/consequences.html"
