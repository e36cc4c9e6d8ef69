"""What would change if something typed were saved and published: the outcomes of all it reaches, old against new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from timeline.counting import DeadlineOutcome, explain_outcome
from timeline.models import Deadline, Effect, Event, Rule

from .closure import and_dependants, counted_from
from .docket import load_deadlines
from .overlay import VISIBLE, saved_id, with_event, with_rule, without_event
from .preview import state_words, titles_and_drafts
from .reading import outcomes_of

EXPLAINED = 50
"""How many differences get their explanation; a longer list is read for its dates."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A deadline's outcome as records are saved, and as it would be with what was typed.

    A draft deadline is compared with drafts counted in, a published one as readers see it. `is_direct` is true where the
    event itself has an effect on it or triggers it, false where it follows from another deadline. `sentences` explain `after`.
    """

    deadline: Deadline
    before: DeadlineOutcome
    after: DeadlineOutcome
    is_direct: bool = True
    sentences: tuple[str, ...] = ()

    @property
    def is_change(self) -> bool:
        """True where the outcome would be another one."""
        return not same_outcome(self.before, self.after)

    @property
    def before_words(self) -> str:
        """The old state as a word in the reader's language."""
        return state_words(self.before)

    @property
    def after_words(self) -> str:
        """The new state as a word in the reader's language."""
        return state_words(self.after)


def same_outcome(one: DeadlineOutcome | None, other: DeadlineOutcome | None) -> bool:
    """Whether two outcomes say the same, but for the way they came about."""
    if one is None or other is None:
        return one is other
    return _said(one) == _said(other)


def changed_ids(before: Mapping[str, DeadlineOutcome], after: Mapping[str, DeadlineOutcome]) -> list[str]:
    """The ids whose outcomes differ, those of `after` first; an outcome that only one side has is a difference."""
    return [slug for slug in {**after, **before} if not same_outcome(before.get(slug), after.get(slug))]


def whatif_event(event: Event, effects: Sequence[Effect], *, known_on: date, language: str = "en") -> list[Difference]:
    """What follows if the event, as typed, had these effects and no others, and were published.

    `event` and `effects` are unsaved instances; nothing is written. The answer holds the deadlines that the typed effects,
    the stored ones and the event as a trigger reach, changed or not, and of those chained to them the changed ones.
    Raises CountingError for a date or period that cannot be read.
    """
    targets = {effect.on_deadline_id for effect in effects if effect.on_deadline_id is not None}
    touched = Q(pk__in=targets)
    if event.pk is not None:
        touched |= Q(pk__in=Effect.objects.filter(event=event.pk, on_deadline__isnull=False).values("on_deadline"))
        touched |= Q(pk__in=Rule.objects.filter(trigger_event=event.pk).values("deadline"))
    direct = set(Deadline.objects.filter(touched).values_list("pk", flat=True))
    if not direct:
        return []
    reached = and_dependants(Deadline.objects.filter(pk__in=direct).values("pk"), VISIBLE[True])
    successors = {effect.by_deadline_id for effect in effects if effect.by_deadline_id is not None}
    own = saved_id(event)
    before: dict[str, DeadlineOutcome] = {}
    after: dict[str, DeadlineOutcome] = {}
    deadlines = _deadlines(reached)
    for drafts in (False, True):
        only = [each.slug for each in deadlines if each.is_published is not drafts]
        if only:
            load = load_deadlines([*reached, *counted_from(successors, VISIBLE[drafts])], drafts=drafts)
            saved = load if event.is_published else without_event(load, own)
            before |= outcomes_of(saved, known_on=known_on, only=only)
            after |= outcomes_of(with_event(load, own, event, effects), known_on=known_on, steps=True, only=only)
    return _differences(deadlines, before, after, direct, {own: event.title or _("this event")}, language)


def whatif_rule(deadline: Deadline, rule: Rule, *, known_on: date, language: str = "en") -> list[Difference]:
    """What follows for a stored deadline and those chained to it if its rule were as typed; as `whatif_event`.

    While the deadline is a draft only drafts can follow it, since readers do not see what they are counted from.
    """
    if deadline.pk is None:
        return []
    reached = and_dependants(Deadline.objects.filter(pk=deadline.pk).values("pk"), VISIBLE[True])
    own = saved_id(deadline)
    triggers = [rule.trigger_deadline_id] if rule.trigger_deadline_id is not None else []
    before: dict[str, DeadlineOutcome] = {}
    after: dict[str, DeadlineOutcome] = {}
    deadlines = _deadlines(reached)
    for drafts in (False, True) if deadline.is_published else (True,):
        only = [each.slug for each in deadlines if each.is_published is not drafts]
        if only:
            statuses = VISIBLE[drafts]
            load = load_deadlines([*reached, *counted_from(triggers, statuses)], drafts=drafts)
            typed = with_rule(load, own, deadline, rule, statuses=statuses)
            before |= outcomes_of(load, known_on=known_on, only=only)
            after |= outcomes_of(typed, known_on=known_on, steps=True, only=only)
    return _differences(deadlines, before, after, {deadline.pk}, {own: deadline.title}, language)


def _deadlines(pks: Collection[int]) -> list[Deadline]:
    return list(Deadline.objects.filter(pk__in=pks).order_by("position", "pk"))


def _differences(
    deadlines: Sequence[Deadline],
    before: Mapping[str, DeadlineOutcome],
    after: Mapping[str, DeadlineOutcome],
    direct: Collection[int],
    own_title: Mapping[str, str],
    language: str,
) -> list[Difference]:
    found = [
        Difference(each, before[each.slug], after[each.slug], each.pk in direct)
        for each in deadlines
        if each.slug in before and each.slug in after
    ]
    listed = [each for each in found if each.is_change or each.is_direct]
    # What changes comes first, and of that what the typed record itself reaches.
    listed.sort(key=lambda each: (not each.is_change, not each.is_direct))
    explained = [each.after for each in listed[:EXPLAINED]]
    titles = {**titles_and_drafts(explained)[0], **own_title}
    return [
        replace(each, sentences=tuple(explain_outcome(each.after, language, titles))) if place < EXPLAINED else each
        for place, each in enumerate(listed)
    ]


def _said(outcome: DeadlineOutcome) -> tuple[object, ...]:
    return (
        outcome.state,
        outcome.due,
        outcome.due_time,
        outcome.due_at,
        outcome.due_earliest,
        outcome.due_latest,
        outcome.remaining,
        outcome.discrepancy,
        outcome.error,
    )
