"""Taking back mail that a subscription does not ask for any more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from timeline.models import Delivery, DeliveryState

from .followers import each_once, subscriptions_wanting
from .leads import lead_of
from .recipients import wanting_leads


def withdraw(rows: QuerySet[Any], reason: str) -> list[int]:
    """Keep mails from going out that no subscription asks for any more; of deliveries, answers those that another asks for."""
    handed = []
    if rows.model is Delivery:
        handed = [row.pk for row in rows.select_related("alert__deadline", "alert__event") if _hand_over(row)]
    rows.exclude(pk__in=handed).update(state=DeliveryState.SUPERSEDED, last_error=reason, token=None, lease_until=None)
    return handed


def _hand_over(delivery: Delivery) -> bool:
    """Let another subscription of the same mailbox or endpoint that asks for the same stand for the one that ended."""
    if delivery.subscription_id is None:
        return False
    others = (
        subscriptions_wanting(delivery.alert)
        .filter(subscriber=delivery.subscriber_id, channel=delivery.channel, endpoint=delivery.endpoint_id)
        .exclude(pk=delivery.subscription_id)
    )
    if delivery.alert.lead_days is not None:
        others = wanting_leads(others, [lead_of(delivery.alert)])
    other = each_once(others).first()
    if other is None:
        return False
    Delivery.objects.filter(pk=delivery.pk).update(subscription=other["first"])
    return True
