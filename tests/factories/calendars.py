"""What editors declare of calendars."""

from __future__ import annotations

import datetime as dt

from factory.django import DjangoModelFactory

from timeline.models import CalendarClosure, CalendarYear, PublicationStatus


class CalendarClosureFactory(DjangoModelFactory[CalendarClosure]):
    """A published closure of `us-federal` on Tuesday, 5 June 2029, known since 1 January 2025."""

    class Meta:
        model = CalendarClosure

    calendar = "us-federal"
    date = dt.date(2029, 6, 5)
    name = "National Day of Mourning"
    known_from = dt.date(2025, 1, 1)
    publication_status = PublicationStatus.PUBLISHED


class CalendarYearFactory(DjangoModelFactory[CalendarYear]):
    """The published list of 2026 for `eu-institutions`, known since 1 September 2025."""

    class Meta:
        model = CalendarYear

    calendar = "eu-institutions"
    year = 2026
    known_from = dt.date(2025, 9, 1)
    publication_status = PublicationStatus.PUBLISHED
