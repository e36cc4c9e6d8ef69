"""Forms that show what follows from what is being typed, before anything is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Script, all_valid
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path, reverse

from .publication import PublishableAdmin

ASKED = "_preview"
"""The name of the button that asks for the preview without JavaScript."""


class PreviewingAdmin(PublishableAdmin):
    """A record whose form has a panel of consequences.

    The script posts the form to `preview/`, which answers with the panel alone. Without JavaScript the panel's button
    posts the form to its own address and gets the whole page back, as it gets it back with mistakes. Neither saves.
    """

    panel_template: str

    class Media:
        css = {"all": ("timeline/strip.css",)}
        js = (Script("timeline/admin/preview.js", defer=True),)

    def panel(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> dict[str, Any]:
        """What the panel shows of a form: as typed where it is bound, else as saved."""
        raise NotImplementedError

    def get_urls(self) -> list[Any]:
        """The admin's addresses, and those of the panel for a new record and for a stored one."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/preview/", view, name=f"{name}_add_preview"),
            path("<path:object_id>/change/preview/", view, name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; one that nothing can save where only a preview is asked for."""
        found = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and ASKED in request.POST:
            return type(found.__name__, (_OnlyPreviewed, found), {})
        return found

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The panel for a posted form, by itself. Changes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = None
        if object_id is not None:
            obj = self.get_object(request, unquote(object_id))
            if obj is None:
                raise Http404
        if not self._may_type(request, obj):
            raise PermissionDenied
        form = self.get_form(request, obj, change=obj is not None)(request.POST, request.FILES, instance=obj)
        form.is_valid()
        formsets, _inlines = self._create_formsets(request, form.instance, change=obj is not None)
        all_valid(formsets)
        return render(request, self.panel_template, {"panel": self.panel(request, form, formsets)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ) -> Any:
        """The form with its panel."""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["panel"] = self.panel(request, context["adminform"].form, formsets)
        context["panel_template"] = self.panel_template
        if self._may_type(request, obj):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            context["preview_url"] = (
                reverse(f"{name}_preview", args=[obj.pk]) if obj is not None else reverse(f"{name}_add_preview")
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _may_type(self, request: HttpRequest, obj: Model | None) -> bool:
        return self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)


class _OnlyPreviewed:
    """Mixed into a form that is only looked at: it knows its mistakes and is never valid, so no view saves it."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]
        return False

    def save(self, commit: bool = True) -> Any:
        raise PermissionDenied
