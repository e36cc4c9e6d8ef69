"""The addresses of the feeds, beside the pages they are of."""

from django.urls import URLPattern, path

from timeline.deadlines.keeping import kept

from .atom import EventsFeed, TimelineFeed
from .calendars import deadline_calendar, timeline_calendar

app_name = "feeds"
urlpatterns: list[URLPattern] = [
    path("events.atom", kept(EventsFeed()), name="events"),
    path("timelines/<slug:slug>/events.atom", kept(TimelineFeed()), name="timeline"),
    path("timelines/<slug:slug>/deadlines.ics", kept(timeline_calendar), name="timeline-calendar"),
    path("deadlines/<slug:slug>/deadline.ics", kept(deadline_calendar), name="deadline-calendar"),
]
