"""The event page: what happened, who says so, what it changed, what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _

from timeline.deadlines.queries import (
    published_citations,
    published_deadlines,
    published_effects,
    published_events,
    published_policies,
    timeline_events,
    timelines_with_event,
)
from timeline.deadlines.translations import say_in
from timeline.models import Event
from timeline.models.publication import PublishableQuerySet

from .citations import citations_in_words
from .effects import effects_in_words
from .known_on import Knowledge
from .page import page
from .pictures import figure, picture_of
from .refusals import NotShown, shortened
from .sharing.records import share_event
from .words import day_in_words, edtf_in_words, language, time_attribute


@page("pages/event.html")
def event(request: HttpRequest, knowledge: Knowledge, slug: str) -> Mapping[str, Any]:
    record = published_events().filter(slug=slug).first()
    if record is None:
        raise NotShown(_("There is no event “%(id)s” here.") % {"id": shortened(slug)})
    if knowledge.asked and record.known > knowledge.asked:
        raise NotShown(_("This event was not known yet on %(day)s.") % {"day": day_in_words(knowledge.asked)})
    timelines = list(timelines_with_event(record))
    before, after = (
        _neighbours(record, timeline_events(timelines[0], known_on=knowledge.asked)) if timelines else (None, None)
    )
    triggers = list(published_deadlines().filter(rule__trigger_event=record))
    policies = list(published_policies(known_on=knowledge.asked).filter(events=record))
    say_in(language(), record, timelines, triggers, policies, before, after)
    picture = picture_of(record, knowledge.asked)
    shown = {
        "event": record,
        "picture": picture,
        "figure": figure(picture),
        "when": edtf_in_words(record.date),
        "time": time_attribute(record.date),
        "known_when": day_in_words(record.known) if record.known != (record.latest or record.earliest) else "",
        "effects": effects_in_words(published_effects().filter(event=record)),
        "triggers": triggers,
        "citations": citations_in_words(published_citations().filter(event=record)),
        "policies": policies,
        "actors": record.actors.all(),
        "topics": record.topics.all(),
        "timelines": timelines,
        "before": before,
        "before_when": edtf_in_words(before.date) if before else "",
        "after": after,
        "after_when": edtf_in_words(after.date) if after else "",
    }
    return {**shown, "share": share_event(record, knowledge, shown)}


def _neighbours(record: Event, events: PublishableQuerySet[Event]) -> tuple[Event | None, Event | None]:
    """The events right before and right after in the order of the timeline; two queries."""
    day = record.earliest or record.latest
    if day is None:
        return None, None
    placed = events.annotate(day=Coalesce("earliest", "latest"))
    same_day = Q(day=day)
    same_place = same_day & Q(position=record.position)
    earlier = Q(day__lt=day) | (same_day & Q(position__lt=record.position)) | (same_place & Q(pk__lt=record.pk))
    later = Q(day__gt=day) | (same_day & Q(position__gt=record.position)) | (same_place & Q(pk__gt=record.pk))
    before = placed.filter(earlier).order_by(F("day").desc(), "-position", "-pk").first()
    after = placed.filter(later).order_by("day", "position", "pk").first()
    return before, after
