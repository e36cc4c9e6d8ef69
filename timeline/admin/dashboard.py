"""The admin's first page: what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from timeline.deadlines.queries import upcoming_deadlines
from timeline.models import (
    CalendarClosure,
    CalendarYear,
    Deadline,
    Delivery,
    DeliveryState,
    Event,
    Policy,
    PublicationStatus,
    RecomputeRequest,
    Source,
    Timeline,
)

SHOWN = 8
REQUESTS_WAIT = timedelta(minutes=5)
"""A recompute request older than this has been missed by several sweeps."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list somebody should look at: how many records, and the address of the list."""

    words: str
    count: int
    address: str


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's callback: the context of the first page with what waits and what is due next."""
    found = [waiting for waiting in _waiting(request) if waiting.count]
    upcoming: Any = ()
    if request.user.has_perm("timeline.view_deadline"):
        upcoming = upcoming_deadlines(on=timezone.localdate()).select_related("policy")[:SHOWN]
    return {**context, "waiting": found, "upcoming": upcoming}


def _waiting(request: HttpRequest) -> list[Waiting]:
    may_view = request.user.has_perm
    found = []
    for model in (Source, Event, Policy, Deadline, Timeline, CalendarClosure, CalendarYear):
        if may_view(f"timeline.view_{model._meta.model_name}"):
            drafts = model._default_manager.filter(publication_status=PublicationStatus.DRAFT)
            words = _("%(records)s that are drafts") % {"records": capfirst(model._meta.verbose_name_plural)}
            found.append(_list(words, drafts, "publication_status__exact=draft"))
    if may_view("timeline.view_deadline"):
        shown = Deadline.objects.exclude(publication_status=PublicationStatus.RETRACTED)
        found.append(_list(_("Deadlines that cannot be computed"), shown.exclude(error=""), "attention=error"))
        differing = shown.exclude(discrepancy="")
        found.append(_list(_("Deadlines stated otherwise than computed"), differing, "attention=discrepancy"))
    if may_view("timeline.view_recomputerequest"):
        missed = RecomputeRequest.objects.filter(requested_at__lt=timezone.now() - REQUESTS_WAIT)
        found.append(_list(_("Recompute requests that wait for a worker"), missed, ""))
    if may_view("timeline.view_delivery"):
        failed = Delivery.objects.filter(state=DeliveryState.FAILED)
        found.append(_list(_("Deliveries that failed"), failed, "state__exact=failed"))
        parked = Delivery.objects.filter(state=DeliveryState.PARKED)
        found.append(_list(_("Deliveries that may have arrived"), parked, "state__exact=parked"))
    return found


def _list(words: str, records: QuerySet[Any], query: str) -> Waiting:
    address = reverse(f"admin:timeline_{records.model._meta.model_name}_changelist")
    return Waiting(words, records.count(), f"{address}?{query}" if query else address)
