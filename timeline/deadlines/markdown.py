"""Markdown in summaries: paragraphs, emphasis, lists, quotes, code and links to the web; nothing else becomes HTML.

`markdown` is for pages and feeds, `plain` for where only text can stand; both are filters of the public templates.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "blockquote"}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https"}
_BLOCKS = ("p", "br", "li", "blockquote", "ul", "ol")

# Text in which nothing can mean anything but itself, and which therefore needs no parser: no mark of Markdown, and no line that
# begins like a list or is indented.
_MARK = re.compile(r"[*_`\[\]<>&\\]|^(?:[ \t]|[-+=]|\d+[.)])", re.MULTILINE)
_BREAK = re.compile(r"\n[ \t]*\n\s*")


def _to_the_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _alternative(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    """An image is what its text says; no page of ours loads anything from elsewhere."""
    return str(escape(tokens[index].content))


def _parser() -> MarkdownIt:
    # Headings would break the order of those of the page, and rules and tables its look.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["heading", "lheading", "hr", "fence", "code"]
    )
    parser.validateLink = _to_the_web  # type: ignore[method-assign]
    parser.add_render_rule("image", _alternative)
    return parser


_PARSER = _parser()


def markdown(text: str) -> SafeString:
    """The HTML of a summary: our own tags around text that is escaped, with links to http and https only."""
    return SafeString(_html(text)) if text else SafeString("")


def plain(text: str) -> str:
    """The words of a summary without its marks, on one line, as text that is still to be escaped."""
    if not text:
        return ""
    spaced = re.sub(rf"</?(?:{'|'.join(_BLOCKS)})(?: [^>]*)?/?>", " ", _html(text))
    return " ".join(unescape(re.sub(r"<[^>]*>", "", spaced)).split())


# A page is rendered anew whenever something on it changes, and most of its summaries did not.
@lru_cache(maxsize=2_048)
def _html(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _MARK.search(text):
        return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in _BREAK.split(text) if part)
    return nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    ).strip()
