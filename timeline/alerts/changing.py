"""What the owner of a subscription changes about it. What waits already follows the change."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from timeline.counting import time_zones
from timeline.models import Delivery, DeliveryState, Subscriber, Subscription

from .catching_up import catch_up
from .doorbell import ring_after_commit
from .followers import kind_of
from .moments import Clock
from .placing import place_again
from .standing import UNDELIVERED
from .wishes import Wishes, checked_lead_times, write_lead_times
from .withdrawing import withdraw

_WAITING = (DeliveryState.PENDING, DeliveryState.GATHERED)


class FollowedAlready(ValueError):
    """Another subscription of the same mailbox follows the same thing by mail, or over the same webhook."""


def change_wishes(subscription: Subscription, wishes: Wishes, now: datetime) -> None:
    """Change what an active subscription asks for.

    Waiting mail of a kind given up is not sent; what waits for a digest goes with the new one, or by itself; a new lead time
    that has come already reminds at once. Raises ValueError for wishes that are not allowed, FollowedAlready among them.
    """
    values, lead_times = wishes.checked(), checked_lead_times(wishes.lead_times)
    if wishes.endpoint is not None and wishes.endpoint.subscriber_id != subscription.subscriber_id:
        raise ValueError("This webhook endpoint is not one of the subscriber's.")
    with transaction.atomic():
        had = {(row.days, row.unit, row.time) for row in subscription.lead_times.all()}
        had_reminders, had_place = subscription.reminders, (subscription.channel, subscription.endpoint_id)
        for name, value in values.items():
            setattr(subscription, name, value)
        try:
            with transaction.atomic():
                subscription.save(update_fields=list(values))
        except IntegrityError as error:
            raise FollowedAlready("This is followed in that way already.") from error
        write_lead_times(subscription, lead_times)
        for delivery in subscription.deliveries.filter(state__in=UNDELIVERED).select_related("alert"):
            if not values[kind_of(delivery.alert)]:
                withdraw(Delivery.objects.filter(pk=delivery.pk), "The subscription does not ask for this any more.")
        # Those of the subscriber: some may have been handed over to another subscription.
        _place_anew(subscription.subscriber.deliveries.all(), now)
        added = {(lead.days, lead.unit, at) for lead, at in lead_times.items()} - had
        asks_anew = not had_reminders or had_place != (subscription.channel, subscription.endpoint_id)
        if subscription.reminders and (added or asks_anew):
            catch_up(subscription, now)


def change_clock(subscriber: Subscriber, clock: Clock, now: datetime) -> None:
    """Change the time zone and the hour of a subscriber's mails; what waits already waits for the new hour.

    Raises ValueError for a zone or an hour that does not exist.
    """
    if clock.timezone and clock.timezone not in time_zones():
        raise ValueError(f"“{clock.timezone}” is no IANA time zone; use a name such as Europe/Brussels.")
    if not 0 <= clock.hour <= 23:
        raise ValueError(f"The hour {clock.hour} was given; 0 to 23 are allowed.")
    with transaction.atomic():
        subscriber.timezone, subscriber.hour = clock.timezone, clock.hour
        subscriber.save(update_fields=["timezone", "hour"])
        _place_anew(subscriber.deliveries.all(), now)
        for subscription in subscriber.subscriptions.active():
            catch_up(subscription, now)


def change_language(subscriber: Subscriber, language: str, now: datetime) -> None:
    """Change the language of all mails whose subscription names none. Raises ValueError for one that is not on offer."""
    offered = [code for code, _name in settings.LANGUAGES]
    if language not in offered:
        raise ValueError(f"“{language}” is no language on offer; {', '.join(offered)} are allowed.")
    with transaction.atomic():
        subscriber.language = language
        subscriber.save(update_fields=["language"])
        _place_anew(subscriber.deliveries.filter(state=DeliveryState.GATHERED), now)


def _place_anew(deliveries: QuerySet[Delivery], now: datetime) -> None:
    """Find new places for those that nobody tried to send yet; of who paused they stay where they are."""
    place_again(deliveries.filter(state__in=_WAITING, attempts=0), now)
    ring_after_commit()
