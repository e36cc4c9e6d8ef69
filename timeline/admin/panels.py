"""What the panels of the deadline's and the event's form say: dates, differences, who would be told, or what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from timeline.counting import CountingError
from timeline.deadlines.preview import preview_day, preview_rule
from timeline.deadlines.whatif import Difference, whatif_event, whatif_rule
from timeline.models import Deadline, Effect, Event, PublicationStatus, Rule

from .audience import people_told

LISTED = 200
"""The longest list of differences on a page; what is beyond is counted."""

_MATTER_TO_DEADLINE = ("policy", "jurisdiction")
_MATTER_TO_EVENT = ("date", "known_from", "position")


def deadline_panel(form: Any, formsets: Sequence[Any], *, now: datetime, language: str) -> dict[str, Any]:
    """The outcome of the rule in a deadline's form and what would change with it.

    As typed where the form is bound, else as saved; a form with mistakes gives sentences instead.
    """
    deadline: Deadline = form.instance
    today = localdate(now)
    if deadline.publication_status == PublicationStatus.RETRACTED:
        return {"note": _("Nothing is computed from it: it is retracted.")}
    if form.is_bound:
        rules = _parts(formsets, Rule)
        faults = [*_faults(form, _MATTER_TO_DEADLINE), *(fault for each in rules for fault in _faults(each))]
        faults += _formset_faults(formsets, Rule)
        if faults:
            return {"faults": faults}
        rule = next((each.instance for each in rules), None)
    else:
        rule = _stored_rule(deadline)
    if rule is None:
        return {
            "note": _("It has no rule yet: choose a trigger and a period, or write the date that the source states.")
        }
    known_on = preview_day(rule, today=today)
    preview = preview_rule(deadline, rule, known_on=known_on, language=language)
    picture = preview.picture
    try:
        differences = whatif_rule(deadline, rule, known_on=known_on, language=language)
    except CountingError as error:
        return {"faults": [str(error)]}
    others = [
        each for each in differences if each.is_change and (each.deadline.pk != deadline.pk or deadline.is_published)
    ]
    return {
        "preview": preview,
        # The picture is our own markup; it escapes every word it shows.
        "picture": SafeString(picture.svg) if picture else "",
        "picture_lines": picture.lines if picture else (),
        "from": known_on if known_on > today else None,
        "own": deadline.pk,
        **_listed(others, now),
    }


def event_panel(form: Any, formsets: Sequence[Any], *, now: datetime, language: str) -> dict[str, Any]:
    """What an event in its form, with the effects there, would change once it is published; as `deadline_panel`."""
    event: Event = form.instance
    today = localdate(now)
    if event.publication_status == PublicationStatus.RETRACTED:
        return {"note": _("Nothing follows from it: it is retracted.")}
    if form.is_bound:
        parts = _parts(formsets, Effect)
        faults = _faults(form, _MATTER_TO_EVENT)
        for number, each in enumerate(parts, start=1):
            faults += [
                _("Effect %(number)d: %(fault)s") % {"number": number, "fault": fault} for fault in _faults(each)
            ]
        faults += _formset_faults(formsets, Effect)
        if faults:
            return {"faults": faults}
        effects = [each.instance for each in parts]
    elif event.pk is None:
        return {"note": _("Write the date and an effect: the deadlines that would change are listed here.")}
    else:
        effects = list(event.effects.all())
    effects.sort(key=lambda effect: (effect.position, effect.pk or float("inf")))
    known_on = max(today, event.known)
    try:
        differences = whatif_event(event, effects, known_on=known_on, language=language)
    except CountingError as error:
        return {"faults": [str(error)]}
    return {
        "is_event": True,
        "is_published": event.is_published,
        "from": known_on if known_on > today else None,
        **_listed(differences, now),
    }


def _listed(differences: Sequence[Difference], now: datetime) -> dict[str, Any]:
    changes = [each for each in differences if each.is_change]
    return {
        "differences": differences[:LISTED],
        "more": max(0, len(differences) - LISTED),
        "changes": len(changes),
        "told": people_told(changes, now=now),
    }


def _stored_rule(deadline: Deadline) -> Rule | None:
    if deadline.pk is None:
        return None
    try:
        return deadline.rule
    except ObjectDoesNotExist:
        return None


def _parts(formsets: Sequence[Any], model: type[Any]) -> list[Any]:
    """The forms of one kind of part that would be saved: those typed in or stored, and not to be deleted."""
    return [
        form
        for formset in formsets
        if formset.model is model
        for form in formset.forms
        if (form.instance.pk is not None or form.has_changed()) and not _is_to_go(formset, form)
    ]


def _is_to_go(formset: Any, form: Any) -> bool:
    return bool(formset.can_delete and formset._should_delete_form(form))


def _faults(form: Any, names: Collection[str] | None = None) -> list[str]:
    """The mistakes of a form as sentences with the field's label, or of the named fields only."""
    return [
        sentence
        for name, errors in form.errors.items()
        if names is None or name in names or name == "__all__"
        for sentence in _sentences(form, name, errors)
    ]


def _sentences(form: Any, name: str, errors: Any) -> Iterator[str]:
    field = form.fields.get(name)
    for error in errors:
        yield f"{field.label}: {error}" if field is not None and field.label else str(error)


def _formset_faults(formsets: Sequence[Any], model: type[Any]) -> list[str]:
    return [str(error) for formset in formsets if formset.model is model for error in formset.non_form_errors()]
