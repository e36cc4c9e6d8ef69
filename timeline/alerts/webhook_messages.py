"""What the two kinds of rows need to become webhook messages: their records, what may stand in their way, the body."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q

from timeline.models import (
    FOLLOWED_RECORDS,
    Channel,
    Delivery,
    DeliveryState,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookTest,
)

from .outbox import Obstacle
from .standing import ALERT_RECORDS, nothing_in_the_way, obstacle_to_delivery
from .webhook_payload import alert_body, draft_message, test_body
from .webhook_retries import MAX_TRIES
from .wording import offered_language

logger = logging.getLogger(__name__)

Row = TypeVar("Row", Delivery, WebhookTest)


class Messages(ABC, Generic[Row]):
    """One batch's way from rows to messages; it may keep what several of them share."""

    model: type[Row]
    among: Q
    """Of which rows there are messages."""
    related: tuple[str, ...]
    """What the message and the obstacle read beside the row."""
    most_tries: int

    @abstractmethod
    def clear(self, now: datetime) -> Q:
        """A condition on rows under which `obstacle` certainly finds nothing."""

    @abstractmethod
    def obstacle(self, row: Row, now: datetime) -> Obstacle | None:
        """Why the row must not be sent, if it must not."""

    @abstractmethod
    def compose(self, row: Row, now: datetime) -> bytes:
        """The body of the message. May raise anything: the row then fails alone."""

    @abstractmethod
    def attempt(self, row: Row) -> WebhookAttempt:
        """An attempt to send the row, not yet saved, that says no more than which one."""


class AlertMessages(Messages[Delivery]):
    """Messages of alerts; what is not personal is written once for an alert and a language."""

    model = Delivery
    among = Q(channel=Channel.WEBHOOK)
    related = (
        "endpoint",
        "subscriber",
        *(f"subscription__{target}" for target in FOLLOWED_RECORDS),
        *(f"alert__{record}" for record in ALERT_RECORDS),
    )
    most_tries = MAX_TRIES

    def __init__(self) -> None:
        self._drafts: dict[tuple[int, str], dict[str, Any] | Exception] = {}

    def clear(self, now: datetime) -> Q:
        enabled = WebhookEndpoint.objects.filter(pk=OuterRef("endpoint_id"), disabled_at=None)
        return nothing_in_the_way(now) & Q(Exists(enabled.order_by()))

    def obstacle(self, row: Delivery, now: datetime) -> Obstacle | None:
        found = obstacle_to_delivery(row, now)
        if found is None and row.endpoint is not None and row.endpoint.disabled_at is not None:
            return Obstacle(DeliveryState.SUPPRESSED, f"The endpoint is disabled: {row.endpoint.disabled_reason}")
        return found

    def compose(self, row: Delivery, now: datetime) -> bytes:
        asked = row.subscription.language if row.subscription else ""
        key = (row.alert_id, offered_language(asked or row.subscriber.language))
        if key not in self._drafts:
            self._drafts[key] = self._draft(row, key[1], now)
        draft = self._drafts[key]
        if isinstance(draft, Exception):
            raise draft
        return alert_body(row, draft, now)

    def _draft(self, row: Delivery, language: str, now: datetime) -> dict[str, Any] | Exception:
        """The draft, or why there is none: what failed for one endpoint is not tried again for each of the others."""
        try:
            return draft_message(row.alert, language, now)
        except Exception as error:
            logger.exception("The alert %s cannot be written in %s for webhooks", row.alert_id, language)
            return error

    def attempt(self, row: Delivery) -> WebhookAttempt:
        return WebhookAttempt(endpoint=row.endpoint, delivery=row)


class TestMessages(Messages[WebhookTest]):
    """Test messages. They also go to an endpoint that is disabled: whoever repairs it wants to see that it works."""

    __test__ = False  # for pytest: it is no test
    model = WebhookTest
    among = Q()
    related = ("endpoint",)
    most_tries = 1

    def clear(self, now: datetime) -> Q:
        return Q()

    def obstacle(self, row: WebhookTest, now: datetime) -> Obstacle | None:
        return None

    def compose(self, row: WebhookTest, now: datetime) -> bytes:
        return test_body(row)

    def attempt(self, row: WebhookTest) -> WebhookAttempt:
        return WebhookAttempt(endpoint=row.endpoint, test=row)
