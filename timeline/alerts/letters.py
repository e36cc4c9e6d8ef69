"""What outbox rows need to become mails: their records, what may stand in their way, the mail itself."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Q

from timeline.models import (
    FOLLOWED_RECORDS,
    Alert,
    Channel,
    Confirmation,
    Delivery,
    DeliveryState,
    OutboxRow,
    Subscriber,
    Subscription,
)

from .links import LIFETIMES, LinkKind
from .mail import Letter, alert_mail, confirmation_mail, draft_alert
from .outbox import Obstacle, Statements
from .standing import ALERT_RECORDS, nothing_in_the_way, obstacle_to_delivery
from .wire import Wire
from .wording import is_shown, offered_language

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=OutboxRow)


class Letters(ABC, Generic[Row]):
    """One batch's way from rows to mails; it may keep what several of them share."""

    model: type[Row]
    related: tuple[str, ...]
    """What the obstacle reads beside the row, and the mail too unless `rows` says otherwise."""
    among: Q | None = None
    """Of which rows there are mails; None: of all."""
    along: Callable[[int, datetime], None] | None = None
    """Called with the key of a row in the transaction that marks it sent, where other rows went in the same mail."""

    @cached_property
    def statements(self) -> Statements[Row]:
        """Those of the marks, for all batches."""
        return Statements(self.model, self.clear)

    @abstractmethod
    def clear(self, now: datetime) -> Q:
        """A condition on rows under which `obstacle` certainly finds nothing."""

    @abstractmethod
    def obstacle(self, row: Row, now: datetime) -> Obstacle | None:
        """Why the row must not be sent, if it must not."""

    def rows(self, keys: list[int]) -> list[Row]:
        """The rows with these keys, in that order, with what `compose` and `subscriber` read."""
        found = self.model._default_manager.select_related(*self.related).in_bulk(keys)
        return [found[key] for key in keys if key in found]

    @abstractmethod
    def compose(self, row: Row, now: datetime) -> Wire:
        """The mail of the row. May raise anything: the row then fails alone."""

    @abstractmethod
    def subscriber(self, row: Row) -> Subscriber:
        """Whose mailbox it goes to."""


_IN_A_MAIL = (
    *("key", "alert", "subscriber__email", "subscriber__language", "subscription__language"),
    *("subscription__everything", "subscription__search", *(f"subscription__{record}" for record in FOLLOWED_RECORDS)),
)


class AlertLetters(Letters[Delivery]):
    """Mails of alerts; what is not personal is written once for an alert and a language."""

    model = Delivery
    among = Q(channel=Channel.EMAIL)
    related = (
        "subscriber",
        *(f"subscription__{target}" for target in FOLLOWED_RECORDS),
        *(f"alert__{record}" for record in ALERT_RECORDS),
    )

    def __init__(self) -> None:
        self._drafts: dict[tuple[int, str], Letter | Exception] = {}

    def clear(self, now: datetime) -> Q:
        return nothing_in_the_way(now)

    def obstacle(self, row: Delivery, now: datetime) -> Obstacle | None:
        return obstacle_to_delivery(row, now)

    def rows(self, keys: list[int]) -> list[Delivery]:
        # What such a mail reads and no more; the alert is read once for its draft.
        lean = Delivery.objects.select_related("subscriber", "subscription").only(*_IN_A_MAIL)
        found = lean.in_bulk(keys)
        _read_followed([row.subscription for row in found.values() if row.subscription is not None])
        return [found[key] for key in keys if key in found]

    def compose(self, row: Delivery, now: datetime) -> Wire:
        own = row.subscription.language if row.subscription is not None else ""
        key = (row.alert_id, offered_language(own or row.subscriber.language))
        if key not in self._drafts:
            self._drafts[key] = self._draft(row, key[1], now)
        draft = self._drafts[key]
        if isinstance(draft, Exception):
            raise draft
        return alert_mail(row, draft, now)

    def _draft(self, row: Delivery, language: str, now: datetime) -> Letter | Exception:
        """The draft, or why there is none: what failed for one follower is not tried again for each of the others."""
        try:
            alert = Alert.objects.select_related(*ALERT_RECORDS).get(pk=row.alert_id)
            return draft_alert(alert, language, now)
        except Exception as error:
            logger.exception("The alert %s cannot be written in %s", row.alert_id, language)
            return error

    def subscriber(self, row: Delivery) -> Subscriber:
        return row.subscriber


def _read_followed(subscriptions: list[Subscription]) -> None:
    """Read what they follow, once for all that follow the same."""
    for name in FOLLOWED_RECORDS:
        field: Any = Subscription._meta.get_field(name)
        keys = {getattr(subscription, field.attname) for subscription in subscriptions} - {None}
        found = field.related_model._default_manager.in_bulk(keys) if keys else {}
        for subscription in subscriptions:
            key = getattr(subscription, field.attname)
            if key is None or key in found:
                field.set_cached_value(subscription, found.get(key))


class ConfirmationLetters(Letters[Confirmation]):
    """Mails that ask to confirm, or say that there is nothing left to confirm."""

    model = Confirmation
    related = ("subscription__subscriber", *(f"subscription__{target}" for target in FOLLOWED_RECORDS))

    def clear(self, now: datetime) -> Q:
        # There are few of them, and each is asked about by itself.
        return Q(pk__in=())

    def obstacle(self, row: Confirmation, now: datetime) -> Obstacle | None:
        subscriber = row.subscription.subscriber
        if subscriber.suppressed_at is not None:
            return Obstacle(DeliveryState.SUPPRESSED, subscriber.suppression_reason or "The address is suppressed.")
        if row.subscription.ended_at is not None:
            return Obstacle(DeliveryState.SUPERSEDED, "The subscription has ended.")
        if not is_shown(row.subscription):
            return Obstacle(DeliveryState.SUPERSEDED, "What was to be followed is no longer published.")
        if now - row.asked_at > LIFETIMES[LinkKind.CONFIRM]:
            return Obstacle(DeliveryState.SUPERSEDED, "It was asked for too long ago.")
        return None

    def compose(self, row: Confirmation, now: datetime) -> Wire:
        return confirmation_mail(row, now)

    def subscriber(self, row: Confirmation) -> Subscriber:
        return row.subscription.subscriber
