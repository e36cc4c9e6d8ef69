"""The same page in every language it is offered in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

NAMESPACE = "pages"
QUERY_LENGTH = 2_000
"""No page of ours has a longer query; another's is not repeated."""

_PARTS = ("year", "page")


@dataclass(frozen=True, slots=True)
class Alternate:
    """This page in one language: `href` is the address with what was asked of it, `canonical` the full address of its part."""

    code: str
    name: str
    href: str
    canonical: str
    is_here: bool
    is_default: bool


def languages(request: HttpRequest) -> dict[str, Any]:
    """Template context: `alternates` of a public page, none of any other address."""
    match = request.resolver_match
    if match is None or match.namespace != NAMESPACE:
        return {"alternates": []}
    here = get_language() or settings.LANGUAGE_CODE
    bare = without_language(request.path, here)
    asked = request.GET.urlencode()
    query = f"?{asked}" if 0 < len(asked) <= QUERY_LENGTH else ""
    part = part_query(request)
    alternates = []
    for code, name in settings.LANGUAGES:
        path = in_language(bare, code)
        alternates.append(
            Alternate(
                code=code,
                name=str(name),
                href=path + query,
                canonical=settings.SITE_URL + path + part,
                is_here=code == here,
                is_default=code == settings.LANGUAGE_CODE,
            )
        )
    return {"alternates": alternates}


def part_query(request: HttpRequest) -> str:
    """What of a query makes it another page and not another view of the same: the year and the page of what is long."""
    asked = {name: request.GET[name] for name in _PARTS if request.GET.get(name, "").isdigit()}
    return f"?{urlencode(asked)}" if asked else ""


def in_language(path: str, language: str) -> str:
    """The address of a public page in a language, from its address in the service's own, which has no prefix."""
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def without_language(path: str, language: str) -> str:
    """The address in the service's own language of a page whose address in `language` is `path`."""
    return path if language == settings.LANGUAGE_CODE else path.removeprefix(f"/{language}")
