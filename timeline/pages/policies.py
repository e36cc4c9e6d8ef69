"""The policy page: its status and how it came to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from timeline.counting import StatusChange
from timeline.deadlines.queries import (
    policy_deadlines,
    policy_events,
    published_citations,
    published_effects,
    published_policies,
    timelines_with_policy,
)
from timeline.deadlines.reading import read_deadlines, read_policies
from timeline.deadlines.translations import say_in
from timeline.models import Deadline, DeadlineState, EffectKind, Event

from .citations import citations_in_words
from .effects import does_in_words, effects_in_words
from .known_on import Knowledge
from .page import page
from .refusals import NotShown, shortened
from .sharing.records import share_policy
from .verdict import Verdict, verdict
from .words import day_in_words, edtf_in_words, language, status_in_words, time_attribute


@page("pages/policy.html")
def policy(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    record = published_policies().select_related("jurisdiction").filter(slug=slug).first()
    if record is None:
        raise NotShown(_("There is no policy “%(id)s” here.") % {"id": shortened(slug)})
    if knowledge.asked and not published_policies(known_on=knowledge.asked).filter(pk=record.pk).exists():
        raise NotShown(_("This policy was not known yet on %(day)s.") % {"day": day_in_words(knowledge.asked)})
    outcome = read_policies([record], known_on=knowledge.day)[record.slug]
    events = list(policy_events(record, known_on=knowledge.asked))
    deadlines = list(policy_deadlines(record, known_on=knowledge.asked))
    outcomes = read_deadlines(deadlines, known_on=knowledge.day, now=knowledge.instant)
    announcements = published_effects(known_on=knowledge.asked).filter(on_policy=record, does=EffectKind.ANNOUNCE)
    timelines = list(timelines_with_policy(record))
    say_in(language(), record, events, deadlines, timelines)
    by_id = {event.slug: event for event in events}
    shown = {
        "policy": record,
        "status": status_in_words(outcome.status),
        "status_id": (outcome.status or "unknown").replace(" ", "-"),
        "changes": [
            _change(change, by_id[change.event]) for change in reversed(outcome.changes) if change.event in by_id
        ],
        "announced": effects_in_words(announcements.order_by("event__earliest", "event__position", "position", "pk")),
        "identifiers": record.identifiers.all(),
        "topics": record.topics.all(),
        "events": [(event, edtf_in_words(event.date), time_attribute(event.date)) for event in events],
        "deadlines": sorted(
            ((deadline, verdict(outcomes[deadline.slug], knowledge.day)) for deadline in deadlines), key=_next_first
        ),
        "citations": citations_in_words(published_citations().filter(policy=record)),
        "timelines": timelines,
    }
    return {**shown, "share": share_policy(record, knowledge, outcome.status, shown)}


def _next_first(found: tuple[Deadline, Verdict]) -> tuple[bool, int, int]:
    """What is to come in its order, then what is over, the latest first."""
    deadline, words = found
    day = words.day.toordinal() if words.day else 0
    is_over = words.state not in (DeadlineState.PENDING, "uncertain")
    return is_over, -day if is_over else day, deadline.pk


def _change(change: StatusChange, event: Event) -> dict[str, Any]:
    return {
        "status": status_in_words(change.status),
        "status_id": change.status.replace(" ", "-"),
        "when": day_in_words(change.on),
        "time": change.on.isoformat(),
        "does": does_in_words(change.does),
        "event": event,
    }
