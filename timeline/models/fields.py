"""Fields and validators for the values the counting floor defines: EDTF dates, periods, conventions, calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline.counting import CountingError, get_calendar, get_convention, parse_edtf, parse_period, time_zones

if TYPE_CHECKING:  # the fields are generic for the type checker only
    _SlugField = models.SlugField[str, str]
    _CharField = models.CharField[str, str]
else:
    _SlugField = models.SlugField
    _CharField = models.CharField

SLUG_LENGTH = 100
TITLE_LENGTH = 300
SUMMARY_LENGTH = 5_000
QUOTE_LENGTH = 500


def _counting_check(parse: Any, value: str) -> None:
    try:
        parse(value)
    except CountingError as error:
        raise ValidationError(str(error), code="invalid") from error


def validate_edtf(value: str) -> None:
    """Raise ValidationError unless `value` is an EDTF date this project reads (DESIGN §3)."""
    _counting_check(parse_edtf, value)


def validate_period(value: str) -> None:
    """Raise ValidationError unless `value` is a period such as "75 days" or "1 year 6 months"."""
    _counting_check(parse_period, value)


def validate_convention(value: str) -> None:
    """Raise ValidationError unless `value` names a counting convention."""
    _counting_check(get_convention, value)


def validate_calendar(value: str) -> None:
    """Raise ValidationError unless `value` names a calendar."""
    _counting_check(get_calendar, value)


def validate_timezone(value: str) -> None:
    """Raise ValidationError unless `value` is an IANA time zone name."""
    if value not in time_zones():
        raise ValidationError(
            _("“%(value)s” is no IANA time zone; use a name such as Europe/Brussels."),
            params={"value": value},
            code="invalid",
        )


class RecordSlugField(_SlugField):
    """A record's id in files, addresses and the API: stable for ever."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", SLUG_LENGTH)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("verbose_name", _("id"))
        kwargs.setdefault("help_text", _("Lower-case letters, digits and hyphens. Stays the same for ever."))
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Name uniqueness always: a history's copy of this field has none, and would get it back from the default."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "unique": self.unique}


class EdtfField(_CharField):
    """An EDTF date, kept as written."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault(
            "help_text",
            _("EDTF: 2025-01-20, 2023-08, 2024, 2024-35 (third quarter), 2024-12-31~, 2025-01-13/2025-01-19."),
        )
        super().__init__(*args, **kwargs)


class PeriodField(_CharField):
    """A period as written: "75 days", "10 working days", "1 year 6 months", "72 hours"."""

    default_validators = [validate_period]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
