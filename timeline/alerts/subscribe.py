"""Asking to follow something, meaning it, and stopping."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from timeline.models import (
    DEFAULT_LEAD_DAYS,
    FOLLOWED_RECORDS,
    Cadence,
    Channel,
    Confirmation,
    Delivery,
    DeliveryState,
    Digest,
    SavedSearch,
    Subscriber,
    Subscription,
    Target,
    fields_of,
)

from .catching_up import catch_up
from .doorbell import ring_after_commit
from .limits import SAME_AGAIN, address_has_had_enough, client_has_asked_enough
from .links import LIFETIMES, LinkKind
from .placing import place_again
from .standing import UNDELIVERED
from .wishes import DEFAULT_KINDS, LeadTimes, Wishes, checked_lead_times, write_lead_times
from .withdrawing import withdraw

FORGOTTEN_AFTER = LIFETIMES[LinkKind.CONFIRM] + timedelta(days=1)


class TooManyRequests(Exception):
    """This client asked for more than one person would; it says nothing about any address."""


class LinkUsedUp(Exception):
    """What the link was for is over: the subscription has ended or was never confirmed in time."""


def subscribe(
    email: str,
    target: Target,
    lead_times: LeadTimes | Iterable[int] = DEFAULT_LEAD_DAYS,
    *,
    kinds: Collection[str] = DEFAULT_KINDS,
    cadence: str = Cadence.AT_ONCE,
    language: str,
    now: datetime,
    client: str = "",
) -> None:
    """Have a mailbox asked whether it wants to follow `target`; nothing else is sent to it until its owner confirms.

    Nothing about the answer depends on whether the address is known: one that follows the target already is sent a mail that
    says so, one that is suppressed or had its share of mails this hour is sent none. `client` is a `limits.client_key`.
    `language` becomes that of all mails of a new address, of this subscription alone where the address has another.
    Raises TooManyRequests for a client past its limit, ValueError for wishes that are not allowed.
    """
    leads = checked_lead_times(lead_times)
    chosen = Wishes(kinds=kinds, cadence=cadence, language=language).checked()
    if client_has_asked_enough(client, now):
        raise TooManyRequests
    with transaction.atomic():
        subscriber = _subscriber(email, language)
        # One after the other, so that two requests at once are not both the last that is allowed.
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        subscription = _open_subscription(subscriber, target)
        if subscription.confirmed_at is None:
            # What a confirmed subscription wants is changed by its owner alone, over a signed link.
            write_lead_times(subscription, leads)
            if not subscriber.subscriptions.filter(confirmed_at__isnull=False).exists():
                Subscriber.objects.filter(pk=subscriber.pk).update(language=language)
                chosen["language"] = ""
            elif subscriber.language == language:
                chosen["language"] = ""
            Subscription.objects.filter(pk=subscription.pk).update(**chosen)
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


def end_subscription(subscription: Subscription, now: datetime) -> None:
    """Stop telling a subscriber about one thing; ending what has ended changes nothing."""
    _end(Subscription.objects.filter(pk=subscription.pk), now)


def end_all(subscriber: Subscriber, now: datetime) -> None:
    """Stop telling a subscriber anything."""
    _end(Subscription.objects.filter(subscriber=subscriber), now)


def end_digest(digest: Digest, now: datetime) -> None:
    """Stop telling a subscriber all that a digest tells of."""
    told = Delivery.objects.filter(digest=digest).order_by()
    _end(Subscription.objects.filter(subscriber=digest.subscriber_id, pk__in=told.values("subscription")), now)


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
    # Another channel is another subscription, which is asked for on the subscriber's own page.
    open_ones: dict[str, Any] = {"ended_at": None, "channel": Channel.EMAIL}
    if isinstance(target, SavedSearch):
        # Databases do not agree on when two JSON values are the same.
        for saved in subscriber.subscriptions.filter(**open_ones, search__isnull=False).order_by("pk"):
            if saved.target == target:
                return saved
        try:
            with transaction.atomic():
                return Subscription.objects.create(subscriber=subscriber, **fields_of(target))
        except IntegrityError:
            # Somebody asked for the same a moment earlier.
            return _open_subscription(subscriber, target)
    subscription, _ = Subscription.objects.get_or_create(subscriber=subscriber, **open_ones, **fields_of(target))
    found: Subscription = subscription
    return found


def _ask(subscription: Subscription, now: datetime, client: str) -> None:
    unsent = _why_no_mail(subscription, now)
    asked = Confirmation(subscription=subscription, client=client, asked_at=now, due_at=now)
    if unsent:
        # Kept all the same: it counts against the client like any other, or a client could tell that there was no mail.
        asked.state, asked.last_error = DeliveryState.SUPERSEDED, unsent
        asked.save(force_insert=True)
        return
    # An older mail that never left would only repeat this one.
    waiting = subscription.confirmations.filter(state=DeliveryState.PENDING)
    waiting.update(state=DeliveryState.SUPERSEDED, last_error="Asked for again.")
    asked.save(force_insert=True)
    ring_after_commit()


def _why_no_mail(subscription: Subscription, now: datetime) -> str:
    """Why asking has no mail sent; empty where one is."""
    if subscription.subscriber.suppressed_at is not None:
        return "The address is suppressed."
    if address_has_had_enough(subscription.subscriber, now):
        return "The address has had its share of these mails."
    recent = subscription.confirmations.filter(asked_at__gt=now - SAME_AGAIN)
    if recent.exclude(state__in=(DeliveryState.FAILED, DeliveryState.SUPERSEDED)).exists():
        return "The same was asked for a moment ago."
    return ""


def _end(subscriptions: QuerySet[Subscription], now: datetime) -> None:
    with transaction.atomic():
        ending = list(subscriptions.filter(ended_at=None).values_list("pk", flat=True))
        Subscription.objects.filter(pk__in=ending, ended_at=None).update(ended_at=now)
        waiting = Delivery.objects.filter(subscription__in=ending, state__in=UNDELIVERED)
        confirmations = Confirmation.objects.filter(subscription__in=ending, state__in=UNDELIVERED)
        handed = withdraw(waiting, "The subscription has ended.")
        withdraw(confirmations, "The subscription has ended.")
        place_again(Delivery.objects.filter(pk__in=handed, attempts=0), now)
