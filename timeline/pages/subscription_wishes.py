"""The form of one subscription on its owner's page: everything that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from timeline.alerts.leads import Lead
from timeline.alerts.wishes import MAX_LEAD_TIMES, LeadTimes, Wishes, wishes_of
from timeline.models import (
    MAX_LEAD_DAYS,
    Cadence,
    Channel,
    LeadUnit,
    Subscription,
    WebhookEndpoint,
    Weekday,
)

from .subscription_forms import HOURS, KindsField, MinuteField

_BLANK_ROWS = 2


class LeadTimeForm(forms.Form):
    """One lead time; without a number of days it is none."""

    days = forms.IntegerField(
        label=_("Number"),
        required=False,
        min_value=0,
        max_value=MAX_LEAD_DAYS,
        error_messages={
            "invalid": _("This is no number of days; whole numbers from 0 to 730 are allowed."),
            "min_value": _("This is no number of days; whole numbers from 0 to 730 are allowed."),
            "max_value": _("This is no number of days; whole numbers from 0 to 730 are allowed."),
        },
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=LeadUnit.choices, initial=LeadUnit.DAYS)
    time = MinuteField(label=_("at"), error_messages={"invalid": _("Use hours and minutes, such as 07:30.")})


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[LeadTimeForm]
else:
    # Known to the type checker alone.
    _Rows = forms.BaseFormSet


class _LeadTimeRows(_Rows):
    def clean(self) -> None:
        if any(self.errors) or not self.management_form.is_valid():
            return
        given = [Lead(row["days"], row["unit"]) for row in self.cleaned_data if row.get("days") is not None]
        if len(given) > MAX_LEAD_TIMES:
            raise ValidationError(
                _("These are %(count)s reminders for each deadline; at most %(most)s are allowed."),
                params={"count": len(given), "most": MAX_LEAD_TIMES},
            )
        if len(given) != len(set(given)):
            raise ValidationError(_("The same lead time is given twice."))


_LeadTimes = forms.formset_factory(
    LeadTimeForm, formset=_LeadTimeRows, extra=_BLANK_ROWS, max_num=MAX_LEAD_TIMES + _BLANK_ROWS, absolute_max=50
)


class WishesForm(forms.Form):
    """What one subscription tells of, how long before, how often, in which language and where to."""

    kinds = KindsField()
    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence.choices)
    digest_hour = forms.TypedChoiceField(label=_("Hour of the digest"), coerce=int, choices=HOURS)
    digest_weekday = forms.TypedChoiceField(label=_("Day of the weekly digest"), coerce=int, choices=Weekday.choices)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("As for all mail")), *settings.LANGUAGES],
    )
    channel = forms.ChoiceField(label=_("Where to"))

    def __init__(self, subscription: Subscription, data: Any = None) -> None:
        prefix = f"s{subscription.pk}"
        super().__init__(data, prefix=prefix, initial=_initial(subscription))
        self._endpoints = {str(each.key): each for each in endpoints_of(subscription)}
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (Channel.EMAIL.value, _("E-mail")),
            *((key, each.url) for key, each in self._endpoints.items()),
        ]
        self.lead_times = _LeadTimes(data, prefix=f"{prefix}-lead", initial=_lead_rows(subscription))

    def is_valid(self) -> bool:
        """Whether the form and its lead times are; both show what is wrong."""
        return all([super().is_valid(), self.lead_times.is_valid()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel", Channel.EMAIL) != Channel.EMAIL and cleaned.get("cadence") != Cadence.AT_ONCE:
            self.add_error("cadence", say("A webhook is told at once; digests come by e-mail."))
        return cleaned

    def wishes(self) -> Wishes:
        """What was asked for, of a form that is valid."""
        chosen = self.cleaned_data
        return Wishes(
            kinds=chosen["kinds"],
            lead_times=self._chosen_lead_times(),
            cadence=chosen["cadence"],
            digest_hour=chosen["digest_hour"],
            digest_weekday=chosen["digest_weekday"],
            language=chosen["language"],
            endpoint=self._endpoints.get(chosen["channel"]),
        )

    def _chosen_lead_times(self) -> LeadTimes:
        rows = [row for row in self.lead_times.cleaned_data if row.get("days") is not None]
        return {Lead(row["days"], row["unit"]): row["time"] for row in rows}


def endpoints_of(subscription: Subscription) -> list[WebhookEndpoint]:
    """The endpoints a subscription can use: those of its subscriber that take messages, and the one it has."""
    every = WebhookEndpoint.objects.filter(subscriber=subscription.subscriber_id).order_by("pk")
    return [each for each in every if each.disabled_at is None or each.pk == subscription.endpoint_id]


def _initial(subscription: Subscription) -> dict[str, Any]:
    wishes = wishes_of(subscription)
    return {
        "kinds": list(wishes.kinds),
        "cadence": wishes.cadence,
        "digest_hour": wishes.digest_hour,
        "digest_weekday": wishes.digest_weekday,
        "language": wishes.language,
        "channel": Channel.EMAIL.value if wishes.endpoint is None else str(wishes.endpoint.key),
    }


def _lead_rows(subscription: Subscription) -> list[dict[str, Any]]:
    return [{"days": each.days, "unit": each.unit, "time": each.time} for each in subscription.lead_times.all()]
