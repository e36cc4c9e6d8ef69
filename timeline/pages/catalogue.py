"""The page of counting conventions: each with its citation, rules, calendar and examples counted while it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from timeline.counting import WorkedExample, catalogue, date_words, explain_count

from .known_on import Knowledge
from .page import page
from .words import language


@page("pages/conventions.html")
def conventions(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    return {
        "entries": [
            {
                "convention": entry.convention,
                "coverage": entry.coverage,
                "examples": [_example(worked) for worked in entry.examples],
            }
            for entry in catalogue()
        ]
    }


def _example(worked: WorkedExample) -> dict[str, Any]:
    return {
        "asked": worked.example,
        "result": date_words(worked.answer.result, language()),
        "explanation": explain_count(worked.answer, language()),
    }
