"""The mail that tells a subscriber that their webhook endpoint was disabled."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import translation

from timeline.models import DeliveryState, Subscriber, WebhookNotice

from .letters import Letters
from .links import site_host, webhooks_url
from .mail import addressed, draft
from .outbox import Obstacle
from .wire import Wire
from .wording import offered_language


class WebhookNoticeLetters(Letters[WebhookNotice]):
    """Mails about endpoints that were disabled."""

    model = WebhookNotice
    related = ("endpoint__subscriber",)

    def clear(self, now: datetime) -> Q:
        # There are few of them, and each is asked about by itself.
        return Q(pk__in=())

    def obstacle(self, row: WebhookNotice, now: datetime) -> Obstacle | None:
        subscriber = row.endpoint.subscriber
        if subscriber.suppressed_at is not None:
            return Obstacle(DeliveryState.SUPPRESSED, subscriber.suppression_reason or "The address is suppressed.")
        if row.endpoint.disabled_at is None:
            return Obstacle(DeliveryState.SUPERSEDED, "The endpoint has been enabled again.")
        return None

    def compose(self, row: WebhookNotice, now: datetime) -> Wire:
        endpoint = row.endpoint
        subscriber = endpoint.subscriber
        with translation.override(offered_language(subscriber.language)):
            context = {
                "url": endpoint.url,
                "reason": endpoint.disabled_reason,
                "site_host": site_host(),
                "webhooks_url": webhooks_url(subscriber.pk, now),
            }
            letter = draft("webhook-disabled", context, {}, [])
        return addressed(letter, row, subscriber, {}, {}, now)

    def subscriber(self, row: WebhookNotice) -> Subscriber:
        return row.endpoint.subscriber
