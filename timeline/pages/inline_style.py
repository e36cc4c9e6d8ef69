"""The style sheet within the page itself, for pages that readers come to first: nothing is waited for before they are painted."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.utils.safestring import SafeString, mark_safe

SHEET = "timeline/site.css"


class MissingSheet(Exception):
    """The style sheet is nowhere to be found."""


class InlineStyle(NamedTuple):
    """The text of a style element and what allows it."""

    text: SafeString
    source: str
    """The source expression of Content-Security-Policy that allows this text and no other (CSP Level 3, hash-source)."""


@lru_cache(maxsize=1)
def inline_style() -> InlineStyle:
    """The public pages' style sheet as it was when this process first asked. Raises MissingSheet."""
    text = _text()
    if "</style" in text or "url(" in text:
        # The one would end the element, the other be relative to the page instead of the sheet.
        raise MissingSheet(f"{SHEET} cannot stand in a page: it has “</style” or “url(” in it.")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # It is a file of this project.
    return InlineStyle(mark_safe(text), f"'sha256-{digest}'")


def _text() -> str:
    # Where files are collected the one that was collected counts, so that nothing is looked for, or written, by a web process.
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        with staticfiles_storage.open(staticfiles_storage.stored_name(SHEET)) as collected:
            return str(collected.read().decode())
    file = finders.find(SHEET)
    if not file:
        raise MissingSheet(f"The static file {SHEET} does not exist.")
    return Path(file).read_text(encoding="utf-8")


def allows_inline_style(view: Callable[..., Any]) -> Callable[..., Any]:
    """Widen the Content-Security-Policy of a view's answers by the one text of `inline_style`."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        response = view(*args, **kwargs)
        # What django-csp's own decorator sets; that one would want the text when this module is imported.
        response._csp_update = {"style-src": [inline_style().source]}
        return response

    return answer
