"""The forms of records: what is wrong is said once, at its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from timeline.counting import DEADLINE_EFFECTS, POLICY_EFFECTS
from timeline.models import Deadline, Policy

from .choices import CHOSEN

if TYPE_CHECKING:  # forms are generic for the type checker only
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class RecordForm(_ModelForm):
    """A form for a record: one message per fault, ids as the timeline file allows them, stored choices kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHOSEN.keys() & self.fields.keys():
            self._keep_stored_choice(name)

    def _keep_stored_choice(self, name: str) -> None:
        # A timeline file may name a calendar that is valid and not in the list; opening its form must not lose it.
        field = self.fields[name]
        stored = getattr(self.instance, name, "")
        if isinstance(field, forms.ChoiceField) and stored and not field.valid_value(stored):
            field.choices = [*field.choices, (stored, stored)]  # type: ignore[misc]

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error unless its field has one: what a field refused, the model's `clean` refuses a second time."""
        if field is None and isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            fresh = {
                name: list({str(fault.message): fault for fault in faults}.values())
                for name, faults in error.error_dict.items()
                if name not in self.errors
            }
            if fresh:
                super().add_error(None, ValidationError(fresh))
            return
        super().add_error(field, error)

    def clean_slug(self) -> str:
        """Hold an id to what files and addresses can carry, and unique across policies and deadlines."""
        slug: str = self.cleaned_data["slug"]
        if not SLUG.fullmatch(slug):
            raise ValidationError(_("Write lower-case letters, digits and single hyphens, such as eo-14258."))
        other: Any = {Policy: Deadline, Deadline: Policy}.get(type(self.instance))
        if other is not None and other._default_manager.filter(slug=slug).exists():
            raise ValidationError(
                _("A %(record)s has this id. Effects name policies and deadlines by id, so both share one set of ids.")
                % {"record": other._meta.verbose_name}
            )
        return slug


class EffectForm(RecordForm):
    """An effect on exactly one policy or deadline, of a kind that it can be had on."""

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what the database's constraints would say of the whole row."""
        values = super().clean() or self.cleaned_data
        deadline, policy, does = (values.get(name) for name in ("on_deadline", "on_policy", "does"))
        if deadline and policy:
            self.add_error("on_policy", _("An effect is on one policy or on one deadline; clear one of the two."))
        elif not deadline and not policy and not {"on_deadline", "on_policy"} & self.errors.keys():
            self.add_error("on_deadline", _("Choose the deadline or the policy that this is an effect on."))
        elif does and deadline and does not in DEADLINE_EFFECTS:
            self.add_error("does", _("This cannot happen to a deadline; it is an effect on a policy."))
        elif does and policy and does not in POLICY_EFFECTS:
            self.add_error("does", _("This cannot happen to a policy; it is an effect on a deadline."))
        return values


class RuleForm(RecordForm):
    """A rule that is counted from a trigger, or stated."""

    def clean(self) -> dict[str, Any] | None:
        """Say at the field what the database's constraints would say of the whole row."""
        values = super().clean() or self.cleaned_data
        event, deadline = values.get("trigger_event"), values.get("trigger_deadline")
        if event and deadline:
            self.add_error("trigger_deadline", _("A rule has one trigger: an event or another deadline; clear one."))
        elif deadline and deadline.pk == self.instance.deadline_id:
            self.add_error("trigger_deadline", _("A deadline cannot trigger itself."))
        if self.errors:
            return values
        if not values.get("stated") and not values.get("period"):
            self.add_error("period", _("Write a period and its trigger, or a stated date."))
        elif values.get("period") and not (event or deadline):
            self.add_error("trigger_event", _("Choose the event or the deadline that the period is counted from."))
        return values


class ReasonForm(forms.Form):
    """Why a record is retracted; kept in its history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history, where editors read it. At most 100 characters."),
    )
