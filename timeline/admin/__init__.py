"""The admin: where editors enter records and publishers let readers see them, and where it shows what the service does."""

from . import (
    accounts,
    alerts,
    calendars,
    computed,
    deadlines,
    filed_under,
    outbox,
    records,
    service,
    subscribers,
    webhooks,
)

__all__ = [
    "accounts",
    "alerts",
    "calendars",
    "computed",
    "deadlines",
    "filed_under",
    "outbox",
    "records",
    "service",
    "subscribers",
    "webhooks",
]
