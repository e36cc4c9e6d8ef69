"""The addresses of the service."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tracker.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("timeline.api.urls")),
]
if "django_mail_viewer" in settings.INSTALLED_APPS:
    urlpatterns.append(path("mailbox/", include("django_mail_viewer.urls")))
urlpatterns.append(path("", include("timeline.pages.urls")))
