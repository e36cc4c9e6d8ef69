"""The home page: what is due next, what is new, and the timelines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from timeline.deadlines.queries import (
    known_deadline_ids,
    newest_events,
    published_deadlines,
    published_timelines,
    upcoming_deadlines,
)
from timeline.deadlines.reading import read_deadlines
from timeline.deadlines.translations import say_in
from timeline.models import Deadline, Effect

from .known_on import Knowledge
from .page import page
from .verdict import Verdict, verdict
from .words import edtf_in_words, language, time_attribute

DEADLINES_SHOWN = 6
EVENTS_SHOWN = 8
TIMELINES_SHOWN = 12
# As known on an earlier day nothing is stored, so this many deadlines at most are computed anew for it.
DEADLINES_READ = 1_000


@page("pages/home.html")
def home(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    coming, is_cut = _coming(knowledge)
    newest = list(newest_events(known_on=knowledge.day)[:EVENTS_SHOWN])
    timelines = list(published_timelines()[: TIMELINES_SHOWN + 1])
    due = [deadline for deadline, _verdict in coming]
    say_in(language(), newest, timelines, due, (deadline.policy for deadline in due if deadline.policy))
    return {
        "coming": coming,
        "is_cut": is_cut,
        "read_limit": DEADLINES_READ,
        "newest": [(event, edtf_in_words(event.date), time_attribute(event.date)) for event in newest],
        "timelines": timelines[:TIMELINES_SHOWN],
        "has_more_timelines": len(timelines) > TIMELINES_SHOWN,
    }


def _coming(knowledge: Knowledge) -> tuple[list[tuple[Deadline, Verdict]], bool]:
    """The deadlines due next, and whether there were too many to compute them all for an earlier day."""
    if knowledge.asked is None:
        stored = upcoming_deadlines(on=knowledge.today).select_related("policy")[:DEADLINES_SHOWN]
        return [(deadline, verdict(deadline, knowledge.today)) for deadline in stored], False
    asked = knowledge.asked
    # A deadline that is over by what is known now was over then too, unless an effect or a chain moved it.
    may_be_coming = (
        Q(due_latest__isnull=True)
        | Q(due_latest__gte=asked)
        | Q(rule__trigger_deadline__isnull=False)
        | Exists(Effect.objects.filter(on_deadline=OuterRef("pk")))
    )
    candidates = published_deadlines().filter(may_be_coming)
    keys = candidates.order_by("due_latest", "pk").values_list("pk", flat=True)[: DEADLINES_READ + 1]
    known = known_deadline_ids(published_deadlines().filter(pk__in=list(keys)[:DEADLINES_READ]), asked)
    deadlines = list(published_deadlines().filter(pk__in=known).select_related("policy"))
    outcomes = read_deadlines(deadlines, known_on=asked)
    found = []
    for deadline in deadlines:
        outcome = outcomes[deadline.slug]
        last = outcome.due_latest or outcome.due
        if outcome.state == "pending" and last is not None and last >= asked:
            found.append((last, deadline.position, deadline.pk, deadline, verdict(outcome, asked)))
    found.sort(key=lambda row: row[:3])
    return [(row[3], row[4]) for row in found[:DEADLINES_SHOWN]], len(keys) > DEADLINES_READ
