"""What an editor typed and nobody saved, laid over what was loaded: plain records for counting, no write to the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from timeline import models
from timeline.counting import Deadline, Effect, Event, Rule, parse_edtf, parse_period
from timeline.models import PublicationStatus

from .calendars import declared
from .docket import UNPUBLISHED, Load
from .habits import calendar_of, habits_of

UNSAVED = "(unsaved)"
"""The id of a record that was never saved; no slug looks like it."""


def saved_id(record: models.Event | models.Deadline) -> str:
    """The id a record is stored under, whatever was typed as its id; `UNSAVED` where it is not stored."""
    if record.pk is None:
        return UNSAVED
    found = type(record)._default_manager.filter(pk=record.pk).values_list("slug", flat=True).first()
    return found or UNSAVED


def without_event(load: Load, own: str) -> Load:
    """What was loaded as if the event with this id had never been entered."""
    events = {slug: event for slug, event in load.docket.events.items() if slug != own}
    return replace(load, docket=replace(load.docket, events=events))


def with_event(load: Load, own: str, event: models.Event, effects: Sequence[models.Effect]) -> Load:
    """What was loaded with the event as typed, published or not, and with these effects instead of the stored ones.

    An effect on a deadline that was not loaded is left out. Raises CountingError for a date or period that cannot be read.
    """
    event.derive_dates()
    stored = load.docket.events.get(own)
    typed = Event(
        own,
        parse_edtf(event.date),
        event.known,
        tuple(_effect(each, load.slugs) for each in effects if each.on_deadline_id in load.slugs),
        stored.citation if stored else None,
        event.title,
    )
    events = _in_order({**load.docket.events, own: typed}, event, own)
    triggered = models.Rule.objects.filter(trigger_event=event.pk) if event.pk else models.Rule.objects.none()
    hanging = {load.slugs.get(pk) for pk in triggered.values_list("deadline", flat=True)}
    deadlines = {
        slug: replace(deadline, rule=replace(deadline.rule, trigger=own)) if slug in hanging else deadline
        for slug, deadline in load.docket.deadlines.items()
    }
    return replace(load, docket=replace(load.docket, events=events, deadlines=deadlines))


def with_rule(load: Load, own: str, deadline: models.Deadline, rule: models.Rule, *, statuses: Collection[str]) -> Load:
    """What was loaded with the deadline's rule as typed; a trigger without one of `statuses` has not happened.

    Raises CountingError for a period that cannot be read.
    """
    typed = Deadline(own, _rule(deadline, rule, load, statuses), title=deadline.title)
    events = dict(load.docket.events)
    event = rule.trigger_event
    if event is not None and event.publication_status in statuses:
        # Its effects on what was loaded would have been loaded with it, so it has none.
        events.setdefault(event.slug, Event(event.slug, parse_edtf(event.date), event.known, title=event.title))
    calendar = calendar_of(typed.rule)
    added = declared([calendar] if calendar else [], drafts=PublicationStatus.DRAFT.value in statuses)
    docket = replace(
        load.docket,
        events=events,
        deadlines={**load.docket.deadlines, own: typed},
        closures={**load.docket.closures, **added.closures},
        years={**load.docket.years, **added.years},
    )
    return replace(load, docket=docket, broken={slug: why for slug, why in load.broken.items() if slug != own})


def _rule(deadline: models.Deadline, rule: models.Rule, load: Load, statuses: Collection[str]) -> Rule:
    jurisdiction = deadline.jurisdiction_id or (deadline.policy.jurisdiction_id if deadline.policy else None)
    habits = habits_of([jurisdiction])[jurisdiction]
    convention = rule.convention or habits.convention
    trigger = None
    if rule.trigger_event is not None:
        visible = rule.trigger_event.publication_status in statuses
        trigger = rule.trigger_event.slug if visible else UNPUBLISHED
    elif rule.trigger_deadline_id is not None:
        trigger = load.slugs.get(rule.trigger_deadline_id, UNPUBLISHED)
    return Rule(
        trigger=trigger,
        period=parse_period(rule.period) if rule.period else None,
        direction="before" if rule.direction == models.Direction.BEFORE else "after",
        convention=convention,
        calendar=rule.calendar or habits.calendar_for(convention),
        stated=rule.stated,
        time=rule.time,
        timezone=rule.timezone or habits.timezone or None,
        last_day="excluded" if rule.last_day == models.LastDay.EXCLUDED else "included",
        counted_from="start" if rule.counted_from == models.TriggerPoint.START else "due",
    )


def _effect(effect: models.Effect, slugs: dict[int, str]) -> Effect:
    assert effect.on_deadline_id is not None, "only effects on deadlines that were loaded are laid over"
    return Effect(
        on=slugs[effect.on_deadline_id],
        does=effect.does,
        until=effect.until,
        by=parse_period(effect.by) if effect.by else None,
        counted_from="event" if effect.counted_from == models.CountedFrom.EVENT else "deadline",
        period=parse_period(effect.period) if effect.period else None,
        by_deadline=slugs.get(effect.by_deadline_id) if effect.by_deadline_id is not None else None,
        effective=effect.effective,
    )


def _in_order(events: dict[str, Event], typed: models.Event, own: str) -> dict[str, Event]:
    """Events in the order of the file: by position, then by key, a new one last."""
    rows = models.Event.objects.filter(slug__in=events).exclude(pk=typed.pk)
    places: dict[str, tuple[float, float]] = {
        slug: (position, pk) for slug, position, pk in rows.values_list("slug", "position", "pk")
    }
    places[own] = (typed.position, typed.pk or float("inf"))
    return {slug: events[slug] for slug in sorted(events, key=lambda slug: places.get(slug, (0, 0)))}


VISIBLE: dict[bool, tuple[str, ...]] = {
    False: (PublicationStatus.PUBLISHED.value,),
    True: (PublicationStatus.PUBLISHED.value, PublicationStatus.DRAFT.value),
}
"""The statuses that count, without drafts and with them."""
