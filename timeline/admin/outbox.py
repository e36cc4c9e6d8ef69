"""What is to be sent, and what became of it: deliveries, digests, confirmations. What came to nothing can be tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import action as list_action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import TabularInline
from unfold.decorators import action, display

from timeline.alerts.retry import RETRIED, can_be_retried, retry
from timeline.alerts.why import why_not_sent
from timeline.models import Bounce, Confirmation, Delivery, DeliveryState, Digest

from .asking import Done, Question
from .computed import ReadOnlyAdmin
from .outbox_filters import DomainFilter, DueFilter, ErrorFilter, SubscriptionDomainFilter
from .parking import ParkingMixin

AT_ONCE = 1000
"""How many rows one click tries again."""

STATE_COLOURS = {
    DeliveryState.GATHERED.label: "info",
    DeliveryState.PENDING.label: "info",
    DeliveryState.SENT.label: "success",
    DeliveryState.PARKED.label: "warning",
    DeliveryState.FAILED.label: "danger",
    DeliveryState.SUPPRESSED.label: "warning",
}


class OutboxAdmin(ReadOnlyAdmin):
    """Rows of the outbox, to be read."""

    list_filter_submit = True
    ordering = ("-due_at", "-pk")
    readonly_fields = ("key", "why_not_sent")

    @display(description=gettext_lazy("state"), ordering="state", label=STATE_COLOURS)
    def state_label(self, record: Any) -> str:
        """The state as a coloured label."""
        return str(record.get_state_display())

    @display(description=gettext_lazy("why not sent"))
    def why_not_sent(self, record: Any) -> str:
        """The reason in words; empty for a mail that was sent."""
        return why_not_sent(record, timezone.now())


class RetryingAdmin(ParkingMixin, OutboxAdmin):
    """Rows of the outbox; a failed one, one suppressed by mistake, or one that was parked can be tried again."""

    actions = ["retry_selected"]
    actions_detail = ["retry", *ParkingMixin.actions_detail]

    def has_retry_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change these rows."""
        return self.may_change(request)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The button is there where it can do something."""
        found = self.get_object(request, object_id)
        return super().get_actions_detail(request, object_id) if found is not None and can_be_retried(found) else []

    @action(description=gettext_lazy("Try again…"), url_path="retry", icon="replay", permissions=["retry"])
    def retry(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then have a row sent once more."""
        return self.ask(request, object_id, may=self.has_retry_permission(request), question=_question, act=_retried)

    @list_action(description=gettext_lazy("Try the selected again"), permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask, then have every selected row sent once more that has failed, was suppressed or parked, and still holds."""
        if not self.has_retry_permission(request):
            raise PermissionDenied
        ended = queryset.filter(state__in=RETRIED).order_by("pk")
        rows = list(ended[: AT_ONCE + 1])
        more = len(rows) > AT_ONCE
        rows = rows[:AT_ONCE]
        if "post" not in request.POST:
            return self._ask_many(request, rows, more)
        told = [(row, _retried(row)) for row in rows]
        again = [row for row, done in told if done.is_done]
        for row, done in told:
            self.log_change(request, row, done.history)
        words = ngettext("%d of %d is sent again.", "%d of %d are sent again.", len(again)) % (len(again), len(rows))
        self.message_user(request, words, messages.SUCCESS)
        for row, done in [each for each in told if not each[1].is_done][:10]:
            self.message_user(request, f"{row}: {done.words}", messages.WARNING)
        return None

    def _ask_many(self, request: HttpRequest, rows: list[Any], more: bool) -> TemplateResponse:
        refused = [_("Each is asked again whether it still holds; what does not is not sent.")]
        if more:
            refused.append(
                _("More are selected than are tried at once: these are the first %(number)d.") % {"number": AT_ONCE}
            )
        page = {
            **self.admin_site.each_context(request),
            "title": _("Try again"),
            "opts": self.opts,
            "records": rows,
            "refused": refused,
            "action": "retry_selected",
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/timeline/selected.html", page)


def _question(row: Any) -> Question:
    cautions = []
    if row.state == DeliveryState.FAILED and row.attempts:
        cautions.append(_("If an earlier try did arrive, the reader gets it twice, with the same Message-ID."))
    return Question(
        question=_("Try “%(row)s” again?") % {"row": row},
        sentences=[
            why_not_sent(row, timezone.now()),
            _("It is asked again whether it still holds; if it does not, it is not sent."),
        ],
        cautions=cautions,
        yes=_("Try again"),
    )


def _retried(row: Any) -> Done:
    done = retry(row, timezone.now())
    return Done(done.is_waiting, done.words, _("Tried again: %(result)s") % {"result": done.words})


class BounceInline(TabularInline):
    """What came back of a delivery."""

    model = Bounce
    fields = ("kind", "description", "at")
    readonly_fields = fields
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: mail servers report these."""
        return False


@admin.register(Delivery)
class DeliveryAdmin(RetryingAdmin):
    """The outbox, with why something was not sent."""

    list_display = ("alert", "subscriber", "channel", "state_label", "due_at", "sent_at", "why_not_sent")
    list_filter = (
        "state",
        "channel",
        "alert__kind",
        DueFilter,
        ErrorFilter,
        DomainFilter,
        ("due_at", admin.DateFieldListFilter),
    )
    list_select_related = ("alert__deadline", "alert__outcome", "alert__event", "subscriber", "digest")
    search_fields = ("subscriber__email", "alert__deadline__title", "alert__deadline__slug", "alert__event__title")
    inlines = (BounceInline,)
    fields = (
        ("alert", "subscriber", "subscription"),
        ("channel", "endpoint", "digest"),
        ("state", "why_not_sent"),
        ("due_at", "sent_at", "created_at"),
        ("attempts", "lease_until"),
        "last_error",
        "key",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Deliveries with what came back of them."""
        return super().get_queryset(request).prefetch_related("bounces")


@admin.register(Confirmation)
class ConfirmationAdmin(RetryingAdmin):
    """Mails that ask whether a subscription is meant."""

    list_display = ("subscription", "state_label", "asked_at", "due_at", "sent_at", "why_not_sent")
    list_filter = ("state", DueFilter, ErrorFilter, SubscriptionDomainFilter, ("asked_at", admin.DateFieldListFilter))
    list_select_related = tuple(
        f"subscription__{name}" for name in ("subscriber", "timeline", "policy", "topic", "actor", "deadline")
    )
    search_fields = ("subscription__subscriber__email",)
    fields = (
        "subscription",
        ("state", "why_not_sent"),
        ("asked_at", "due_at", "sent_at"),
        ("attempts", "lease_until"),
        "last_error",
        "key",
    )


@admin.register(Digest)
class DigestAdmin(ParkingMixin, OutboxAdmin):
    """Mails that tell several things at once. What a failed one would have told is tried again delivery by delivery."""

    list_display = ("subscriber", "cadence", "language", "state_label", "due_at", "sent_at", "why_not_sent")
    list_filter = ("state", "cadence", DueFilter, ErrorFilter, DomainFilter, ("due_at", admin.DateFieldListFilter))
    list_select_related = ("subscriber",)
    search_fields = ("subscriber__email",)
    fields = (
        ("subscriber", "cadence", "language"),
        ("state", "why_not_sent"),
        ("due_at", "sent_at", "created_at"),
        ("attempts", "lease_until"),
        "last_error",
        "key",
    )
