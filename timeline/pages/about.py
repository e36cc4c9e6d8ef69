"""The about page: what this is, how it counts, how to follow it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from .convention_words import conventions_in_words
from .known_on import Knowledge
from .page import page


@page("pages/about.html")
def about(request: HttpRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    return {"conventions": conventions_in_words()}
