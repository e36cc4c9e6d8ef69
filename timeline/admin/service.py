"""What shows whether the service does its work: mail domains, sweeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from timeline.alerts.domains import limit_of, open_again
from timeline.alerts.why import in_utc
from timeline.deadlines.sweep_runs import patience
from timeline.models import MailDomain, SweepRun

from .asking import AskingMixin, Done, Question
from .computed import ReadOnlyAdmin

if TYPE_CHECKING:  # forms are generic for the type checker only
    _DomainForm = forms.ModelForm[MailDomain]
else:
    _DomainForm = forms.ModelForm


class MailDomainForm(_DomainForm):
    """A domain and its limits."""

    class Meta:
        model = MailDomain
        fields = ("name", "rate", "burst")

    def clean_name(self) -> str:
        """In small letters, and without a mailbox before it."""
        name = str(self.cleaned_data["name"]).strip().rstrip(".").lower()
        if not name or "@" in name or any(character.isspace() for character in name):
            raise forms.ValidationError(_("Write the domain alone, such as example.org."))
        return name


@admin.register(MailDomain)
class MailDomainAdmin(AskingMixin, ModelAdmin):
    """How fast each domain may be written to, and which are left alone for a while."""

    form = MailDomainForm
    list_display = ("__str__", "limit", "closed_until", "closings", "reason")
    list_filter = (("closed_until", admin.EmptyFieldListFilter),)
    search_fields = ("name",)
    actions: Any = None
    actions_detail = ["open"]
    readonly_fields = ("tokens", "refilled_at", "closed_until", "closings", "reason")
    fields = ("name", ("rate", "burst"), ("tokens", "refilled_at"), ("closed_until", "closings"), "reason")

    @display(description=_("limit"))
    def limit(self, record: MailDomain) -> str:
        """What holds for the domain, from wherever it comes."""
        limit = limit_of(record.name, record)
        if not record.name or not limit.rate:
            return _now("none")
        return _now("%(rate)g a minute, %(burst)g at once") % limit._asdict()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The name stays; the mail server itself has no limit."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if not isinstance(obj, MailDomain):
            return fields
        return (*fields, "name") if obj.name else (*fields, "name", "rate", "burst")

    def save_model(self, request: HttpRequest, obj: MailDomain, form: Any, change: bool) -> None:
        """Write the limits alone, since workers write the rest; a new row begins with all that it may have."""
        if change:
            obj.save(update_fields=["rate", "burst"])
            return
        obj.tokens, obj.refilled_at = limit_of(obj.name, obj).burst, timezone.now()
        obj.save()

    def has_open_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """For who may change domains."""
        return self.may_change(request)

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The button is there where it can do something."""
        found = self.get_object(request, object_id)
        closed = found is not None and found.closed_until is not None
        return super().get_actions_detail(request, object_id) if closed else []

    @action(description=_("Write to it again…"), url_path="open", icon="lock_open", permissions=["open"])
    def open(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then have a closed domain written to without waiting for the end of its pause."""
        return self.ask(request, object_id, may=self.has_open_permission(request), question=_question, act=_opened)


def _question(domain: MailDomain) -> Question:
    until = in_utc(domain.closed_until) if domain.closed_until else "–"
    return Question(
        question=_now("Write to %(domain)s again at once?") % {"domain": domain},
        sentences=[_now("It is left alone until %(until)s: %(reason)s") % {"until": until, "reason": domain.reason}],
        cautions=[],
        yes=_now("Write to it again"),
    )


def _opened(domain: MailDomain) -> Done:
    open_again(domain.name)
    words = _now("It is written to again. Mail that was put off goes when it is due.")
    return Done(True, words, _now("Opened; before: %(reason)s") % {"reason": domain.reason})


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    """When each sweep last came to its end."""

    list_display = ("name", "finished_at", "how")

    @display(description=_("how it goes"), label={_("runs"): "success", _("has not run for long"): "danger"})
    def how(self, record: SweepRun) -> str:
        """Whether the mark is fresh."""
        fresh = timezone.now() - record.finished_at <= patience()
        return str(_("runs") if fresh else _("has not run for long"))
