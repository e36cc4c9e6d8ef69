"""The deadline page: the date, how it was counted, and everything that moved it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.counting import (
    convention_citation,
    convention_name,
    draw_outcome,
    explain_outcome,
    get_convention,
    period_words,
)
from timeline.deadlines.drawing import Drawable, read_drawable
from timeline.deadlines.queries import (
    known_deadline_ids,
    published_citations,
    published_deadlines,
    published_effects,
    published_policies,
    timelines_with_deadline,
)
from timeline.deadlines.translations import said_titles, say_in
from timeline.models import Deadline, EffectKind, Outcome, Policy, Rule

from .citations import citations_in_words
from .effects import effects_in_words
from .known_on import Knowledge
from .page import page
from .refusals import NotShown, shortened
from .sharing.records import share_deadline
from .verdict import verdict
from .windowbar import window_bar
from .words import day_in_words, edtf_in_words, language

OUTCOMES_SHOWN = 100


@page("pages/deadline.html")
def deadline(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    found = published_deadlines().filter(slug=slug)
    record = found.select_related("policy", "jurisdiction", "policy__jurisdiction").first()
    if record is None:
        raise NotShown(_("There is no deadline “%(id)s” here.") % {"id": shortened(slug)})
    if knowledge.asked and record.pk not in known_deadline_ids(found, knowledge.asked):
        raise NotShown(_("This deadline was not known yet on %(day)s.") % {"day": day_in_words(knowledge.asked)})
    drawable = read_drawable(record, known_on=knowledge.day, now=knowledge.instant)
    outcome = drawable.outcome
    policy = _policy(record, knowledge)
    timelines = list(timelines_with_deadline(record))
    rule, history = _rule(record), _history(record, knowledge)
    named = [rule["trigger_event"], rule["trigger_deadline"]] if rule else []
    say_in(language(), record, policy, timelines, *named, *(row["event"] for row in history))
    titles = said_titles({step.event for step in outcome.steps if step.event}, language())
    effects = published_effects(known_on=knowledge.asked).filter(on_deadline=record)
    in_words = effects_in_words(effects.order_by("event__earliest", "event__position", "position", "pk"))
    shown = {
        "deadline": record,
        "policy": policy,
        "verdict": verdict(outcome, knowledge.day),
        "bar": window_bar(outcome, knowledge.day),
        "start_when": day_in_words(outcome.start) if outcome.start else "",
        "explanation": explain_outcome(outcome, language(), titles),
        **_picture(record, drawable, titles, knowledge),
        "effects": [effect for effect in in_words if effect.kind != EffectKind.ANNOUNCE],
        "announced": [effect for effect in in_words if effect.kind == EffectKind.ANNOUNCE],
        "history": history,
        "rule": rule,
        "actors": record.actors.all(),
        "topics": record.topics.all(),
        "citations": citations_in_words(published_citations().filter(deadline=record)),
        "timelines": timelines,
    }
    return {**shown, "share": share_deadline(record, knowledge, shown)}


def _picture(record: Deadline, drawable: Drawable, titles: Mapping[str, str], knowledge: Knowledge) -> dict[str, Any]:
    drawn = draw_outcome(drawable.outcome, record.said.title, language(), titles, drawable.table, knowledge.day)
    # The picture is our own markup; it escapes every word it shows.
    return {"picture": SafeString(drawn.svg), "picture_lines": drawn.lines} if drawn else {}


def _policy(record: Deadline, knowledge: Knowledge) -> Policy | None:
    """The deadline's policy, where readers may see it and could know it."""
    if record.policy_id is None:
        return None
    return published_policies(known_on=knowledge.asked).filter(pk=record.policy_id).first()


def _history(record: Deadline, knowledge: Knowledge) -> list[dict[str, Any]]:
    """What was computed when, the newest first, without naming an event readers may not see."""
    outcomes = record.outcomes.select_related("event").order_by("-revision")
    if knowledge.asked:
        outcomes = outcomes.filter(known_on__lte=knowledge.asked)
    return [
        {
            "verdict": verdict(outcome, outcome.known_on),
            "when": day_in_words(outcome.known_on),
            "time": outcome.known_on.isoformat(),
            "cause": outcome.get_cause_display(),
            "event": _visible_event(outcome, knowledge),
        }
        for outcome in outcomes[:OUTCOMES_SHOWN]
    ]


def _visible_event(outcome: Outcome, knowledge: Knowledge) -> Any:
    event = outcome.event
    if event is None or not event.is_published or (knowledge.asked and event.known > knowledge.asked):
        return None
    return event


def _rule(record: Deadline) -> dict[str, Any] | None:
    """The rule as its parts: what sets it off, how long, how it is counted."""
    rule = Rule.objects.select_related("trigger_event", "trigger_deadline").filter(deadline=record).first()
    if rule is None:
        return None
    jurisdiction = record.jurisdiction or (record.policy.jurisdiction if record.policy else None)
    event, trigger = rule.trigger_event, rule.trigger_deadline
    convention = rule.convention or (jurisdiction.convention if jurisdiction else "")
    counted_by = get_convention(convention) if convention and rule.period else None
    return {
        "trigger_event": event if event and event.is_published else None,
        "trigger_when": edtf_in_words(event.date) if event and event.is_published else "",
        "trigger_deadline": trigger if trigger and trigger.is_published else None,
        "from_start": rule.counted_from == "start",
        "period": period_words(rule.period, language()),
        "backwards": rule.direction == "before",
        "stated": day_in_words(rule.stated) if rule.stated else "",
        "convention": counted_by,
        "convention_name": convention_name(counted_by, language()) if counted_by else "",
        "convention_citation": convention_citation(counted_by, language()) if counted_by else "",
        "jurisdiction": jurisdiction,
    }
