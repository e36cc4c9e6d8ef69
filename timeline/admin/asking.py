"""A change to one record that a person is asked about first: a page asks, a POST acts, the history keeps who did it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as _Admin
else:
    _Admin = object


class Question(NamedTuple):
    """What the page asks, what it says beside that, what to beware of, and the words of the button."""

    question: str
    sentences: list[str]
    cautions: list[str]
    yes: str


class Done(NamedTuple):
    """Whether it came about, what to say about it, and what the record's history says; empty: nothing."""

    is_done: bool
    words: str
    history: str = ""


class AskingMixin(_Admin):
    """For an admin whose records have such changes."""

    def ask(
        self,
        request: HttpRequest,
        object_id: str,
        *,
        may: bool,
        question: Callable[[Any], Question],
        act: Callable[[Any], Done],
    ) -> HttpResponse:
        """Ask about the record; a POST of the page's form acts."""
        if not may:
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        record = self.get_object(request, unquote(str(object_id)))
        if record is None:
            raise Http404
        if request.method == "POST":
            done = act(record)
            if done.history:
                self.log_change(request, record, done.history)
            self.message_user(
                request, f"{record}: {done.words}", messages.SUCCESS if done.is_done else messages.WARNING
            )
            return HttpResponseRedirect(reverse(f"admin:timeline_{self.opts.model_name}_change", args=[record.pk]))
        page = {
            **self.admin_site.each_context(request),
            "title": question(record).question,
            "opts": self.opts,
            "original": record,
            **question(record)._asdict(),
        }
        return TemplateResponse(request, "admin/timeline/ask.html", page)

    def may_change(self, request: HttpRequest, model: type[Model] | None = None) -> bool:
        """Whether somebody has the right to change records of the model, this admin's where none is named."""
        name = (model or self.model)._meta.model_name
        return bool(request.user.has_perm(f"timeline.change_{name}"))
