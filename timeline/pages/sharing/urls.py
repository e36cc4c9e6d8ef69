"""The addresses that machines ask for, in no language."""

from django.contrib.sitemaps import views
from django.urls import URLPattern, path, re_path

from .oembed import oembed
from .pictures import picture
from .robots import robots
from .sitemaps import SITEMAPS

app_name = "sharing"
urlpatterns: list[URLPattern] = [
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml", views.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sharing:sitemap"}, name="sitemap-index"
    ),
    path("sitemap-<str:section>.xml", views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("oembed", oembed, name="oembed"),
    re_path(r"^pictures/(?P<digest>[0-9a-f]{32})-(?P<width>[1-9][0-9]{0,3})\.webp$", picture, name="picture"),
]
