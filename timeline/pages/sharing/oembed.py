"""oEmbed (oembed.com, 1.0): from the address of a timeline to the frame that shows it elsewhere."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.deadlines.queries import published_timelines
from timeline.deadlines.translations import say_in
from timeline.models import Timeline
from timeline.pages.refusals import shortened

from .framing import frame

WIDTH, HEIGHT = 720, 640
"""Pixels, where nobody asks for less."""
_LEAST = 240
_KEPT_FOR = 3600
"""Seconds."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The `rich` answer for `url`, at most `maxwidth` by `maxheight` pixels.

    400 for a request that is none, 404 for an address that is no timeline readers may see, 501 for another format than JSON
    and XML.
    """
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _refused(_("format: only json and xml are offered."), 501)
    try:
        width = _size(request, "maxwidth", WIDTH)
        height = _size(request, "maxheight", HEIGHT)
    except ValueError as error:
        return _refused(str(error), 400)
    address = request.GET.get("url", "")
    found = _timeline_at(address)
    if found is None:
        return _refused(_("url: “%(url)s” is no timeline of this service.") % {"url": shortened(address)}, 404)
    timeline, language = found
    with translation.override(language):
        say_in(language, timeline)
        source = f"{settings.SITE_URL}{reverse('pages:embed', args=[timeline.slug])}"
        answer = {
            "version": "1.0",
            "type": "rich",
            "title": timeline.said.title,
            "provider_name": "Longstop",
            "provider_url": settings.SITE_URL,
            "cache_age": _KEPT_FOR,
            "width": width,
            "height": height,
            "html": frame(source, timeline.said.title, width, height),
        }
    response = JsonResponse(answer) if form == "json" else _as_xml(answer)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={_KEPT_FOR}"
    return response


def _as_xml(answer: Mapping[str, object]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        # XML has no place for control characters.
        ElementTree.SubElement(root, name).text = "".join(each for each in str(value) if each.isprintable())
    text = ElementTree.tostring(root, encoding="unicode")
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return HttpResponse(declaration + text, content_type="text/xml; charset=utf-8")


def _timeline_at(address: str) -> tuple[Timeline, str] | None:
    """The timeline whose page an address is, and the language of that page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL or "\0" in parts.path:
        return None
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(parts.path)
        except Resolver404:
            return None
    if match.view_name != "pages:timeline":
        return None
    timeline = published_timelines().filter(slug=match.kwargs["slug"]).first()
    return (timeline, language) if timeline is not None else None


def _size(request: HttpRequest, name: str, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return most
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(_("%(name)s: “%(value)s” is no number of pixels.") % {"name": name, "value": shortened(text)})
    return max(min(int(text), most), _LEAST)


def _refused(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
