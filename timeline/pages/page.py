"""What all public pages have in common: safe methods only, the day they are read as, refusals in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.deadlines.keeping import kept

from .known_on import read_known_on
from .languages import part_query
from .refusals import BadValue, NotShown
from .words import day_in_words

Reader = Callable[..., Mapping[str, Any] | HttpResponse]


def page(template: str) -> Callable[[Reader], Callable[..., HttpResponse]]:
    """Make a view of a function `(request, knowledge, **captured) -> context`.

    The context gains `knowledge`, `keep` (the end of links that stay on the asked day), `asked_when` and `canonical`. BadValue
    becomes 400, NotShown 404, each with its sentence. A response instead of a context is answered as it is.
    """

    def decorate(reader: Reader) -> Callable[..., HttpResponse]:
        @kept
        @require_safe
        @wraps(reader)
        def view(request: HttpRequest, **captured: Any) -> HttpResponse:
            try:
                _refuse_null_characters(request)
                knowledge = read_known_on(request.GET, timezone.now())
                context = reader(request, knowledge, **captured)
            except BadValue as refusal:
                return render(request, "400.html", _refused(request, refusal), status=400)
            except NotShown as refusal:
                return render(request, "404.html", _refused(request, refusal), status=404)
            if isinstance(context, HttpResponse):
                return context
            shared = {
                "knowledge": knowledge,
                "keep": knowledge.keep,
                "asked_when": day_in_words(knowledge.asked) if knowledge.asked else "",
                "read_when": day_in_words(knowledge.day),
                "canonical": f"{settings.SITE_URL}{request.path}{part_query(request)}",
            }
            return render(request, template, {**shared, **context})

        return view

    return decorate


def _refused(request: HttpRequest, refusal: BadValue | NotShown) -> dict[str, str]:
    """The sentence, and the way to the same page without what was asked of it."""
    return {"sentence": refusal.sentence, "plain_path": request.path if request.GET else ""}


def _refuse_null_characters(request: HttpRequest) -> None:
    """PostgreSQL stores no U+0000 and fails on a query with one."""
    for name, values in request.GET.lists():
        if any("\0" in value for value in values):
            raise BadValue(_("The value of “%(name)s” has a null character, which no text has.") % {"name": name[:40]})
