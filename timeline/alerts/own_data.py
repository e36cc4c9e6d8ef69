"""What is kept about a subscriber: handed out to them, and forgotten at their word."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from timeline.models import Alert, Subscriber, Subscription, SubscriptionKind

from .wording import target_in_words


def export_data(subscriber: Subscriber) -> dict[str, Any]:
    """All that is kept about a subscriber, as JSON can carry it: times are ISO 8601 in UTC, absent ones null.

    What readers cannot see any more is not named.
    """
    subscriptions = subscriber.subscriptions.select_related("endpoint").prefetch_related("lead_times").order_by("pk")
    deliveries = subscriber.deliveries.select_related("alert__deadline", "alert__event").order_by("pk")
    return {
        "email": subscriber.email,
        "language": subscriber.language,
        "timezone": subscriber.timezone or None,
        "hour": subscriber.hour,
        "created_at": subscriber.created_at,
        "paused_at": subscriber.paused_at,
        "suppressed_at": subscriber.suppressed_at,
        "suppression_reason": subscriber.suppression_reason or None,
        "subscriptions": [_subscription(subscription) for subscription in subscriptions],
        "mails": [
            {
                "kind": delivery.alert.kind,
                "about": _about(delivery.alert),
                "days_before": delivery.alert.lead_days,
                "unit": delivery.alert.lead_unit if delivery.alert.lead_days is not None else None,
                "channel": delivery.channel,
                "digest": delivery.digest_id,
                "state": delivery.state,
                "due_at": delivery.due_at,
                "sent_at": delivery.sent_at,
                "error": delivery.last_error or None,
            }
            for delivery in deliveries
        ],
        "digests": [
            {
                "number": digest.pk,
                "cadence": digest.cadence,
                "language": digest.language,
                "moment": digest.moment,
                "state": digest.state,
                "sent_at": digest.sent_at,
            }
            for digest in subscriber.digests.order_by("pk")
        ],
        "returned": [
            {"kind": bounce.kind, "at": bounce.at, "description": bounce.description or None}
            for bounce in subscriber.bounces.order_by("pk")
        ],
        # Without the secrets: who is handed this file need not be able to sign.
        "webhooks": [
            {
                "url": endpoint.url,
                "created_at": endpoint.created_at,
                "secret_rotated_at": endpoint.rotated_at,
                "failing_since": endpoint.failing_since,
                "disabled_at": endpoint.disabled_at,
                "disabled_reason": endpoint.disabled_reason or None,
                "attempts": [
                    {
                        "at": attempt.at,
                        "status": attempt.status,
                        "error": attempt.error or None,
                        "answer": attempt.body or None,
                    }
                    for attempt in endpoint.attempts.all()
                ],
                "notices": [
                    {"due_at": notice.due_at, "state": notice.state, "sent_at": notice.sent_at}
                    for notice in endpoint.notices.all()
                ],
                "tests": [
                    {"due_at": test.due_at, "state": test.state, "sent_at": test.sent_at}
                    for test in endpoint.tests.all()
                ],
            }
            for endpoint in subscriber.endpoints.prefetch_related("attempts", "notices", "tests").order_by("pk")
        ],
    }


def erase(subscriber: Subscriber) -> None:
    """Forget a subscriber: the address, what was followed, and every mail to it. Nothing is kept, no suppression either."""
    with transaction.atomic():
        # Their mails are withdrawn with them: a worker that holds one finds nothing left to fence.
        subscriber.delete()


def _subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "follows": target_in_words(subscription),
        "kinds": [kind for kind in SubscriptionKind.values if getattr(subscription, kind)],
        "lead_times": [
            {"number": lead.days, "unit": lead.unit, "time": lead.time} for lead in subscription.lead_times.all()
        ],
        "cadence": subscription.cadence,
        "digest_hour": subscription.digest_hour,
        "digest_weekday": subscription.digest_weekday,
        "language": subscription.language or None,
        "channel": subscription.channel,
        "webhook": subscription.endpoint.url if subscription.endpoint else None,
        "created_at": subscription.created_at,
        "confirmed_at": subscription.confirmed_at,
        "ended_at": subscription.ended_at,
        "confirmations": [
            {"asked_at": asked.asked_at, "state": asked.state, "sent_at": asked.sent_at}
            for asked in subscription.confirmations.order_by("pk")
        ],
    }


def _about(alert: Alert) -> str | None:
    record = alert.event or alert.told_deadline
    return record.title if record.is_published else None
