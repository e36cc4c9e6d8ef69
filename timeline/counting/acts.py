"""Acts: the effects on one record, each with its event, in the order in which the law gives them effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from .records import Docket, Effect, Event


class Act(NamedTuple):
    """An effect of an event. The fields before `event` are its place: legal effect, then publication, then the file."""

    legal: date
    published: date
    order: int
    event: Event
    effect: Effect


def acts_by_target(docket: Docket, known_on: date) -> Mapping[str, list[Act]]:
    """The acts known on a day, by the id of the record they are on, each list in the order of its legal effect.

    An event without a day of its own (an open interval) counts from the day it was known. Raises nothing.
    """
    found: defaultdict[str, list[Act]] = defaultdict(list)
    order = 0
    for event in docket.events.values():
        if event.known_from > known_on:
            order += len(event.effects)
            continue
        day = event.date.earliest or event.date.latest or event.known_from
        for effect in event.effects:
            found[effect.on].append(Act(effect.effective or day, event.known_from, order, event, effect))
            order += 1
    for acts in found.values():
        if len(acts) > 1:
            acts.sort(key=lambda act: act[:3])
    return found
