"""What the ORM saves and deletes, whoever does it, asks for the recompute of what it reaches, before and after the edit.

`QuerySet.update` and `bulk_create` send no signals: who uses them on these records calls `reach` and
`request_recompute` itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils import timezone
from simple_history.models import HistoricalRecords

from timeline.models import (
    CalendarClosure,
    CalendarYear,
    Deadline,
    Effect,
    Event,
    Jurisdiction,
    OutcomeCause,
    Policy,
    PublicationStatus,
    Rule,
)

from . import reach
from .reach_calendars import reached_by_closure, reached_by_year
from .requests import request_recompute

# What an outcome follows from; an edit of anything else reaches nothing.
_FIELDS: dict[type[Model], tuple[str, ...]] = {
    Event: ("date", "known", "publication_status", "position"),
    Effect: (
        "event_id",
        "on_deadline_id",
        "does",
        "until",
        "by",
        "counted_from",
        "period",
        "by_deadline_id",
        "effective",
        "position",
    ),
    Rule: (
        "deadline_id",
        "trigger_event_id",
        "trigger_deadline_id",
        "counted_from",
        "period",
        "direction",
        "convention",
        "calendar",
        "stated",
        "time",
        "timezone",
        "last_day",
    ),
    Deadline: ("publication_status", "policy_id", "jurisdiction_id"),
    Policy: ("jurisdiction_id",),
    Jurisdiction: ("convention", "calendar", "timezone"),
    CalendarClosure: ("calendar", "date", "opens", "known_from", "publication_status"),
    CalendarYear: ("calendar", "year", "known_from", "publication_status"),
}
_BEFORE = "_values_before_edit"
_HABITS = ("convention", "calendar", "timezone")


def connect() -> None:
    """Connect the receivers; called once, when the application is ready."""
    for model in _FIELDS:
        pre_save.connect(_before_save, sender=model, dispatch_uid=f"edits-before-{model.__name__}")
        post_save.connect(_after_save, sender=model, dispatch_uid=f"edits-after-{model.__name__}")
    for model in (Effect, Rule, CalendarClosure, CalendarYear):
        post_delete.connect(_after_delete, sender=model, dispatch_uid=f"edits-deleted-{model.__name__}")


def _before_save(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    before = None
    if not instance._state.adding:
        before = sender._default_manager.filter(pk=instance.pk).values(*_FIELDS[sender]).first()
    instance.__dict__[_BEFORE] = before


def _after_save(sender: type[Model], instance: Model, update_fields: Collection[str] | None, **kwargs: Any) -> None:
    before: dict[str, Any] | None = instance.__dict__.pop(_BEFORE, None)
    after = {name: getattr(instance, name) for name in _FIELDS[sender]}
    if before is not None and update_fields is not None:
        written = {
            field.attname for field in sender._meta.concrete_fields if {field.name, field.attname} & set(update_fields)
        }
        after = {name: value if name in written else before[name] for name, value in after.items()}
    if before == after:
        return
    if isinstance(instance, Event):
        _event_saved(instance, before, after)
    elif isinstance(instance, Effect):
        _effect_saved(instance, before, after)
    elif isinstance(instance, Rule):
        touched = {values["deadline_id"] for values in (before, after) if values is not None}
        _ask(reach.reached_by_rules(touched), OutcomeCause.RULE)
    elif isinstance(instance, Deadline):
        _deadline_saved(instance, before, after)
    elif isinstance(instance, Policy) and before is not None:
        _ask(reach.reached_by_policies([instance.pk], _HABITS), OutcomeCause.RULE)
    elif isinstance(instance, Jurisdiction) and before is not None:
        changed = [name for name in _HABITS if before[name] != after[name]]
        _ask(reach.reached_by_jurisdictions([instance.pk], changed), OutcomeCause.CALENDAR)
    elif isinstance(instance, CalendarClosure | CalendarYear):
        _calendar_declared(sender, before, after)


def _event_saved(event: Event, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    # Nothing can hang on an event that has just been made, and a draft moves nothing.
    if before is not None and PublicationStatus.PUBLISHED in (
        before["publication_status"],
        after["publication_status"],
    ):
        _ask(reach.reached_by_events([event.pk]), OutcomeCause.EVENT, event)


def _effect_saved(effect: Effect, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    touched = {
        values["on_deadline_id"]
        for values in (before, after)
        if values is not None and values["on_deadline_id"] is not None and _is_published(values["event_id"])
    }
    if touched:
        _ask(reach.reached_by_rules(touched), OutcomeCause.EVENT, effect.event)


def _deadline_saved(deadline: Deadline, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
    # A deadline that has just been made has no rule yet: the rule asks.
    if before is not None and PublicationStatus.PUBLISHED in (
        before["publication_status"],
        after["publication_status"],
    ):
        _ask(reach.reached_by_deadlines([deadline.pk]), OutcomeCause.RULE)


def _calendar_declared(declared: type[Model], *versions: dict[str, Any] | None) -> None:
    """A declared day or a covered year as it was and as it is now; readers' dates rest on what is published alone."""
    now = timezone.now()
    reached: set[int] = set()
    for values in versions:
        if values is None or values["publication_status"] != PublicationStatus.PUBLISHED:
            continue
        if declared is CalendarYear:
            reached.update(reached_by_year(values["calendar"], values["year"], now=now))
        else:
            reached.update(reached_by_closure(values["calendar"], values["date"], now=now))
    _ask(sorted(reached), OutcomeCause.CALENDAR)


def _after_delete(sender: type[Model], instance: Model, origin: Model | QuerySet[Any] | None, **kwargs: Any) -> None:
    origin_model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if origin_model is Deadline:
        # The deadline goes too, and what is counted from it protects it.
        return
    if isinstance(instance, CalendarClosure | CalendarYear):
        _calendar_declared(sender, {name: getattr(instance, name) for name in _FIELDS[sender]})
    elif isinstance(instance, Rule):
        _ask(reach.reached_by_rules([instance.deadline_id]), OutcomeCause.RULE)
    elif isinstance(instance, Effect) and instance.on_deadline_id is not None and _is_published(instance.event_id):
        # A request must not name an event that is being deleted.
        event = instance.event if origin_model is Effect else None
        _ask(reach.reached_by_rules([instance.on_deadline_id]), OutcomeCause.EVENT, event)


def _is_published(event_pk: int) -> bool:
    found: bool = Event.objects.published().filter(pk=event_pk).exists()
    return found


def _ask(pks: list[int], cause: OutcomeCause, event: Event | None = None) -> None:
    if pks:
        request_recompute(pks, cause=cause, event=event, editor=_editor())


def _editor() -> AbstractBaseUser | None:
    """Who is signed in on the request that makes this edit, where one does."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if isinstance(user, AbstractBaseUser) and user.is_authenticated else None
