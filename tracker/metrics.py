"""/metrics, in the text format of Prometheus, for whoever shows METRICS_TOKEN."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from timeline.alerts.metrics import figures

logger = logging.getLogger(__name__)


class RowsCollector(Collector):
    """Counts the rows when it is asked, so that it does not matter which of several web processes answers."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Every figure as of `now`. Raises django.db.Error."""
        for figure in figures(self._now):
            family = GaugeMetricFamily(f"longstop_{figure.name}", figure.words, labels=figure.labels)
            for labels, value in figure.values.items():
                family.add_metric(labels, value)
            yield family


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures; 404 where no METRICS_TOKEN is set, 401 without it, 503 while the database does not answer."""
    if not settings.METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        answer = _sentence("Send the value of METRICS_TOKEN in the header Authorization: Bearer.", 401)
        answer["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return answer
    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(RowsCollector(timezone.now()))
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return HttpResponse(encode(registry), content_type=kind)
    except Error as error:
        logger.warning("The metrics cannot be counted: %s", error)
        return _sentence("The database does not answer.", 503)


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
