"""What the admin of every record shares: forms, history that is read and never reverted, ids that stay."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from timeline.models import PublicationStatus, Publishable

from .choices import ChosenFieldsMixin
from .forms import RecordForm
from .history import part_changes


class RecordAdmin(SimpleHistoryAdmin, ChosenFieldsMixin, ModelAdmin):
    """A record with a history; its id stays the same once `id_is_settled` says so."""

    form = RecordForm
    object_history_template = "admin/timeline/object_history.html"
    compressed_fields = True
    warn_unsaved_form = True
    list_per_page = 50
    show_full_result_count = False
    actions: Any = None
    id_from: tuple[str, ...] = ()
    """The fields that the id of a new record is written from while they are typed."""

    def id_is_settled(self, record: Model) -> bool:
        """True where others may know the record by its id already."""
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The fields shown as text: a settled id among them."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "slug") if obj is not None and self.id_is_settled(obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Any]:
        """The fields written from others while typing: the id, as long as the record is new."""
        return {} if obj is not None else {"slug": self.id_from}

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """True: a correction appends; going back silently would also bring back what was retracted."""
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One earlier version, to be read."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("An earlier version can be read; correct the record itself to go back to it."))
        page: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return page

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The changes of a record and, below, those of its parts."""
        parts = [inline.model for inline in self.inlines if hasattr(inline.model, "history")]
        context = {"part_changes": part_changes(parts, str(self.opts.model_name), unquote(object_id)) if parts else []}
        page: HttpResponse = super().history_view(request, object_id, {**context, **(extra_context or {})})
        return page


class SharedRecordAdmin(RecordAdmin):
    """A record without a status of its own (topic, actor, jurisdiction).

    Readers see it wherever a published record uses it, so from then on changing it takes the publisher's right, and
    deleting it is possible only while nothing uses it at all.
    """

    publish_permission = "timeline.publish_event"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Editors may change it until a published record uses it."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or request.user.has_perm(self.publish_permission) or not _used_in_public(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Django's answer, with every record that uses these among what forbids deleting them."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        users = [str(user) for obj in objs for users in _users(obj) for user in users[:20]]
        return deleted, counts, lacking, [*protected, *users]


def _users(record: Model) -> list[QuerySet[Any]]:
    """For every relation that points at the record: the records that use it."""
    return [
        relation.related_model._default_manager.filter(**{relation.field.name: record})
        for relation in record._meta.related_objects
        if not str(relation.related_model._meta.model_name).startswith("historical")
    ]


def _used_in_public(record: Model) -> bool:
    return any(
        users.filter(publication_status=PublicationStatus.PUBLISHED).exists()
        for users in _users(record)
        if issubclass(users.model, Publishable)
    )
