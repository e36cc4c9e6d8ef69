"""What a timeline consists of, and what its deadlines and policies need to be computed without the rest of the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from timeline.models import Deadline, Effect, Event, Policy, PublicationStatus, Rule, Timeline

from .store import links_of
from .stored import rows_of


@dataclass(slots=True)
class Gathered:
    """The records of one timeline by key, rules by their deadline, effects by their event and in its order.

    `left_out` are sentences about records that cannot be told without what may not be seen.
    """

    timeline: Timeline
    drafts: bool
    events: dict[int, Event] = field(default_factory=dict)
    deadlines: dict[int, Deadline] = field(default_factory=dict)
    policies: dict[int, Policy] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    effects: dict[int, list[Effect]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def visible(self, model: type[models.Model], pks: Collection[int]) -> dict[int, Any]:
        """The published rows of a model among those keys; with `drafts` all but retracted ones."""
        statuses = {PublicationStatus.PUBLISHED} | ({PublicationStatus.DRAFT} if self.drafts else set())
        return {row.pk: row for row in rows_of(model, "pk", pks) if row.publication_status in statuses}


def gather(timeline: Timeline, *, drafts: bool) -> Gathered:
    """The members of a timeline with their triggers, the events that have effects on them, and what those refer to in turn."""
    found = Gathered(timeline, drafts)
    _follow(found)
    _leave_out(found)
    return found


def _follow(found: Gathered) -> None:
    events = _members(Event, found.timeline)
    deadlines = _members(Deadline, found.timeline)
    policies: set[int | None] = set(found.timeline.policies.values_list("pk", flat=True))
    seen: dict[type[models.Model], set[int]] = {Event: set(), Deadline: set(), Policy: set()}

    def take(model: type[models.Model], wanted: set[int | None], into: dict[int, Any]) -> list[int]:
        new = {pk for pk in wanted if pk is not None} - seen[model]
        seen[model] |= new
        rows = found.visible(model, new)
        into.update(rows)
        return list(rows)

    while True:
        new_events = take(Event, events, found.events)
        new_deadlines = take(Deadline, deadlines, found.deadlines)
        new_policies = take(Policy, policies, found.policies)
        if not (new_events or new_deadlines or new_policies):
            return
        policies = {found.deadlines[pk].policy_id for pk in new_deadlines}
        for keys in links_of(Event, new_events, ["policies"])["policies"].values():
            policies |= keys
        events, deadlines = set(), set()
        for rule in rows_of(Rule, "deadline_id", new_deadlines):
            found.rules[rule.deadline_id] = rule
            events.add(rule.trigger_event_id)
            deadlines.add(rule.trigger_deadline_id)
        for column, targets in (("on_deadline_id", new_deadlines), ("on_policy_id", new_policies)):
            events.update(effect.event_id for effect in rows_of(Effect, column, targets))
        for effect in rows_of(Effect, "event_id", new_events):
            found.effects.setdefault(effect.event_id, []).append(effect)
            policies.add(effect.on_policy_id)
            deadlines |= {effect.on_deadline_id, effect.by_deadline_id}


def _members(model: type[Event] | type[Deadline], timeline: Timeline) -> set[int | None]:
    paths = ["timelines", "topics__timelines", "actors__timelines"]
    paths += ["policies__timelines"] if model is Event else ["policy__timelines", "policy__topics__timelines"]
    return {
        pk for path in paths for pk in model._default_manager.filter(**{path: timeline}).values_list("pk", flat=True)
    }


def _leave_out(found: Gathered) -> None:
    """Take out deadlines and effects that cannot be told without what readers may not see."""
    while broken := {pk: why for pk in found.deadlines if (why := _why_not(found, pk))}:
        for pk, why in broken.items():
            found.left_out.append(f"deadline {found.deadlines.pop(pk).slug}: {why}")
    for pk, effects in found.effects.items():
        kept = [effect for effect in effects if _is_whole(found, effect)]
        found.effects[pk] = sorted(kept, key=lambda effect: (effect.position, effect.pk))
        if len(kept) < len(effects):
            found.left_out.append(f"event {found.events[pk].slug}: effects that name what is not part of the file")


def _why_not(found: Gathered, deadline: int) -> str:
    rule = found.rules.get(deadline)
    if rule is None:
        return "it has no rule"
    if rule.trigger_event_id is not None and rule.trigger_event_id not in found.events:
        return "the event that triggers it may not be seen"
    if rule.trigger_deadline_id is not None and rule.trigger_deadline_id not in found.deadlines:
        return "the deadline that triggers it is not part of the file"
    return ""


def _is_whole(found: Gathered, effect: Effect) -> bool:
    target = effect.on_deadline_id in found.deadlines or effect.on_policy_id in found.policies
    return target and (effect.by_deadline_id is None or effect.by_deadline_id in found.deadlines)
