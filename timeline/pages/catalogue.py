"""The page of counting conventions: each with its citation, rules, calendar and examples counted while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from timeline.counting import (
    WorkedExample,
    calendar_name,
    catalogue,
    date_words,
    explain_count,
    number_of_places,
    own_calendars,
)
from timeline.deadlines.calendars import published_book

from .convention_words import convention_in_words
from .known_on import Knowledge
from .page import page
from .words import language


@page("pages/conventions.html")
def conventions(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    book = published_book(knowledge.day)
    countries, subdivisions = number_of_places()
    return {
        "entries": [
            {
                "convention": entry.convention,
                "words": convention_in_words(entry.convention),
                "coverage": entry.coverage,
                "examples": [_example(worked, entry.convention.id, knowledge) for worked in entry.examples],
            }
            for entry in catalogue(book)
        ],
        "calendars": [
            (calendar, calendar_name(calendar.id, calendar.name, language())) for calendar in own_calendars(book)
        ],
        "countries": countries,
        "subdivisions": subdivisions,
    }


def _example(worked: WorkedExample, convention: str, knowledge: Knowledge) -> dict[str, Any]:
    example = worked.example
    asked = {
        "start": example.start,
        "period": example.period,
        "convention": convention,
        "direction": example.direction,
        "calendar": example.calendar,
        "known_on": knowledge.asked and knowledge.asked.isoformat(),
    }
    return {
        "source": example.source,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "result": date_words(worked.answer.result, language()),
        "explanation": explain_count(worked.answer, language()),
    }
