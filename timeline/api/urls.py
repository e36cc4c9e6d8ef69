"""The addresses of the API, version 1."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from . import views
from .count import CountView

app_name = "api"

router = SimpleRouter()
router.register("timelines", views.TimelineViewSet, "timeline")
router.register("policies", views.PolicyViewSet, "policy")
router.register("events", views.EventViewSet, "event")
router.register("deadlines", views.DeadlineViewSet, "deadline")
router.register("sources", views.SourceViewSet, "source")
router.register("topics", views.TopicViewSet, "topic")
router.register("actors", views.ActorViewSet, "actor")
router.register("jurisdictions", views.JurisdictionViewSet, "jurisdiction")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("count/", CountView.as_view(), name="count"),
    path("", include(router.urls)),
]
