"""A subscriber's endpoints: added, their secret rotated, tried, disabled and enabled again, removed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from timeline.models import (
    FOLLOWED_RECORDS,
    Channel,
    DeliveryState,
    LeadTime,
    Subscriber,
    Subscription,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookNotice,
    WebhookTest,
)

from .catching_up import catch_up
from .doorbell import ring_after_commit
from .retry import retry
from .standing import UNDELIVERED
from .webhook_signing import make_secret
from .webhook_urls import checked_url

MAX_ENDPOINTS = 5
MAX_TESTS_AN_HOUR = 10
MISSED_FOR = timedelta(days=7)
"""Of so many days an endpoint gets what it missed when it is enabled again."""

KEPT_FOR = timedelta(days=30)
"""How long attempts and test messages are kept."""

_COPIED = (*FOLLOWED_RECORDS, "everything", "search", "reminders", "changes", "new_events", "language")


def add_endpoint(subscriber: Subscriber, url: str, now: datetime) -> WebhookEndpoint:
    """A new endpoint with a secret of its own. Raises ValueError with a sentence for an address that is not allowed."""
    url = checked_url(url)
    with transaction.atomic():
        # One after the other, so that two requests cannot both be the last that is allowed.
        Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if subscriber.endpoints.count() >= MAX_ENDPOINTS:
            raise ValueError(
                _("There are %(most)d webhooks already, which is the most; remove one first.") % {"most": MAX_ENDPOINTS}
            )
        if subscriber.endpoints.filter(url=url).exists():
            raise ValueError(_("This address is there already."))
        return WebhookEndpoint.objects.create(subscriber=subscriber, url=url, secret=make_secret(), created_at=now)


def rotate_secret(endpoint: WebhookEndpoint, now: datetime) -> None:
    """Give an endpoint a new secret; the one before goes on signing beside it for `webhook_signing.PREVIOUS_SECRET_FOR`."""
    with transaction.atomic():
        held = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        held.previous_secret, held.secret, held.rotated_at = held.secret, make_secret(), now
        held.save(update_fields=["previous_secret", "secret", "rotated_at"])


def ask_for_test(endpoint: WebhookEndpoint, now: datetime) -> WebhookTest:
    """Have a test message sent soon. Raises ValueError with a sentence where one waits or there were many."""
    with transaction.atomic():
        WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        if endpoint.tests.filter(state__in=_UNDER_WAY).exists():
            raise ValueError(_("A test message is on its way already."))
        if endpoint.tests.filter(due_at__gt=now - timedelta(hours=1)).count() >= MAX_TESTS_AN_HOUR:
            raise ValueError(
                _("There were %(most)d test messages in the last hour, which is the most.")
                % {"most": MAX_TESTS_AN_HOUR}
            )
        message = WebhookTest.objects.create(endpoint=endpoint, due_at=now)
        ring_after_commit()
        return message


def disable(endpoint: int, reason: str, now: datetime) -> bool:
    """Send nothing more to an endpoint, and tell its owner by mail; false if it is disabled already."""
    with transaction.atomic():
        enabled = WebhookEndpoint.objects.filter(pk=endpoint, disabled_at=None)
        if not enabled.update(disabled_at=now, disabled_reason=reason[:500]):
            return False
        held = WebhookEndpoint.objects.get(pk=endpoint)
        held.deliveries.filter(state__in=UNDELIVERED).update(
            state=DeliveryState.SUPPRESSED,
            last_error=f"The endpoint is disabled: {reason}"[:500],
            token=None,
            lease_until=None,
        )
        WebhookNotice.objects.create(endpoint=held, due_at=now)
        ring_after_commit()
        return True


def enable(endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send to a disabled endpoint again, and what it missed in the last days as far as that still holds.

    Raises ValueError with a sentence where its address is not allowed any more.
    """
    checked_url(endpoint.url)
    with transaction.atomic():
        disabled = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=False)
        if not disabled.update(disabled_at=None, disabled_reason="", failing_since=None):
            return
        missed = endpoint.deliveries.filter(created_at__gte=now - MISSED_FOR)
        for delivery in missed.filter(state__in=(DeliveryState.FAILED, DeliveryState.SUPPRESSED)).order_by("pk"):
            retry(delivery, now)


def remove(endpoint: WebhookEndpoint) -> None:
    """Forget an endpoint with what was to be sent to it and the log."""
    with transaction.atomic():
        endpoint.delete()


def send_here_too(subscription: Subscription, endpoint: WebhookEndpoint, now: datetime) -> Subscription:
    """Follow by webhook what is followed by mail, with the same wishes and lead times.

    Raises ValueError with a sentence where this webhook follows it already; another may.
    """
    made = Subscription(
        subscriber_id=subscription.subscriber_id,
        channel=Channel.WEBHOOK,
        endpoint=endpoint,
        confirmed_at=now,
        **{name: getattr(subscription, name) for name in _COPIED},
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise ValueError(_("This webhook is told of it already.")) from error
        LeadTime.objects.bulk_create(
            LeadTime(subscription=made, days=lead.days, unit=lead.unit, time=lead.time)
            for lead in subscription.lead_times.all()
        )
        catch_up(made, now)
        return made


def forget_old_attempts(now: datetime) -> None:
    """Delete attempts and test messages that are older than `KEPT_FOR`."""
    WebhookAttempt.objects.filter(at__lt=now - KEPT_FOR).delete()
    WebhookTest.objects.filter(due_at__lt=now - KEPT_FOR).exclude(state__in=_UNDER_WAY).delete()


_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.INFLIGHT)
