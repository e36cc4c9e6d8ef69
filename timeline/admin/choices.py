"""What an editor chooses from: conventions by legal order with their citation, calendars, time zones, effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import models
from django.forms import ChoiceField, Field
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminSelectWidget

from timeline.counting import DEADLINE_EFFECTS, POLICY_EFFECTS, calendar_ids, conventions, time_zones
from timeline.models import EffectKind

Words = str | Promise
Choice = tuple[str, Words]
Group = tuple[Words, Sequence[Choice]]

BLANK: Choice = ("", "---------")
_LEGAL_ORDERS: dict[str, Words] = {
    "us": _("United States"),
    "eu": _("European Union"),
    "de": _("Germany"),
    "uk": _("United Kingdom"),
    "gb": _("United Kingdom"),
    "cn": _("China"),
}


def convention_choices() -> list[Choice | Group]:
    """Every convention as "name (citation)", grouped by legal order; the empty choice comes first."""
    found = [(_legal_order(each.id), (each.id, f"{each.name} ({each.citation})")) for each in conventions()]
    return [BLANK, *_grouped(found)]


def calendar_choices() -> list[Choice | Group]:
    """Every calendar by its id, grouped by legal order; the empty choice comes first."""
    return [BLANK, *_grouped([(_legal_order(each), (each, each)) for each in calendar_ids()])]


def timezone_choices() -> list[Choice | Group]:
    """Every IANA time zone; the empty choice comes first."""
    return [BLANK, *((name, name) for name in sorted(time_zones()))]


def effect_choices() -> list[Choice | Group]:
    """Every effect, grouped by what it can be had on."""
    both = DEADLINE_EFFECTS & POLICY_EFFECTS
    return [
        BLANK,
        (_("on a deadline"), _effects(DEADLINE_EFFECTS - both)),
        (_("on a policy"), _effects(POLICY_EFFECTS - both)),
        (_("on either"), _effects(both)),
    ]


def _effects(names: Iterable[str]) -> list[Choice]:
    allowed = set(names)
    return [(value, label) for value, label in EffectKind.choices if value in allowed]


def _legal_order(identifier: str) -> Words:
    return _LEGAL_ORDERS.get(identifier.partition("-")[0], _("General"))


def _grouped(found: Iterable[tuple[Words, Choice]]) -> list[Group]:
    ordered = sorted(found, key=lambda pair: str(pair[0]))
    return [
        (str(order), [choice for _order, choice in pairs]) for order, pairs in groupby(ordered, key=lambda p: str(p[0]))
    ]


if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    _Admin = BaseModelAdmin[Any]
else:
    _Admin = object


class LongListWidget(UnfoldAdminSelect2Widget):
    """A list of hundreds of choices, written at once: Django's renders a template for each of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The element `select` as Django writes it."""
        chosen = set(self.format_value(value))
        attributes = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attributes), _options(self.choices, chosen))


def _options(choices: Iterable[Any], chosen: set[str]) -> SafeString:
    return format_html_join("\n", "{}", ((_option(value, label, chosen),) for value, label in choices))


def _option(value: Any, label: Any, chosen: set[str]) -> SafeString:
    if isinstance(label, list | tuple):
        return format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen))
    selected = " selected" if str(value or "") in chosen else ""
    return format_html('<option value="{}"{}>{}</option>', value or "", selected, label)


CHOSEN: dict[str, tuple[Any, Any]] = {
    "convention": (convention_choices, UnfoldAdminSelectWidget),
    "calendar": (calendar_choices, LongListWidget),
    "timezone": (timezone_choices, LongListWidget),
    "does": (effect_choices, UnfoldAdminSelectWidget),
}
"""By the name of a model's field: its choices and the widget that shows them."""


class ChosenFieldsMixin(_Admin):
    """Offers the fields in `CHOSEN` as choices instead of free text, with the model's own label and help."""

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any) -> Field | None:
        """The form's field for a model's field."""
        if db_field.name not in CHOSEN:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices, widget = CHOSEN[db_field.name]
        return ChoiceField(
            choices=choices,
            required=not db_field.blank,
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            initial=db_field.get_default(),
            widget=widget,
            validators=db_field.validators,
        )
