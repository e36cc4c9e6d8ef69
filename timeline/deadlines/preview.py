"""What an editor sees beside a rule while typing it: the outcome with all drafts counted in, in words and as a picture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from timeline.counting import (
    CountingError,
    DeadlineOutcome,
    Picture,
    date_words,
    draw_outcome,
    explain_outcome,
)
from timeline.models import Deadline, DeadlineState, Event, PublicationStatus, Rule

from .closure import counted_from
from .docket import UNPUBLISHED, load_deadlines
from .drawing import day_table
from .overlay import VISIBLE, saved_id, with_rule
from .reading import outcomes_of


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of a deadline by its rule as typed, drafts included, with its explanation.

    `known_on` is the day whose knowledge it is read with. `published` is what readers see now: None where they see no
    outcome, because the deadline is no published record. `drafts` are the titles of draft events that `outcome` counts in.
    `picture` is null where there is nothing to draw. `error` is a sentence where nothing could be computed.
    """

    known_on: date
    outcome: DeadlineOutcome
    published: DeadlineOutcome | None = None
    sentences: tuple[str, ...] = ()
    picture: Picture | None = None
    drafts: tuple[str, ...] = ()

    @property
    def error(self) -> str:
        """Why nothing could be computed, in a sentence; empty where it could."""
        return self.outcome.error or ""

    @property
    def state_words(self) -> str:
        """The state as a word in the reader's language."""
        return state_words(self.outcome)

    @property
    def published_state_words(self) -> str:
        """The state readers see as a word in the reader's language."""
        return state_words(self.published)

    @property
    def differs(self) -> bool:
        """True where readers see another state or day than this preview."""
        if self.published is None:
            return False
        return _seen(self.outcome) != _seen(self.published)


def preview_day(rule: Rule, *, today: date) -> date:
    """The day whose knowledge a rule is previewed with: today, or the later day on which its trigger becomes known.

    Before that day every such rule reads the same: nothing has set it off.
    """
    return max(today, rule.trigger_event.known) if rule.trigger_event is not None else today


def preview_rule(deadline: Deadline, rule: Rule, *, known_on: date, language: str = "en") -> Preview:
    """The outcome of a deadline by a rule; both may be unsaved or changed since, and nothing is written.

    Everything but retracted records counts. Raises nothing for what cannot be computed: see `Preview.error`.
    """
    own = saved_id(deadline)
    stored = [deadline.pk] if deadline.pk is not None else []
    triggers = [rule.trigger_deadline_id] if rule.trigger_deadline_id is not None else []
    statuses = VISIBLE[True]
    load = load_deadlines([*stored, *counted_from([*stored, *triggers], statuses)], drafts=True)
    try:
        load = with_rule(load, own, deadline, rule, statuses=statuses)
    except CountingError as error:
        return Preview(known_on, DeadlineOutcome(DeadlineState.UNDETERMINED.value, error=str(error)))
    outcome = outcomes_of(load, known_on=known_on, steps=True, only=[own])[own]
    public = outcomes_of(load_deadlines(stored, citations=False), known_on=known_on, only=[own])
    titles, drafts = titles_and_drafts([outcome])
    table = day_table(load.docket, own, known_on=known_on)
    return Preview(
        known_on,
        outcome,
        public.get(own),
        tuple(explain_outcome(outcome, language, titles)) if outcome.error is None else (),
        draw_outcome(outcome, _picture_title(outcome, language), language, titles, table, known_on),
        tuple(drafts[slug] for slug in dict.fromkeys(_named(outcome)) if slug in drafts),
    )


def state_words(outcome: DeadlineOutcome | None) -> str:
    """The state of an outcome as a word in the reader's language; empty where there is none."""
    return str(DeadlineState(outcome.state).label) if outcome else ""


def titles_and_drafts(outcomes: Collection[DeadlineOutcome]) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of all records that the outcomes name, by id, and those of the draft events among them; two queries."""
    named = {slug for outcome in outcomes for slug in _named(outcome)}
    events = list(Event.objects.filter(slug__in=named).values_list("slug", "title", "publication_status"))
    deadlines = dict(Deadline.objects.filter(slug__in=named).values_list("slug", "title"))
    drafts = {slug: title for slug, title, status in events if status == PublicationStatus.DRAFT}
    hidden = {UNPUBLISHED: _("a record that does not count")}
    return {**hidden, **deadlines, **{slug: title for slug, title, _status in events}}, drafts


def _picture_title(outcome: DeadlineOutcome, language: str) -> str:
    return date_words(outcome.due_time or outcome.due, language) if outcome.due else state_words(outcome)


def _named(outcome: DeadlineOutcome) -> list[str]:
    named = [step.event for step in outcome.steps] + [forecast.event for forecast in outcome.forecasts]
    named += [step.name for step in outcome.steps if step.op == "supersede"]
    return [slug for slug in named if slug]


def _seen(outcome: DeadlineOutcome) -> tuple[object, ...]:
    return (outcome.state, outcome.due, outcome.due_at, outcome.due_earliest, outcome.due_latest, outcome.remaining)
