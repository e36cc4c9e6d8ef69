"""A timeline: a curated public page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .actor import Actor
from .deadline import Deadline
from .event import Event
from .fields import SUMMARY_LENGTH, TITLE_LENGTH, RecordSlugField
from .policy import Policy
from .publication import PERMISSIONS, Publishable, PublishableQuerySet
from .said import Spoken
from .topic import Topic


class TimelineQuerySet(PublishableQuerySet["Timeline"]):
    """Timeline records, by what readers may see."""


class Timeline(Publishable, Spoken):
    """A curated public page: introduction, selection by topic, policy or actor, records added by hand, highlights.

    A record belongs to it when it is added by hand (or by the timeline's file) or has any selected topic, policy or actor.
    """

    slug = RecordSlugField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.TextField(_("introduction"), max_length=SUMMARY_LENGTH, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="timelines")
    policies = models.ManyToManyField(Policy, verbose_name=_("policies"), blank=True, related_name="timelines")
    actors = models.ManyToManyField(Actor, verbose_name=_("actors"), blank=True, related_name="timelines")
    events = models.ManyToManyField(Event, verbose_name=_("events"), blank=True, related_name="timelines")
    deadlines = models.ManyToManyField(Deadline, verbose_name=_("deadlines"), blank=True, related_name="timelines")
    highlights = models.ManyToManyField(Event, verbose_name=_("highlights"), blank=True, related_name="highlighted_on")

    objects = TimelineQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics, policies, actors])

    class Meta:
        verbose_name = _("timeline")
        verbose_name_plural = _("timelines")
        default_permissions = PERMISSIONS
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
