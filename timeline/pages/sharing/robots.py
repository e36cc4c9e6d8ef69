"""robots.txt (RFC 9309): what search engines need not look at, and where the sitemap is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

_LINES = (
    "User-agent: *",
    "Disallow: /admin/",
    "Disallow: /api/",
    "Disallow: /subscribe/",
    "Disallow: /*/subscribe/",
    "Disallow: /subscriptions/",
    "Disallow: /*/subscriptions/",
    # Every page as known on every earlier day would never end.
    "Disallow: /*known_on=",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [*_LINES, "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
