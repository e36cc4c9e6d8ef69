"""The calculator: a start, a period and a convention in the address; a date and its explanation on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.counting import (
    Answer,
    Question,
    QuestionError,
    answer,
    calendar_ids,
    date_words,
    draw_count,
    error_words,
    explain_count,
    moment_text,
    read_period,
)
from timeline.deadlines.calendars import published_book
from timeline.deadlines.keeping import kept

from .convention_words import convention_in_words, conventions_in_words
from .known_on import Knowledge, read_known_on
from .refusals import BadValue
from .words import day_in_words, language

FIELDS = (*Question._fields, "known_on")
DEFAULT_CONVENTION = "calendar-days"
KEPT = 80
"""Characters of a field that the form shows again."""


class Fault(NamedTuple):
    """What is wrong with a field, and the language that is said in."""

    text: str
    language: str


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@kept
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, with the answer to what the address asks, or 400 with each mistake at its field."""
    asked = {name: request.GET.get(name, "").strip() for name in FIELDS}
    context, faults = _answered(asked) if any(asked.values()) else ({}, {})
    shown = {name: _CONTROL.sub("", value[:KEPT]) for name, value in asked.items()}
    context |= {
        "asked": {**shown, "convention": shown["convention"] or DEFAULT_CONVENTION},
        "faults": faults,
        "wrong": [(name, label) for name, label in _labels().items() if name in faults],
        "conventions": conventions_in_words(),
        "calendars": calendar_ids(),
        "canonical": f"{settings.SITE_URL}{request.path}",
    }
    return render(request, "pages/calculator.html", context, status=400 if faults else 200)


def _labels() -> dict[str, str]:
    return {
        "start": _("Start"),
        "period": _("Period"),
        "direction": _("Direction"),
        "convention": _("Convention"),
        "calendar": _("Calendar"),
        "timezone": _("Time zone"),
        "known_on": _("Known on"),
    }


def _answered(asked: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Fault]]:
    """What the page says of the answer; and, by field, what is wrong. Without start and period the form is only filled in."""
    values = {name: asked[name] for name in Question._fields}
    if len(values["period"]) <= KEPT:
        # A German reader writes "75 Tage"; the shared address says it as every reader's page and the API take it.
        values["period"] = read_period(values["period"], language())
    question = Question(**values)._replace(convention=asked["convention"] or DEFAULT_CONVENTION)
    faults: dict[str, Fault] = {}
    knowledge = None
    try:
        knowledge = read_known_on(asked, timezone.now())
    except BadValue as refusal:
        faults["known_on"] = Fault(refusal.sentence, language())
    found = None
    try:
        found = answer(question, published_book(knowledge.day if knowledge else None))
    except QuestionError as error:
        empty = {"start", "period"} if not (asked["start"] or asked["period"]) else set()
        told = {name: Fault(*error_words(text, language())) for name, text in error.faults.items() if name not in empty}
        faults = told | faults
    if found is None or knowledge is None or faults:
        return {}, faults
    return _in_words(question, found, knowledge), {}


def _in_words(question: Question, found: Answer, knowledge: Knowledge) -> dict[str, Any]:
    words = date_words(found.counted.result, language())
    picture = draw_count(found.first_day, found.counted, _("The days counted, to %s") % words, language(), found.table)
    shared = {name: value for name, value in question._asdict().items() if value}
    if knowledge.asked:
        shared["known_on"] = knowledge.asked.isoformat()
    return {
        "result": words,
        "result_time": moment_text(found.counted.result),
        "zone": str(found.counted.result.tzinfo) if isinstance(found.counted.result, datetime) else "",
        "explanation": explain_count(found.counted, language()),
        # The picture is our own markup; it escapes every word it shows.
        "picture": SafeString(picture.svg) if picture else "",
        "picture_lines": picture.lines if picture else (),
        "counted_by": convention_in_words(found.convention),
        "asked_when": day_in_words(knowledge.asked) if knowledge.asked else "",
        "share_url": f"{settings.SITE_URL}{reverse('pages:calculator')}?{urlencode(shared)}",
        "data_url": f"{reverse('api:count')}?{urlencode(shared)}",
    }
