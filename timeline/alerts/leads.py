"""Lead times: so many days, or business days, before a deadline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from timeline.models import DEFAULT_LEAD_DAYS, Alert, LeadTime, LeadUnit


class Lead(NamedTuple):
    """How long before a deadline. Which of two is the shorter depends on the calendar: see `schedule.Schedule.day`."""

    days: int
    unit: str = LeadUnit.DAYS.value


def lead_of(alert: Alert) -> Lead:
    """The lead time of a reminder."""
    assert alert.lead_days is not None, "held by alert_lead_days_for_reminders_only"
    return Lead(alert.lead_days, alert.lead_unit)


def leads_in_use() -> list[Lead]:
    """Every lead time that a confirmed subscription wants, and the defaults, those of the most days first."""
    wanted = LeadTime.objects.filter(
        subscription__confirmed_at__isnull=False,
        subscription__ended_at__isnull=True,
        subscription__subscriber__suppressed_at__isnull=True,
        subscription__reminders=True,
    )
    used: Iterable[tuple[int, str]] = wanted.order_by().values_list("days", "unit").distinct()
    return sorted({*(Lead(*each) for each in used), *(Lead(days) for days in DEFAULT_LEAD_DAYS)}, reverse=True)
