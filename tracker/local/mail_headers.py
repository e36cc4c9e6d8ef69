"""Template filter of the local mailbox: mail headers as a person reads them."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.header import decode_header, make_header

from django import template

register = template.Library()


@register.filter
def decoded(value: str | None) -> str:
    """`value`, a raw header, with its encoded words decoded and its folding undone."""
    if not value:
        return ""
    unfolded = " ".join(value.split())
    try:
        return str(make_header(decode_header(unfolded)))
    except (HeaderParseError, LookupError, UnicodeDecodeError):
        return unfolded
