"""What a webhook message says: the facts of the mail, for programs. docs/webhooks.md is its contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from timeline.models import Alert, AlertKind, Delivery, Event, OutcomeValues, WebhookTest

from .facts import alert_facts
from .links import unsubscribe_url
from .wording import target_in_words

TYPES = {
    AlertKind.REMINDER: "deadline.reminder",
    AlertKind.MOVED: "deadline.moved",
    AlertKind.SUSPENDED: "deadline.suspended",
    AlertKind.RESUMED: "deadline.resumed",
    AlertKind.SATISFIED: "deadline.satisfied",
    AlertKind.ENDED: "deadline.ended",
    AlertKind.PASSED: "deadline.passed",
    AlertKind.NEW_EVENT: "event.new",
}
"""The `type` of a message, by the kind of its alert."""

TEST_TYPE = "webhook.test"
BODY_BYTES = 256 * 1024
"""The longest message; Standard Webhooks asks for short ones."""


def draft_message(alert: Alert, language: str, now: datetime) -> dict[str, Any]:
    """What the message of an alert says in one language to whoever it goes to, as JSON can carry it.

    Published records only, and what is known today. The alert comes with the records named in `standing.ALERT_RECORDS`.
    """
    with translation.override(language):
        facts = alert_facts(alert, now)
    data = _event_data(alert.event, facts) if alert.event is not None else _deadline_data(alert, facts)
    return {
        "type": TYPES[AlertKind(alert.kind)],
        "timestamp": _moment(alert.fire_at),
        "data": {**data, "citations": facts["citations"], "language": language},
    }


def alert_body(delivery: Delivery, draft: dict[str, Any], now: datetime) -> bytes:
    """The message to one endpoint, with the subscription that asked for it. Raises ValueError for one that is too long."""
    subscription = delivery.subscription
    assert subscription is not None, "a delivery without a subscription does not pass the fence"
    with translation.override(draft["data"]["language"]):
        asked = {"follows": target_in_words(subscription), "unsubscribe_url": unsubscribe_url(subscription.pk, now)}
    return _body({**draft, "data": {**draft["data"], "subscription": asked}})


def test_body(message: WebhookTest) -> bytes:
    """The message that shows that messages arrive."""
    data = {"message": "This is a test. It says nothing about any deadline.", "url": message.endpoint.url}
    return _body({"type": TEST_TYPE, "timestamp": _moment(message.created_at), "data": data})


def _deadline_data(alert: Alert, facts: dict[str, Any]) -> dict[str, Any]:
    event = facts["event"]
    return {
        "deadline": {
            "id": alert.told_deadline.slug,
            "title": facts["title"],
            "policy": facts["policy"] or None,
            "url": facts["page_url"],
        },
        "now": {**_outcome(alert.told_outcome, facts["due"]), "revision": alert.told_outcome.revision},
        "before": _outcome(alert.before, facts["was"]) if alert.before else None,
        "days_left": facts["days"],
        "lead_time": None if alert.lead_days is None else {"number": alert.lead_days, "unit": alert.lead_unit},
        "event": event
        and {
            "id": event["slug"],
            "title": event["title"],
            "date": event["date"],
            "date_in_words": event["when"],
            "actors": event["actors"],
            "url": event["url"],
            "citations": event["citations"],
        },
        "replaced_by": facts["replacement"] or None,
        "discrepancy": facts["discrepancy"] or None,
        "explanation": list(facts["explanation"]),
    }


def _event_data(event: Event, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "event": {
            "id": event.slug,
            "title": facts["title"],
            "date": event.date,
            "date_in_words": facts["when"],
            "summary": facts["summary"],
            "policy": facts["policy"] or None,
            "url": facts["page_url"],
        }
    }


def _outcome(outcome: OutcomeValues, in_words: str) -> dict[str, Any]:
    return {
        "state": outcome.state,
        "due": outcome.due and outcome.due.isoformat(),
        "due_at": outcome.due_at and _moment(outcome.due_at),
        "due_earliest": outcome.due_earliest and outcome.due_earliest.isoformat(),
        "due_latest": outcome.due_latest and outcome.due_latest.isoformat(),
        "due_in_words": in_words,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _body(message: dict[str, Any]) -> bytes:
    # Without spaces, and as text, not escapes: what is signed is exactly what is sent.
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > BODY_BYTES:
        raise ValueError(f"The message has {len(body):,} bytes; {BODY_BYTES:,} are allowed.")
    return body
