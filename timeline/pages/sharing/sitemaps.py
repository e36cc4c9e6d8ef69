"""The sitemaps: every page that readers may see, in each language, as sitemaps.org and hreflang ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from timeline.deadlines.queries import published_deadlines, published_events, published_policies, published_timelines

if TYPE_CHECKING:  # generic for the type checker only
    _Sitemap = Sitemap[Any]
else:
    _Sitemap = Sitemap

_PAGES = ("home", "timelines", "calculator", "conventions", "about")


class _InEveryLanguage(_Sitemap):
    i18n = True
    alternates = True
    x_default = True
    # Each entry is there once for each language; 50,000 in all are allowed.
    limit = 10_000

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(_InEveryLanguage):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return list(_PAGES)

    def location(self, item: str) -> str:
        return reverse(f"pages:{item}")


class RecordsSitemap(_InEveryLanguage):
    """The pages of one kind of record."""

    def __init__(self, kind: str, records: Callable[[], QuerySet[Any]]) -> None:
        super().__init__()
        self._kind = kind
        self._records = records

    def items(self) -> QuerySet[Any]:
        return self._records().order_by("pk").only("slug", "updated_at")

    def location(self, item: Any) -> str:
        return reverse(f"pages:{self._kind}", args=[item.slug])

    def lastmod(self, item: Any) -> datetime:
        updated: datetime = item.updated_at
        return updated


SITEMAPS: dict[str, Sitemap[Any]] = {
    "pages": PagesSitemap(),
    "timelines": RecordsSitemap("timeline", published_timelines),
    "policies": RecordsSitemap("policy", published_policies),
    "deadlines": RecordsSitemap("deadline", published_deadlines),
    "events": RecordsSitemap("event", published_events),
}
