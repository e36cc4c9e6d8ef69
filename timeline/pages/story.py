"""A timeline as a reader asked for it: which events and deadlines, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from timeline.counting import DeadlineOutcome, Docket
from timeline.deadlines.docket import load_deadlines
from timeline.deadlines.queries import timeline_deadlines, timeline_events, timeline_known_days
from timeline.deadlines.queries_search import Choice, chosen_deadlines, chosen_events
from timeline.deadlines.reading import outcomes_of
from timeline.deadlines.translations import say_in
from timeline.models import Deadline, Timeline

from .known_on import Knowledge
from .moved import moved_since
from .places import EventRow, Place, event_anchor, place_events, place_windows, window, window_anchor
from .verdict import Verdict, verdict
from .words import language


@dataclass(frozen=True)
class Story:
    """What a reader chose to see of a timeline, as known on the day of the page, all of it in the order of time.

    `events` are rows without their texts, `deadlines` are by key; `outcomes` is by slug and as of the day of the page,
    `later` as of today where the page is that of an earlier day, else empty. `docket` is what the deadlines were computed from.
    """

    timeline: Timeline
    choice: Choice
    knowledge: Knowledge
    events: list[EventRow]
    deadlines: Mapping[int, Deadline]
    outcomes: Mapping[str, DeadlineOutcome]
    later: Mapping[str, DeadlineOutcome]
    docket: Docket

    @cached_property
    def places(self) -> list[Place]:
        return sorted(place_events(self.events) + place_windows(self.deadlines.values(), self.outcomes))

    @cached_property
    def _event_slugs(self) -> dict[int, str]:
        return {row.key: row.slug for row in self.events}

    def anchor(self, place: Place) -> str:
        """The id of an entry within its page."""
        if place.kind == "event":
            return event_anchor(self._event_slugs[place.key])
        return window_anchor(self.deadlines[place.key].slug, place.kind)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each window that opens and closes, by the deadline's key, in the order in which they open."""
        closing = {place.key for place in self.places if place.kind == "closes"}
        opening = [place.key for place in self.places if place.kind == "opens" and place.key in closing]
        return {key: number for number, key in enumerate(opening, start=1)}

    @cached_property
    def moved(self) -> dict[str, str]:
        """What moved since the day of the page, by the deadline's id; nothing on today's page."""
        return moved_since(self.outcomes, self.later, self.knowledge.today)

    @cached_property
    def known_days(self) -> list[date]:
        """The days on which something of the timeline became known, whatever was chosen, ascending; one query at most."""
        if self.knowledge.asked is not None or not self.choice.is_everything:
            return timeline_known_days(self.timeline)
        # All of it was read: what `timeline_known_days` asks for is here.
        slugs = {deadline.slug for deadline in self.deadlines.values()}
        bearing = {trigger for slug in slugs if (trigger := self.docket.deadlines[slug].rule.trigger) is not None}
        events = self.docket.events
        days = {events[each].known_from for each in bearing if each in events}
        days |= {event.known_from for event in events.values() if any(effect.on in slugs for effect in event.effects)}
        return sorted(days.union(row.known for row in self.events if row.known is not None))

    @cached_property
    def undated(self) -> list[tuple[Deadline, Verdict]]:
        """Deadlines that have no place, because no date follows from what is known."""
        return [
            (deadline, verdict(self.outcomes[deadline.slug], self.knowledge.day))
            for deadline in self.deadlines.values()
            if window(self.outcomes[deadline.slug]) == (None, None)
        ]

    @cached_property
    def next_deadline(self) -> tuple[Deadline, DeadlineOutcome] | None:
        """The pending deadline whose day comes next."""
        pending = [
            (outcome.due_latest or outcome.due or date.min, deadline.position, deadline.pk, deadline, outcome)
            for deadline in self.deadlines.values()
            if (outcome := self.outcomes[deadline.slug]).state == "pending"
        ]
        coming = [found for found in pending if found[0] >= self.knowledge.day]
        if not coming:
            return None
        found = min(coming, key=lambda each: each[:3])
        return found[3], found[4]


def read_story(record: Timeline, choice: Choice, knowledge: Knowledge) -> Story:
    """Read what a reader chose of a timeline; the number of queries is the same for any number of records."""
    events = chosen_events(timeline_events(record, known_on=knowledge.asked), choice).order_by()
    columns = ("pk", "date", "earliest", "latest", "position", "certainty", "slug", "known")
    chosen = chosen_deadlines(timeline_deadlines(record, known_on=knowledge.asked), choice)
    deadlines = {deadline.pk: deadline for deadline in chosen}
    load = load_deadlines(list(deadlines), citations=False)
    outcomes = outcomes_of(load, known_on=knowledge.day, now=knowledge.instant)
    later = outcomes_of(load, known_on=knowledge.today, now=knowledge.now) if knowledge.asked else {}
    say_in(language(), record, deadlines.values())
    return Story(
        timeline=record,
        choice=choice,
        knowledge=knowledge,
        events=[EventRow(*row) for row in events.values_list(*columns)],
        deadlines={key: deadline for key, deadline in deadlines.items() if deadline.slug in outcomes},
        outcomes=outcomes,
        later=later,
        docket=load.docket,
    )
