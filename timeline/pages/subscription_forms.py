"""The forms by which a reader follows something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timeline.alerts.wishes import DEFAULT_KINDS, MAX_LEAD_TIMES
from timeline.counting import time_zones
from timeline.models import DEFAULT_LEAD_DAYS, MAX_LEAD_DAYS, Cadence, SubscriptionKind

_SEPARATORS = re.compile(r"[\s,;]+")
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


def lead_days_in_words(days: Iterable[int]) -> str:
    """Lead times as the field shows them: "30, 7, 1"."""
    return ", ".join(str(day) for day in sorted(days, reverse=True))


class LeadDaysField(forms.CharField):
    """Days before a deadline, separated by commas; cleans to a list without repeats, the longest first. May be empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Remind me so many days before"))
        kwargs.setdefault(
            "help_text",
            _(
                "Separated by commas. Empty: no reminders. Business days and times of day can be chosen once it is confirmed."
            ),
        )
        super().__init__(required=False, max_length=100, **kwargs)
        self.widget.attrs["inputmode"] = "text"

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in _SEPARATORS.split(super().clean(value)) if part]
        days: set[int] = set()
        for part in parts:
            if not (part.isascii() and part.isdigit()) or len(part) > 4 or int(part) > MAX_LEAD_DAYS:
                raise ValidationError(
                    _("“%(part)s” is no number of days; whole numbers from 0 to %(most)s are allowed."),
                    params={"part": part[:20], "most": MAX_LEAD_DAYS},
                    code="invalid",
                )
            days.add(int(part))
        if len(days) > MAX_LEAD_TIMES:
            raise ValidationError(
                _("These are %(count)s reminders for each deadline; at most %(most)s are allowed."),
                params={"count": len(days), "most": MAX_LEAD_TIMES},
                code="too_many",
            )
        return sorted(days, reverse=True)


class KindsField(forms.MultipleChoiceField):
    """What to tell of; cleans to values of SubscriptionKind, one at least."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Tell me of"),
            choices=SubscriptionKind.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose one or more; to hear nothing at all, stop following.")},
            **kwargs,
        )


class SubscribeForm(forms.Form):
    """An address and when to write to it. `website` is there for programs that fill in everything; people never see it."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You will be asked by mail to confirm."),
    )
    kinds = KindsField(initial=DEFAULT_KINDS)
    lead_days = LeadDaysField(initial=lead_days_in_words(DEFAULT_LEAD_DAYS))
    cadence = forms.ChoiceField(
        label=_("How often"),
        choices=Cadence.choices,
        initial=Cadence.AT_ONCE,
        required=False,
        help_text=_("What would be too late in the next digest comes by itself."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mails"), choices=lambda: list(settings.LANGUAGES), required=False
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


class ClockForm(forms.Form):
    """When in the day mails come, and by which clock."""

    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=lambda: [
            ("", _("Where each deadline is due; for digests, UTC")),
            *((zone, zone.replace("_", " ")) for zone in sorted(time_zones())),
        ],
    )
    hour = forms.TypedChoiceField(label=_("Hour of the reminders"), coerce=int, choices=HOURS)


class LanguageForm(forms.Form):
    """In which language mails come whose subscription names none."""

    mail_language = forms.ChoiceField(label=_("Language of the mails"), choices=lambda: list(settings.LANGUAGES))


class MinuteField(forms.TimeField):
    """A time of the day in hours and minutes, such as 07:30. May be empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(required=False, input_formats=["%H:%M"], widget=widget, **kwargs)

    def clean(self, value: Any) -> time | None:
        found: time | None = super().clean(value)
        return found
