"""The calculator: a start, a period and a convention in the address; a date and its explanation on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from timeline.counting import (
    CalendarBook,
    Count,
    CountingError,
    calendar_ids,
    conventions,
    count,
    count_picture,
    date_words,
    explain_count,
    get_convention,
    parse_period,
    parse_start,
)

from .known_on import Knowledge
from .page import page
from .refusals import BadValue
from .words import language

LONGEST_VALUE = 80
FIELDS = ("start", "period", "convention", "calendar", "direction", "timezone")


@page("pages/calculator.html")
def calculator(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    asked = {name: request.GET.get(name, "").strip() for name in FIELDS}
    for name, value in asked.items():
        if len(value) > LONGEST_VALUE:
            raise BadValue(
                _("The value of “%(name)s” is too long; at most %(most)s characters are allowed.")
                % {"name": name, "most": LONGEST_VALUE}
            )
    return {
        "asked": asked,
        "conventions": conventions(),
        "calendars": calendar_ids(),
        **(_answer(asked, knowledge) if asked["start"] or asked["period"] else {}),
    }


def _answer(asked: Mapping[str, str], knowledge: Knowledge) -> dict[str, Any]:
    """The date with its explanation and picture, or the sentence that says what cannot be counted."""
    try:
        if asked["direction"] not in ("", "after", "before"):
            raise BadValue(_("The direction is “after” or “before”."))
        convention = get_convention(asked["convention"] or "calendar-days")
        start = parse_start(asked["start"])
        found = count(
            start,
            parse_period(asked["period"]),
            convention.id,
            calendar=asked["calendar"] or None,
            direction=asked["direction"] or "after",
            timezone=asked["timezone"] or None,
            known_on=knowledge.asked,
        )
    except CountingError as error:
        return {"refusal": str(error)}
    words = date_words(found.result, language())
    return {
        "result": words,
        "result_time": found.result.isoformat(timespec="minutes")
        if isinstance(found.result, datetime)
        else found.result.isoformat(),
        "explanation": explain_count(found, language()),
        # The picture is our own markup; it escapes every word it shows.
        "picture": SafeString(_picture(start, found, asked["calendar"] or convention.calendar, words)),
        "counted_by": convention,
    }


def _picture(start: date | datetime, found: Count, calendar: str | None, title: str) -> str:
    first = start.date() if isinstance(start, datetime) else start
    table = CalendarBook().table(calendar) if calendar else None
    return count_picture(first, found, title, language(), table)
