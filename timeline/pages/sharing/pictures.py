"""The addresses of the pictures of events: what was drawn of an upload, for as long as readers may see the event."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from timeline.deadlines.queries import published_renditions

CACHE_CONTROL = "public, max-age=31536000, s-maxage=0, immutable"
"""A browser never asks again, because the address names the content. Whoever keeps copies for others asks before each use
(RFC 9111, section 5.2.2.10), at the cost of a 304: a picture that is retracted or erased is gone from there at once."""


@require_safe
def picture(request: HttpRequest, digest: str, width: str) -> HttpResponse:
    """A rendition as WebP; 404 unless an event that readers may see has it."""
    renditions = published_renditions(digest, int(width))
    tag = f'"{digest}-{width}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if tag in known or f"W/{tag}" in known:
        if not renditions.exists():
            raise Http404
        response = HttpResponseNotModified()
    else:
        content = renditions.values_list("content", flat=True).first()
        if content is None:
            raise Http404
        response = HttpResponse(bytes(content), content_type="image/webp")
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    # Feed readers and programs show it on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
