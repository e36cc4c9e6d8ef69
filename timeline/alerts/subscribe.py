"""Asking to follow something, meaning it, and stopping."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from timeline.models import (
    DEFAULT_LEAD_DAYS,
    FOLLOWED_RECORDS,
    MAX_LEAD_DAYS,
    AlertKind,
    Confirmation,
    Delivery,
    DeliveryState,
    LeadTime,
    SavedSearch,
    Subscriber,
    Subscription,
    SubscriptionKind,
    Target,
    fields_of,
)

from .catching_up import catch_up
from .doorbell import ring_after_commit
from .fanout import due_for
from .followers import kind_of, subscriptions_wanting
from .limits import SAME_AGAIN, address_has_had_enough, client_has_asked_enough
from .links import LIFETIMES, LinkKind
from .moments import Clock
from .standing import ALERT_RECORDS, UNDELIVERED

MAX_LEAD_TIMES = 10
DEFAULT_KINDS = (SubscriptionKind.REMINDERS, SubscriptionKind.CHANGES)
FORGOTTEN_AFTER = LIFETIMES[LinkKind.CONFIRM] + timedelta(days=1)


class TooManyRequests(Exception):
    """This client asked for more than one person would; it says nothing about any address."""


class LinkUsedUp(Exception):
    """What the link was for is over: the subscription has ended or was never confirmed in time."""


def subscribe(
    email: str,
    target: Target,
    lead_days: Iterable[int] = DEFAULT_LEAD_DAYS,
    *,
    kinds: Collection[str] = DEFAULT_KINDS,
    language: str,
    now: datetime,
    client: str = "",
) -> None:
    """Have a mailbox asked whether it wants to follow `target`; nothing else is sent to it until its owner confirms.

    Nothing about the answer depends on whether the address is known: one that follows the target already is sent a mail that
    says so, one that is suppressed or had its share of mails this hour is sent none. `client` is a `limits.client_key`.
    Raises TooManyRequests for a client past its limit, ValueError for lead times or kinds that are not allowed.
    """
    days = checked_lead_days(lead_days)
    chosen = checked_kinds(kinds)
    if client_has_asked_enough(client, now):
        raise TooManyRequests
    with transaction.atomic():
        subscriber = _subscriber(email, language)
        subscription = _open_subscription(subscriber, target)
        if subscription.confirmed_at is None:
            # What a confirmed subscription wants is changed by its owner alone, over a signed link.
            _write_lead_days(subscription, days)
            Subscription.objects.filter(pk=subscription.pk).update(**chosen)
            if not subscriber.subscriptions.filter(confirmed_at__isnull=False).exists():
                Subscriber.objects.filter(pk=subscriber.pk).update(language=language)
        _ask(subscription, now, client)


def confirm(subscription: int, now: datetime) -> Subscription:
    """Make a subscription active; doing it twice is doing it once. Raises LinkUsedUp if it is gone or has ended."""
    with transaction.atomic():
        found = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription, ended_at=None)
        asked: Subscription | None = found.select_related("subscriber", *FOLLOWED_RECORDS).first()
        if asked is None:
            raise LinkUsedUp
        if asked.confirmed_at is None:
            asked.confirmed_at = now
            asked.save(update_fields=["confirmed_at"])
            catch_up(asked, now)
        return asked


def change_lead_days(subscription: Subscription, lead_days: Iterable[int], now: datetime) -> None:
    """Change how long before a deadline an active subscription reminds; a new time that has come already reminds at once.

    Raises ValueError for lead times that are not allowed.
    """
    days = checked_lead_days(lead_days)
    with transaction.atomic():
        had = set(subscription.lead_times.values_list("days", flat=True))
        _write_lead_days(subscription, days)
        if set(days) - had:
            catch_up(subscription, now)


def change_kinds(subscription: Subscription, kinds: Collection[str], now: datetime) -> None:
    """Change what an active subscription tells of; waiting mail of a kind given up is not sent.

    `kinds` are values of SubscriptionKind. Raises ValueError for none at all and for others.
    """
    chosen = checked_kinds(kinds)
    with transaction.atomic():
        had_reminders = subscription.reminders
        for kind, wanted in chosen.items():
            setattr(subscription, kind, wanted)
        subscription.save(update_fields=list(chosen))
        for delivery in subscription.deliveries.filter(state__in=UNDELIVERED).select_related("alert"):
            if not chosen[kind_of(delivery.alert)]:
                _withdraw(
                    subscription.deliveries.filter(pk=delivery.pk), "The subscription does not ask for this any more."
                )
        if subscription.reminders and not had_reminders:
            catch_up(subscription, now)


def change_clock(subscriber: Subscriber, clock: Clock, now: datetime) -> None:
    """Change the time zone and the hour of a subscriber's reminders; those that wait already wait for the new hour.

    Raises ValueError for a zone or an hour that does not exist.
    """
    if clock.timezone and clock.timezone not in zoneinfo.available_timezones():
        raise ValueError(f"“{clock.timezone}” is no IANA time zone; use a name such as Europe/Brussels.")
    if not 0 <= clock.hour <= 23:
        raise ValueError(f"The hour {clock.hour} was given; 0 to 23 are allowed.")
    with transaction.atomic():
        subscriber.timezone, subscriber.hour = clock
        subscriber.save(update_fields=["timezone", "hour"])
        waiting = subscriber.deliveries.filter(state=DeliveryState.PENDING, attempts=0, alert__kind=AlertKind.REMINDER)
        if subscriber.paused_at is not None:
            waiting = waiting.none()
        for delivery in waiting.select_related(*(f"alert__{record}" for record in ALERT_RECORDS)):
            due = due_for(delivery.alert, clock, now)
            Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update(due_at=due)
        for subscription in subscriber.subscriptions.active():
            catch_up(subscription, now)


def end_subscription(subscription: Subscription, now: datetime) -> None:
    """Stop telling a subscriber about one thing; ending what has ended changes nothing."""
    _end(Subscription.objects.filter(pk=subscription.pk), now)


def end_all(subscriber: Subscriber, now: datetime) -> None:
    """Stop telling a subscriber anything."""
    _end(Subscription.objects.filter(subscriber=subscriber), now)


def forget_unconfirmed(now: datetime) -> int:
    """Delete what was asked for and not confirmed in time, with the addresses nothing else is kept for."""
    with transaction.atomic():
        stale = Subscription.objects.filter(confirmed_at=None, ended_at=None, created_at__lt=now - FORGOTTEN_AFTER)
        recent = Confirmation.objects.filter(asked_at__gte=now - FORGOTTEN_AFTER)
        stale = stale.exclude(pk__in=recent.values("subscription_id"))
        owners = list(stale.order_by().values_list("subscriber_id", flat=True).distinct())
        if not owners:
            return 0
        stale.delete()
        # A suppressed address is kept: it is what keeps us from writing there again.
        bare = Subscriber.objects.filter(pk__in=owners, suppressed_at=None, subscriptions=None)
        bare.delete()
        return len(owners)


def checked_lead_days(lead_days: Iterable[int]) -> list[int]:
    """The lead times without repeats, the longest first. Raises ValueError, with a sentence, for what is not allowed."""
    days = sorted(set(lead_days), reverse=True)
    if len(days) > MAX_LEAD_TIMES:
        raise ValueError(f"{len(days)} lead times were given; at most {MAX_LEAD_TIMES} are allowed.")
    wrong = [day for day in days if not 0 <= day <= MAX_LEAD_DAYS]
    if wrong:
        raise ValueError(f"A lead time of {wrong[0]} days was given; 0 to {MAX_LEAD_DAYS} days are allowed.")
    return days


def checked_kinds(kinds: Collection[str]) -> dict[str, bool]:
    """Each kind and whether it is among `kinds`. Raises ValueError, with a sentence, for none at all and for others."""
    wrong = sorted(set(kinds) - set(SubscriptionKind.values))
    if wrong or not kinds:
        given = f"“{wrong[0]}” was given" if wrong else "No kind was given"
        raise ValueError(f"{given}; one or more of {', '.join(SubscriptionKind.values)} are needed.")
    return {kind: kind in kinds for kind in SubscriptionKind.values}


def normalised_email(email: str) -> str:
    """The address in lower case: no mail server in use tells mailboxes apart by case, and people do not either."""
    return email.strip().lower()


def _subscriber(email: str, language: str) -> Subscriber:
    address = normalised_email(email)
    known: QuerySet[Subscriber] = Subscriber.objects.alias(lowered=Lower("email")).filter(lowered=address)
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                return Subscriber.objects.create(email=address, language=language)
        except IntegrityError:
            # Somebody asked for the same address a moment earlier.
            found = known.get()
    return found


def _open_subscription(subscriber: Subscriber, target: Target) -> Subscription:
    if isinstance(target, SavedSearch):
        # Databases do not agree on when two JSON values are the same.
        for saved in subscriber.subscriptions.filter(ended_at=None, search__isnull=False).order_by("pk"):
            if saved.target == target:
                return saved
        try:
            with transaction.atomic():
                return Subscription.objects.create(subscriber=subscriber, **fields_of(target))
        except IntegrityError:
            # Somebody asked for the same a moment earlier.
            return _open_subscription(subscriber, target)
    subscription, _ = Subscription.objects.get_or_create(subscriber=subscriber, ended_at=None, **fields_of(target))
    found: Subscription = subscription
    return found


def _write_lead_days(subscription: Subscription, days: list[int]) -> None:
    subscription.lead_times.exclude(days__in=days).delete()
    LeadTime.objects.bulk_create((LeadTime(subscription=subscription, days=day) for day in days), ignore_conflicts=True)


def _ask(subscription: Subscription, now: datetime, client: str) -> None:
    if subscription.subscriber.suppressed_at is not None or address_has_had_enough(subscription.subscriber, now):
        return
    recent = subscription.confirmations.filter(asked_at__gt=now - SAME_AGAIN)
    if recent.exclude(state=DeliveryState.FAILED).exists():
        return
    # An older mail that never left would only repeat this one.
    waiting = subscription.confirmations.filter(state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.SUPERSEDED, last_error="Asked for again.")
    Confirmation.objects.create(subscription=subscription, client=client, asked_at=now, due_at=now)
    ring_after_commit()


def _end(subscriptions: QuerySet[Subscription], now: datetime) -> None:
    with transaction.atomic():
        ending = list(subscriptions.filter(ended_at=None).values_list("pk", flat=True))
        Subscription.objects.filter(pk__in=ending, ended_at=None).update(ended_at=now)
        waiting = Delivery.objects.filter(subscription__in=ending, state__in=UNDELIVERED)
        confirmations = Confirmation.objects.filter(subscription__in=ending, state__in=UNDELIVERED)
        _withdraw(waiting, "The subscription has ended.")
        _withdraw(confirmations, "The subscription has ended.")


def _withdraw(rows: QuerySet[Any], reason: str) -> None:
    """Keep mails from going out that no subscription asks for any more."""
    if rows.model is Delivery:
        for delivery in rows.select_related("alert__deadline", "alert__event"):
            _hand_over(delivery)
    rows.update(state=DeliveryState.SUPERSEDED, last_error=reason, token=None, lease_until=None)


def _hand_over(delivery: Delivery) -> None:
    """Let another subscription of the same subscriber that asks for the same mail stand for the one that ended."""
    others = subscriptions_wanting(delivery.alert).filter(subscriber=delivery.subscriber_id)
    if delivery.alert.lead_days is not None:
        others = others.filter(lead_times__days=delivery.alert.lead_days)
    other = others.order_by("pk").first()
    if other is not None:
        Delivery.objects.filter(pk=delivery.pk).update(subscription=other)
