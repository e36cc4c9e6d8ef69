"""The addresses of the service."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
]
if "django_mail_viewer" in settings.INSTALLED_APPS:
    urlpatterns.append(path("mailbox/", include("django_mail_viewer.urls")))
