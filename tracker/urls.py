"""The addresses of the service."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tracker.health import healthz, readyz
from tracker.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("timeline.api.urls")),
    path("", include("timeline.pages.sharing.urls")),
]
if "django_mail_viewer" in settings.INSTALLED_APPS:
    urlpatterns.append(path("mailbox/", include("django_mail_viewer.urls")))
if settings.ANYMAIL:
    urlpatterns.append(path("anymail/", include("tracker.mail_events")))
# English pages have no prefix, German ones /de/.
urlpatterns += i18n_patterns(
    path("", include("timeline.pages.urls")), path("", include("timeline.feeds.urls")), prefix_default_language=False
)
