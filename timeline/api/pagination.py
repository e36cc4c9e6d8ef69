"""Pages by cursor: each continues after the last record of the one before, whatever was added or removed meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from .errors import bad_parameter, shortened

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


class KeysetPagination(BasePagination):
    """Pages ordered by the view's `keyset`: names of fields, the last of them unique; nulls come last.

    Unlike an offset, a keyset costs the same for the last page as for the first.
    """

    keyset: tuple[str, ...]
    fields: list[Any]
    request: Request
    forwards: bool
    at_start: bool
    more: bool
    page: list[Any]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The records of the page that the request asks for, in order."""
        self.request = request
        self.keyset = view.get_keyset()
        self.fields = [queryset.model._meta.get_field(name) for name in self.keyset]
        size = self._page_size()
        cursor = self._cursor()
        self.forwards, after = cursor if cursor else (True, None)
        self.at_start = after is None
        if after is not None:
            queryset = queryset.filter(_beyond(self.keyset, after, forwards=self.forwards))
        order = [
            F(name).asc(nulls_last=True) if self.forwards else F(name).desc(nulls_first=True) for name in self.keyset
        ]
        rows = list(queryset.order_by(*order)[: size + 1])
        self.more = len(rows) > size
        self.page = rows[:size] if self.forwards else rows[:size][::-1]
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        """`{"next", "previous", "results"}`; the addresses are null at the ends."""
        has_next = self.more if self.forwards else True
        has_previous = not self.at_start if self.forwards else self.more
        return Response(
            {
                "next": self._address(self.page[-1], forwards=True) if has_next and self.page else None,
                "previous": self._address(self.page[0], forwards=False) if has_previous and self.page else None,
                "results": data,
            }
        )

    def _page_size(self) -> int:
        text = self.request.query_params.get("page_size", "").strip()
        if not text:
            return PAGE_SIZE
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= MAX_PAGE_SIZE):
            sentence = _("page_size is “%(value)s”; whole numbers from 1 to %(most)d are allowed.")
            raise bad_parameter("page_size", sentence % {"value": shortened(text), "most": MAX_PAGE_SIZE})
        return int(text)

    def _cursor(self) -> tuple[bool, list[Any]] | None:
        text = self.request.query_params.get("cursor", "").strip()
        if not text:
            return None
        try:
            forwards, values = json.loads(base64.urlsafe_b64decode(text.encode()))
            if not isinstance(forwards, bool) or len(values) != len(self.keyset):
                raise ValueError
            return forwards, [_read(value, field) for value, field in zip(values, self.fields, strict=True)]
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError, binascii.Error):
            sentence = _("cursor is “%(value)s”; follow the addresses in next and previous, or leave it out.")
            raise bad_parameter("cursor", sentence % {"value": shortened(text)}) from None

    def _address(self, record: Any, *, forwards: bool) -> str:
        values = [_written(getattr(record, name)) for name in self.keyset]
        cursor = base64.urlsafe_b64encode(json.dumps([forwards, values], separators=(",", ":")).encode()).decode()
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema of a page of `schema`."""
        address = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The query parameters `cursor` and `page_size`."""
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where the page begins; taken from `next` or `previous` of another page.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": "How many records a page has.",
                "schema": size,
            },
        ]


def _beyond(names: Sequence[str], values: Sequence[Any], *, forwards: bool) -> Q:
    """The condition to come after (or before) `values` in the order of `names`, nulls last."""
    name, value = names[0], values[0]
    same = Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    if forwards:
        further = Q(pk__in=[]) if value is None else Q(**{f"{name}__gt": value}) | Q(**{f"{name}__isnull": True})
    else:
        further = Q(**{f"{name}__isnull": False}) if value is None else Q(**{f"{name}__lt": value})
    return further | (same & _beyond(names[1:], values[1:], forwards=forwards)) if names[1:] else further


def _written(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _read(value: Any, field: Any) -> Any:
    """A value of a cursor as its field holds it. Raises for anything that the database could not compare with."""
    if value is None and field.null:
        return None
    if isinstance(field, models.DateField):
        return date.fromisoformat(value["day"])
    if isinstance(field, models.IntegerField):
        if type(value) is int and abs(value) < 2**63:
            return value
    elif isinstance(value, str) and "\0" not in value:
        return value
    raise ValueError("no value of this key")
