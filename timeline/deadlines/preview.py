"""What an editor sees beside a rule: the outcome with all drafts counted in, and where readers see another one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from timeline.counting import CountingError, DeadlineOutcome, explain_outcome
from timeline.models import Deadline, DeadlineState, Event, PublicationStatus

from .docket import UNPUBLISHED
from .reading import read_deadlines


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of a deadline as saved, drafts included, with its explanation.

    `published` is what readers see: None where they see no outcome, because the deadline is no published record. `drafts`
    are the titles of draft events that `outcome` counts in. `error` is a sentence where nothing could be computed at all.
    """

    deadline: Deadline
    outcome: DeadlineOutcome | None
    published: DeadlineOutcome | None
    sentences: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    error: str = ""

    @property
    def state_words(self) -> str:
        """The state as a word in the reader's language."""
        return str(DeadlineState(self.outcome.state).label) if self.outcome else ""

    @property
    def published_state_words(self) -> str:
        """The state readers see as a word in the reader's language."""
        return str(DeadlineState(self.published.state).label) if self.published else ""

    @property
    def differs(self) -> bool:
        """True where readers see another state or day than this preview."""
        if self.outcome is None or self.published is None:
            return False
        return _seen(self.outcome) != _seen(self.published)


def preview_deadline(deadline: Deadline, *, known_on: date, on: date | None = None, language: str = "en") -> Preview:
    """The preview of one deadline. Raises nothing for what cannot be computed: see `Preview.error`."""
    return preview_deadlines([deadline], known_on=known_on, on=on, language=language)[deadline.slug]


def preview_deadlines(
    deadlines: Collection[Deadline], *, known_on: date, on: date | None = None, language: str = "en"
) -> dict[str, Preview]:
    """The previews of deadlines by slug, in their order, in a constant number of queries.

    Retracted deadlines have no outcome.
    """
    shown = [each for each in deadlines if each.publication_status != PublicationStatus.RETRACTED]
    public = [each for each in shown if each.is_published]
    try:
        drafted = read_deadlines(shown, known_on=known_on, on=on, drafts=True, steps=True)
        published = read_deadlines(public, known_on=known_on, on=on, steps=False)
    except CountingError as error:
        return {each.slug: Preview(each, None, None, error=str(error)) for each in deadlines}
    titles, drafts = _titles(drafted.values())
    return {
        each.slug: _preview(each, drafted.get(each.slug), published.get(each.slug), titles, drafts, language)
        for each in deadlines
    }


def _preview(
    deadline: Deadline,
    outcome: DeadlineOutcome | None,
    published: DeadlineOutcome | None,
    titles: dict[str, str],
    drafts: dict[str, str],
    language: str,
) -> Preview:
    if outcome is None:
        return Preview(deadline, None, published)
    counted = tuple(drafts[slug] for slug in dict.fromkeys(_named(outcome)) if slug in drafts)
    sentences = tuple(explain_outcome(outcome, language, titles))
    return Preview(deadline, outcome, published, sentences, counted, outcome.error or "")


def _titles(outcomes: Collection[DeadlineOutcome]) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of all records that the steps name, and those of the draft events among them."""
    named = {slug for outcome in outcomes for slug in _named(outcome)}
    events = list(Event.objects.filter(slug__in=named).values_list("slug", "title", "publication_status"))
    deadlines = dict(Deadline.objects.filter(slug__in=named).values_list("slug", "title"))
    drafts = {slug: title for slug, title, status in events if status == PublicationStatus.DRAFT}
    hidden = {UNPUBLISHED: _("a retracted record")}
    return {**hidden, **deadlines, **{slug: title for slug, title, _status in events}}, drafts


def _named(outcome: DeadlineOutcome) -> list[str]:
    named = [step.event for step in outcome.steps] + [forecast.event for forecast in outcome.forecasts]
    return [slug for slug in named if slug]


def _seen(outcome: DeadlineOutcome) -> tuple[object, ...]:
    return (outcome.state, outcome.due, outcome.due_at, outcome.due_earliest, outcome.due_latest, outcome.remaining)
