"""What editors declare of calendars: single days, and years whose list is complete."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from timeline.models import CalendarClosure, CalendarYear, PublicationStatus

from .forms import RecordForm
from .publication import PublishableAdmin

MOST_LINES = 366
_LINE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<name>\S.*)", re.ASCII)
_NAME_LENGTH = CalendarClosure._meta.get_field("name").max_length or 200


class DeclaredAdmin(PublishableAdmin):
    """A declaration: it has no id of its own, and what is counted with stays as it was published."""

    settled: tuple[str, ...] = ()
    """The fields that no longer change once it is published: it is retracted and entered again instead."""
    autocomplete_fields = ("source",)
    list_select_related = ("source",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The status, and of a published declaration what is counted with."""
        fields = tuple(name for name in super().get_readonly_fields(request, obj) if name != "slug")
        return (*fields, *self.settled) if obj is not None and self.id_is_settled(obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Any]:
        """None: there is no id to write."""
        return {}


@admin.register(CalendarClosure)
class CalendarClosureAdmin(DeclaredAdmin):
    """Days on which a calendar is closed, or open, although its package does not say so."""

    settled = ("calendar", "date", "opens", "known_from")
    list_display = ("date", "name", "calendar", "kind", "known_from", "status")
    list_filter = (
        "publication_status",
        "calendar",
        "opens",
        ("date", admin.DateFieldListFilter),
        ("known_from", admin.DateFieldListFilter),
    )
    search_fields = ("name", "calendar", "citation")
    fieldsets = (
        (None, {"fields": ("calendar", ("date", "known_from"), "name", "opens")}),
        (_("Source"), {"fields": ("source", "citation")}),
        (_("Record"), {"fields": ("publication_status",)}),
    )

    @display(description=_("kind"), label={"closed": "warning", "open": "success"})
    def kind(self, record: CalendarClosure) -> tuple[str, str]:
        """Closed or open, as a coloured label."""
        return ("open", _now("working day")) if record.opens else ("closed", _now("closed"))


class CalendarYearForm(RecordForm):
    """A covered year, with its days to be entered at once: one a line, the day and its name."""

    closed_days = forms.CharField(
        label=_("Closed days"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
        help_text=_("One a line, such as 2027-01-01 New Year’s Day. They are entered as drafts of their own."),
    )
    working_days = forms.CharField(
        label=_("Working days"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Weekend days that are declared open, written likewise."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Read the days; what is wrong is said of its line."""
        values = super().clean() or self.cleaned_data
        self.days: list[tuple[date, str, bool]] = []
        for name in ("closed_days", "working_days"):
            try:
                self.days += [(day, said, name == "working_days") for day, said in self._days(values.get(name) or "")]
            except ValidationError as fault:
                self.add_error(name, fault)
        return values

    def _days(self, text: str) -> list[tuple[date, str]]:
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_now("A year has at most %(most)d days.") % {"most": MOST_LINES})
        year = self.cleaned_data.get("year") or self.instance.year
        calendar = self.cleaned_data.get("calendar") or self.instance.calendar
        taken = {
            *CalendarClosure.objects.visible(drafts=True)
            .filter(calendar=calendar, date__year=year or 1)
            .values_list("date", flat=True),
            *(day for day, _name, _opens in self.days),
        }
        found: list[tuple[date, str]] = []
        faults: list[str] = []
        for number, line in lines:
            day, name, fault = self._read(line)
            if day is not None and year is not None and day.year != year:
                fault = _now("%(day)s is not in %(year)s.") % {"day": day.isoformat(), "year": year}
            elif day is not None and day in taken:
                fault = _now("%(day)s is entered already.") % {"day": day.isoformat()}
            if day is None or fault:
                faults.append(_now("Line %(number)d: %(fault)s") % {"number": number, "fault": fault})
                continue
            taken.add(day)
            found.append((day, name))
        if faults:
            raise ValidationError(faults)
        return found

    @staticmethod
    def _read(line: str) -> tuple[date | None, str, str]:
        """The day and the name of a line, or what is wrong with it."""
        match = _LINE.fullmatch(line)
        wanted = _now("write a day and its name, such as 2027-01-01 New Year’s Day.")
        if match is None:
            return (
                None,
                "",
                _now("“%(line)s” is no day with a name; %(wanted)s") % {"line": line[:60], "wanted": wanted},
            )
        try:
            day = date.fromisoformat(match["day"])
        except ValueError:
            return None, "", _now("%(day)s does not exist; %(wanted)s") % {"day": match["day"], "wanted": wanted}
        if len(match["name"]) > _NAME_LENGTH:
            return day, "", _now("the name is longer than %(most)d characters.") % {"most": _NAME_LENGTH}
        return day, match["name"], ""


@admin.register(CalendarYear)
class CalendarYearAdmin(DeclaredAdmin):
    """Years that an installation adds to a calendar whose lists in the package end before them."""

    form = CalendarYearForm
    settled = ("calendar", "year", "known_from")
    list_display = ("year", "calendar", "known_from", "status")
    list_filter = ("publication_status", "calendar")
    search_fields = ("calendar", "citation")
    readonly_fields = ("entered",)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The days are entered while the year is a draft."""
        record = (_("Record"), {"fields": ("entered", "publication_status")})
        days = (
            _("Its days"),
            {
                "fields": ("closed_days", "working_days"),
                "description": _(
                    "Everything that closes the calendar in this year beside its weekends. Nothing is inferred."
                ),
            },
        )
        return (
            (None, {"fields": ("calendar", ("year", "known_from"))}),
            (_("Source"), {"fields": ("source", "citation")}),
            *(() if obj is not None and self.id_is_settled(obj) else (days,)),
            record,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the year, and its days as drafts with the same source and the same day of publication."""
        super().save_model(request, obj, form, change)
        for day, name, opens in form.days:
            CalendarClosure(
                calendar=obj.calendar,
                date=day,
                name=name,
                opens=opens,
                known_from=obj.known_from,
                source=obj.source,
                citation=obj.citation,
            ).save()

    @display(description=_("days entered"))
    def entered(self, record: CalendarYear) -> str:
        """How many days of the year are declared, leading to their list; empty for a record not saved yet."""
        if record.pk is None:
            return ""
        days = CalendarClosure.objects.visible(drafts=True).filter(calendar=record.calendar, date__year=record.year)
        drafts = days.filter(publication_status=PublicationStatus.DRAFT).count()
        count = days.count()
        words = ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
        if drafts:
            said = ngettext(", %(drafts)d of them a draft", ", %(drafts)d of them drafts", drafts)
            words += said % {"drafts": drafts}
        query = urlencode({"calendar": record.calendar, "date__year": str(record.year)})
        return format_html('<a href="{}?{}">{}</a>', reverse("admin:timeline_calendarclosure_changelist"), query, words)
