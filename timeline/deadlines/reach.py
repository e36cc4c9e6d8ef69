"""Which deadlines an edit reaches: those it touches and all that are counted from them, and no others.

Every function answers with keys of published deadlines, ascending, in one query.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from timeline.models import Deadline, Effect, PublicationStatus, Rule

from .closure import and_dependants


def reached_by_events(pks: Collection[int]) -> list[int]:
    """Deadlines that any of those events triggers or has an effect on, whatever the events' own publication status."""
    published = PublicationStatus.PUBLISHED
    affected = Effect.objects.filter(event_id__in=pks, on_deadline__publication_status=published)
    triggered = Rule.objects.filter(trigger_event_id__in=pks, deadline__publication_status=published)
    # Not one query with "or", which would read every deadline.
    touched = affected.order_by().values("on_deadline_id").union(triggered.order_by().values("deadline_id"))
    return and_dependants(touched)


def reached_by_deadlines(pks: Collection[int]) -> list[int]:
    """Those deadlines, as far as they are published, and what is counted from them even where they are not."""
    return and_dependants(Deadline.objects.filter(pk__in=pks).values("pk"))


def reached_by_rules(pks: Collection[int]) -> list[int]:
    """Those published deadlines, after an edit of their rules or of effects on them, and what is counted from them."""
    return and_dependants(Deadline.objects.published().filter(pk__in=pks).values("pk"))


def reached_by_jurisdictions(pks: Collection[int], fields: Collection[str]) -> list[int]:
    """Deadlines whose own jurisdiction, or that of their policy, is among those, and whose rule leaves a field to it.

    `fields` are the edited ones of `convention`, `calendar`, `timezone`. The first two matter to what counts a period only.
    """
    under = Q(jurisdiction_id__in=pks) | Q(jurisdiction__isnull=True, policy__jurisdiction_id__in=pks)
    return _reached_by_habits(under, fields)


def reached_by_policies(pks: Collection[int], fields: Collection[str]) -> list[int]:
    """Deadlines of those policies that take their jurisdiction from them, as `reached_by_jurisdictions`."""
    return _reached_by_habits(Q(jurisdiction__isnull=True, policy_id__in=pks), fields)


def _reached_by_habits(under: Q, fields: Collection[str]) -> list[int]:
    counted_effects = Effect.objects.filter(~Q(by="") | ~Q(period=""), on_deadline=OuterRef("pk"))
    counts = Q(~Q(rule__period="") | Q(Exists(counted_effects)))
    left = {
        "convention": Q(rule__convention="") & counts,
        "calendar": Q(rule__calendar="") & counts,
        "timezone": Q(rule__timezone=""),
    }
    uses = [condition for field, condition in left.items() if field in fields]
    if not uses:
        return []
    either = reduce(or_, uses)
    return and_dependants(Deadline.objects.published().filter(under & either).values("pk"))
