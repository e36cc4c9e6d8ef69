"""Conditional requests, RFC 9110 section 13.2.2: whether the client needs the page it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.http import parse_etags, parse_http_date_safe

OK, NOT_MODIFIED, PRECONDITION_FAILED = 200, 304, 412

_parsed_etags = lru_cache(maxsize=256)(parse_etags)
_parsed_date = lru_cache(maxsize=256)(parse_http_date_safe)


def evaluate(environ: Mapping[str, Any], etag: str, modified: int) -> int:
    """The status for a GET or HEAD of what has this strong `etag` and was `modified` (Unix time)."""
    if "HTTP_IF_MATCH" in environ:
        found = _parsed_etags(environ["HTTP_IF_MATCH"])
        if found != ["*"] and etag not in found:
            return PRECONDITION_FAILED
    elif "HTTP_IF_UNMODIFIED_SINCE" in environ:
        since = _parsed_date(environ["HTTP_IF_UNMODIFIED_SINCE"])
        if since is not None and modified > since:
            return PRECONDITION_FAILED
    if "HTTP_IF_NONE_MATCH" in environ:
        found = _parsed_etags(environ["HTTP_IF_NONE_MATCH"])
        known = found == ["*"] or etag in (each.removeprefix("W/") for each in found)
        return NOT_MODIFIED if known else OK
    if "HTTP_IF_MODIFIED_SINCE" in environ:
        since = _parsed_date(environ["HTTP_IF_MODIFIED_SINCE"])
        if since is not None and modified <= since:
            return NOT_MODIFIED
    return OK
