"""What a record needs beside it to be read as meant: the drafts it refers to, and who refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.deadlines.reach_calendars import reached_by_closure, reached_by_year
from timeline.models import (
    CalendarClosure,
    CalendarYear,
    Citation,
    Deadline,
    Event,
    Policy,
    PublicationStatus,
    Publishable,
    Source,
    Timeline,
)
from timeline.models.calendar_closure import CalendarClosureQuerySet


def obstacles(record: Publishable) -> list[str]:
    """Why a record cannot be published, in sentences; empty where it can."""
    if isinstance(record, Deadline) and not hasattr(record, "rule"):
        return [_("It has no rule, so no date follows from it.")]
    if isinstance(record, CalendarClosure | CalendarYear):
        if record.publication_status == PublicationStatus.RETRACTED:
            return [_("It was retracted. Enter it again, so that the history says what was counted with when.")]
        if isinstance(record, CalendarYear) and not _days_of(record).exists():
            return [_("No day of it is entered, so its list cannot be complete.")]
    return []


def cautions(record: Publishable) -> list[str]:
    """What a publisher should know first, in sentences."""
    if isinstance(record, (Event, Policy, Deadline)) and not record.citations.exists():
        return [_("It cites no source, so readers cannot check it.")]
    if isinstance(record, CalendarClosure | CalendarYear):
        return _calendar_cautions(record)
    return []


def _calendar_cautions(record: CalendarClosure | CalendarYear) -> list[str]:
    found = []
    if record.source is None and not record.citation:
        found.append(_("It names no source, so nobody can check it."))
    now = timezone.now()
    if isinstance(record, CalendarYear):
        reached = reached_by_year(record.calendar, record.year, now=now)
    else:
        reached = reached_by_closure(record.calendar, record.date, now=now)
    found.append(
        ngettext(
            "%(count)d published deadline is computed anew; who follows it is told if it moves.",
            "%(count)d published deadlines are computed anew; who follows one is told if it moves.",
            len(reached),
        )
        % {"count": len(reached)}
    )
    return found


def _days_of(year: CalendarYear) -> CalendarClosureQuerySet:
    return CalendarClosure.objects.visible(drafts=True).filter(calendar=year.calendar, date__year=year.year)


def draft_companions(record: Publishable) -> list[Publishable]:
    """The drafts a record refers to, and those that these refer to: readers see none of them until each is published."""
    found: dict[tuple[type, Any], Publishable] = {}
    waiting = [record]
    while waiting:
        for companion in _draft_references(waiting.pop()):
            key = (type(companion), companion.pk)
            if key not in found and companion != record:
                found[key] = companion
                waiting.append(companion)
    return sorted(found.values(), key=lambda each: (str(each._meta.verbose_name), str(each)))


def _draft_references(record: Publishable) -> Iterator[Publishable]:
    for queryset in _references(record):
        yield from queryset.filter(publication_status=PublicationStatus.DRAFT)


def _references(record: Publishable) -> Iterable[Any]:
    match record:
        case Event():
            targets = record.effects.values("on_deadline")
            successors = record.effects.values("by_deadline")
            return (
                Source.objects.filter(citations__event=record).distinct(),
                record.policies,
                Policy.objects.filter(pk__in=record.effects.values("on_policy")),
                Deadline.objects.filter(Q(pk__in=targets) | Q(pk__in=successors)),
            )
        case Policy():
            return (Source.objects.filter(citations__policy=record).distinct(),)
        case Deadline():
            return (
                Source.objects.filter(citations__deadline=record).distinct(),
                Policy.objects.filter(deadlines=record),
                Event.objects.filter(triggered_rules__deadline=record),
                Deadline.objects.filter(triggered_rules__deadline=record),
            )
        case Timeline():
            return (record.policies, record.events, record.deadlines, record.highlights)
        case CalendarClosure():
            return (Source.objects.filter(calendar_closures=record),)
        case CalendarYear():
            return (Source.objects.filter(calendar_years=record), _days_of(record))
        case _:
            return ()


def published_referrers(record: Publishable) -> list[Publishable]:
    """The published records that refer to a record and go on without it when it is retracted."""
    querysets: Iterable[Any]
    match record:
        case Source():
            cited = Citation.objects.filter(source=record)
            querysets = (
                Event.objects.filter(pk__in=cited.values("event")),
                Policy.objects.filter(pk__in=cited.values("policy")),
                Deadline.objects.filter(pk__in=cited.values("deadline")),
                CalendarClosure.objects.filter(source=record),
                CalendarYear.objects.filter(source=record),
            )
        case Event():
            querysets = (
                Deadline.objects.filter(Q(rule__trigger_event=record) | Q(effects__event=record)).distinct(),
                Policy.objects.filter(Q(events=record) | Q(effects__event=record)).distinct(),
                Timeline.objects.filter(Q(events=record) | Q(highlights=record)).distinct(),
            )
        case Policy():
            querysets = (
                Deadline.objects.filter(policy=record),
                Event.objects.filter(Q(policies=record) | Q(effects__on_policy=record)).distinct(),
                Timeline.objects.filter(policies=record),
            )
        case Deadline():
            querysets = (
                Deadline.objects.filter(rule__trigger_deadline=record),
                Event.objects.filter(Q(effects__on_deadline=record) | Q(effects__by_deadline=record)).distinct(),
                Timeline.objects.filter(deadlines=record),
            )
        case _:
            querysets = ()
    published = {"publication_status": PublicationStatus.PUBLISHED}
    return [found for queryset in querysets for found in queryset.filter(**published)]
