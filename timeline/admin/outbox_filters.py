"""Filters of what is to be sent: by domain, by when it is due, and by whether something went wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import TextFilter

from timeline.alerts.placing import HELD
from timeline.models import DeliveryState

_WAITING = (DeliveryState.PENDING, DeliveryState.GATHERED)


class DomainFilter(TextFilter):
    """By the domain of the mailbox; `address` is the path to it."""

    title = _("domain")
    parameter_name = "domain"
    address = "subscriber__email"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those whose address ends in the domain."""
        domain = (self.value() or "").strip().removeprefix("@")
        return queryset.filter(**{f"{self.address}__iendswith": f"@{domain}"}) if domain else queryset


class SubscriptionDomainFilter(DomainFilter):
    """The same for what belongs to a subscription."""

    address = "subscription__subscriber__email"


class OwnDomainFilter(DomainFilter):
    """The same for subscribers themselves."""

    address = "email"


class DueFilter(admin.SimpleListFilter):
    """By when what waits is due."""

    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Overdue, later, held."""
        return [("now", _("waits although it is due")), ("later", _("due later")), ("held", _("held by a pause"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those that wait in this way."""
        waiting = queryset.filter(state__in=_WAITING)
        match self.value():
            case "now":
                return waiting.filter(state=DeliveryState.PENDING, due_at__lte=timezone.now())
            case "later":
                return waiting.filter(due_at__gt=timezone.now(), due_at__lt=HELD)
            case "held":
                return waiting.filter(due_at__gte=HELD)
            case _:
                return queryset


class ErrorFilter(admin.SimpleListFilter):
    """By whether something went wrong at the last try."""

    title = _("errors")
    parameter_name = "errors"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With and without."""
        return [("with", _("with an error")), ("without", _("without"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """A reason for having been called back is no error."""
        match self.value():
            case "with":
                return queryset.exclude(last_error="").exclude(state=DeliveryState.SUPERSEDED)
            case "without":
                return queryset.filter(last_error="") | queryset.filter(state=DeliveryState.SUPERSEDED)
            case _:
                return queryset
