"""Deadlines, with their rule and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from timeline.models import Deadline, DeadlineState

from .panels import deadline_panel
from .parts import CitationInline, RuleInline
from .previewing import PreviewingAdmin
from .translations import TranslationInline

STATE_COLOURS = {
    DeadlineState.PENDING.label: "info",
    DeadlineState.PASSED.label: "default",
    DeadlineState.SATISFIED.label: "success",
    DeadlineState.SUSPENDED.label: "warning",
    DeadlineState.UNDETERMINED.label: "warning",
}


class NeedsAttention(admin.SimpleListFilter):
    """Deadlines that could not be computed, or whose stated and computed dates differ."""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Error and discrepancy."""
        return [("error", _("cannot be computed")), ("discrepancy", _("stated and computed date differ"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The deadlines with a message of the chosen kind."""
        return queryset.exclude(**{str(self.value()): ""}) if self.value() in ("error", "discrepancy") else queryset


@admin.register(Deadline)
class DeadlineAdmin(PreviewingAdmin):
    """Dates by which, or windows in which, something is due or holds."""

    page_name = "deadline"
    panel_template = "admin/timeline/deadline_panel.html"
    list_display = ("title", "policy", "due_words", "state_label", "status")
    list_filter = (
        "publication_status",
        "state",
        NeedsAttention,
        ("policy", admin.RelatedOnlyFieldListFilter),
        ("topics", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("policy",)
    search_fields = ("title", "slug", "summary")
    id_from = ("title",)
    autocomplete_fields = ("policy", "jurisdiction", "actors", "topics")
    inlines = (RuleInline, CitationInline, TranslationInline)
    fieldsets = (
        (None, {"fields": ("title", "summary", "policy", "jurisdiction", "actors", "topics", "language")}),
        (_("Record"), {"fields": (("slug", "publication_status"), "position")}),
    )

    @display(description=_("due"), ordering="due_latest")
    def due_words(self, record: Deadline) -> str:
        """The due day, or the first and the last of several that are possible."""
        if record.due:
            return record.due.isoformat()
        if record.due_earliest and record.due_latest:
            return f"{record.due_earliest.isoformat()} – {record.due_latest.isoformat()}"
        return ""

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def state_label(self, record: Deadline) -> str:
        """The state of the newest outcome as a coloured label."""
        return record.get_state_display()

    def panel(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        """The date that follows from the rule, and what would change with it."""
        return deadline_panel(form, formsets, now=timezone.now(), language=get_language() or "en")
