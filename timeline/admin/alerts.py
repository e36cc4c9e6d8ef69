"""What is to be told, and what was."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from timeline.alerts.why import why_nobody_was_told
from timeline.models import Alert, AlertState

from .computed import ReadOnlyAdmin
from .mails import MailsMixin


@admin.register(Alert)
class AlertAdmin(MailsMixin, ReadOnlyAdmin):
    """Alerts, with why one has told nobody."""

    list_display = ("about", "kind", "lead", "fire_at", "state_label", "why_not_told")
    list_filter = ("state", "kind", "lead_unit", ("fire_at", admin.DateFieldListFilter))
    list_select_related = ("deadline", "event", "outcome")
    ordering = ("-fire_at", "-pk")
    search_fields = ("deadline__title", "deadline__slug", "event__title", "event__slug")
    fields = (
        ("kind", "state", "why_not_told"),
        ("deadline", "event"),
        ("outcome", "before"),
        ("lead", "fire_at", "created_at"),
    )
    readonly_fields = ("lead", "why_not_told")

    @display(description=_("about"))
    def about(self, record: Alert) -> str:
        """The deadline, or the new event, that is told of."""
        return str(record.deadline or record.event)

    @display(description=_("before"), ordering="lead_days")
    def lead(self, record: Alert) -> str:
        """How long before, of a reminder."""
        return "" if record.lead_days is None else f"{record.lead_days} {record.get_lead_unit_display()}"

    @display(
        description=_("state"),
        ordering="state",
        label={AlertState.PLANNED.label: "info", AlertState.FIRED.label: "success"},
    )
    def state_label(self, record: Alert) -> str:
        """The state as a coloured label."""
        return record.get_state_display()

    @display(description=_("why not told"))
    def why_not_told(self, record: Alert) -> str:
        """The reason in words; empty for an alert that has fired."""
        return why_nobody_was_told(record, timezone.now())
