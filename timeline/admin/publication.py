"""Publishing and retracting: a page asks, a POST acts, the history keeps who and why.

Editors write drafts and change drafts only. Who may publish a kind of record may also retract it and change it once it is
published, because that changes what readers see. What has been published is never deleted: its id stays taken for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import action as list_action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from timeline.models import PublicationStatus, Publishable

from .companions import cautions, draft_companions, obstacles, published_referrers
from .computed import computed_names
from .forms import ReasonForm
from .record import RecordAdmin

STATUS_COLOURS = {
    PublicationStatus.DRAFT.label: "warning",
    PublicationStatus.PUBLISHED.label: "success",
    PublicationStatus.RETRACTED.label: "danger",
}


def set_status(records: Iterable[Publishable], status: PublicationStatus, *, reason: str) -> None:
    """Give records a status, all or none, with the reason in their history. Their own `save` tells the recompute."""
    with transaction.atomic():
        for record in records:
            record.publication_status = status
            record._change_reason = reason  # type: ignore[attr-defined]
            record.save(update_fields=["publication_status", "updated_at"])


class PublishableAdmin(RecordAdmin):
    """A record that is a draft, published or retracted."""

    actions = ["publish_selected", "retract_selected"]
    actions_detail = ["publish", "retract"]
    page_name: str | None = None
    """The name of its public page; None where it has none of its own."""

    @display(description=gettext_lazy("status"), ordering="publication_status", label=STATUS_COLOURS)
    def status(self, record: Any) -> Any:
        """The publication status as a coloured label."""
        return record.get_publication_status_display()

    # Rights ---------------------------------------------------------------------------------

    def id_is_settled(self, record: Any) -> bool:
        """Readers know a published record by its id; a draft's can still change."""
        return bool(record.publication_status != PublicationStatus.DRAFT)

    def has_publish_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """True for who may publish, retract, and change what is published."""
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Drafts may be changed by editors, all else by publishers."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not self.id_is_settled(obj) or self.has_publish_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only a draft can be deleted; what readers have seen is retracted instead."""
        return super().has_delete_permission(request, obj) and (obj is None or not self.id_is_settled(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The status among them: it changes by publishing and retracting."""
        return (*super().get_readonly_fields(request, obj), "publication_status")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's answer, with the published records that refer to a draft among what forbids deleting it."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        referrers = [str(found) for obj in objs for found in published_referrers(obj)]
        return deleted, counts, lacking - computed_names(), [*protected, *referrers]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Publish and retract; deleting many at once is not offered."""
        return {name: found for name, found in super().get_actions(request).items() if name != "delete_selected"}

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The buttons of a record's form that fit its status."""
        found = self.get_object(request, unquote(str(object_id)))
        offered = "" if found is None else "retract" if found.is_published else "publish"
        return [each for each in super().get_actions_detail(request, object_id) if each.path == offered]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """What a search finds; retracted records are not offered to be referred to."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            found = found.exclude(publication_status=PublicationStatus.RETRACTED)
        return found, duplicates

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what an editor can write, and nothing else of a record that exists.

        The form read the rest a while ago, and writing it back would undo a recompute or a retraction that came between.
        """
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj._history_user = request.user
        written = {field.name for field in obj._meta.concrete_fields if field.editable and not field.primary_key}
        obj.save(update_fields=[*(written - {"publication_status"}), "updated_at"])

    def view_on_site(self, record: Any) -> str | None:
        """The public page of a published record."""
        if self.page_name is None or not record.is_published:
            return None
        try:
            return reverse(f"pages:{self.page_name}", args=[record.slug])
        except NoReverseMatch:
            return None

    # One record -----------------------------------------------------------------------------

    @action(
        description=gettext_lazy("Publish…"),
        url_path="publish",
        icon="public",
        variant=ActionVariant.PRIMARY,
        permissions=["publish"],
    )
    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then publish a record and the drafts beside it that were ticked."""
        record = self._record(request, object_id)
        if record.is_published:
            return self._back(request, record, messages.INFO, _("It is published already."))
        refused = obstacles(record)
        companions = [each for each in draft_companions(record) if self._may_publish(request, each)]
        if request.method == "POST" and not refused:
            ticked = set(request.POST.getlist("companion"))
            chosen = [each for each in companions if _key(each) in ticked]
            blocked = [fault for each in chosen for fault in obstacles(each)]
            if not blocked:
                set_status([*chosen, record], PublicationStatus.PUBLISHED, reason=_("Published"))
                return self._back(request, record, messages.SUCCESS, _("It is published: readers can see it now."))
            refused = blocked
        context = {
            "refused": refused,
            "cautions": cautions(record),
            "companions": [(_key(each), each, each._meta.verbose_name) for each in companions],
        }
        return self._ask(request, record, _("Publish"), "publish", context)

    @action(
        description=gettext_lazy("Retract…"),
        url_path="retract",
        icon="unpublished",
        variant=ActionVariant.DANGER,
        permissions=["publish"],
    )
    def retract(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason, then retract a published record."""
        record = self._record(request, object_id)
        if not record.is_published:
            return self._back(request, record, messages.INFO, _("It is not published, so readers do not see it."))
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            set_status([record], PublicationStatus.RETRACTED, reason=form.cleaned_data["reason"])
            return self._back(request, record, messages.SUCCESS, _("It is retracted: no reader sees it any more."))
        context = {"form": form, "referrers": published_referrers(record)}
        return self._ask(request, record, _("Retract"), "retract", context)

    def _may_publish(self, request: HttpRequest, record: Publishable) -> bool:
        return request.user.has_perm(f"{record._meta.app_label}.publish_{record._meta.model_name}")

    def _record(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_publish_permission(request):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        return record

    def _back(self, request: HttpRequest, record: Model, level: int, words: str) -> HttpResponse:
        self.message_user(request, f"{record}: {words}", level)
        return HttpResponseRedirect(reverse(f"admin:timeline_{self.opts.model_name}_change", args=[record.pk]))

    def _ask(
        self, request: HttpRequest, record: Model, title: str, name: str, context: dict[str, Any]
    ) -> TemplateResponse | HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": record,
            **context,
        }
        return TemplateResponse(request, f"admin/timeline/{name}.html", page)

    # Many records ---------------------------------------------------------------------------

    @list_action(description=gettext_lazy("Publish the selected"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask, then publish every selected record that can be published."""
        waiting = [record for record in queryset if not record.is_published]
        refused = [f"{record}: {fault}" for record in waiting for fault in obstacles(record)]
        ready = [record for record in waiting if not obstacles(record)]
        if "post" not in request.POST:
            return self._ask_many(request, ready, _("Publish"), "publish_selected", {"refused": refused})
        set_status(ready, PublicationStatus.PUBLISHED, reason=_("Published"))
        self._tell(request, ngettext("%d record is published.", "%d records are published.", len(ready)) % len(ready))
        return None

    @list_action(description=gettext_lazy("Retract the selected"), permissions=["publish"])
    def retract_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask for the reason, then retract every selected record that is published."""
        ready = [record for record in queryset if record.is_published]
        form = ReasonForm(request.POST if "post" in request.POST else None)
        if not form.is_valid():
            return self._ask_many(request, ready, _("Retract"), "retract_selected", {"form": form})
        set_status(ready, PublicationStatus.RETRACTED, reason=form.cleaned_data["reason"])
        self._tell(request, ngettext("%d record is retracted.", "%d records are retracted.", len(ready)) % len(ready))
        return None

    def _tell(self, request: HttpRequest, words: str) -> None:
        self.message_user(request, words, messages.SUCCESS)

    def _ask_many(
        self, request: HttpRequest, records: list[Any], title: str, name: str, context: dict[str, Any]
    ) -> TemplateResponse:
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "records": records,
            "action": name,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
            **context,
        }
        return TemplateResponse(request, "admin/timeline/selected.html", page)


def _key(record: Publishable) -> str:
    return f"{record._meta.model_name}-{record.pk}"
