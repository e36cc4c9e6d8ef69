"""Mails as they stand on the wire."""

from __future__ import annotations

import email.policy
from datetime import datetime
from email.message import EmailMessage

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    PolicyFactory,
    SourceFactory,
)
from tests.timeline.alerts.acts import NOW, at, computed, follow
from timeline.alerts.fanout import fire_due
from timeline.alerts.letters import AlertLetters
from timeline.alerts.wire import Wire
from timeline.models import Deadline, Delivery

MORNING = at(3, 29, 9)


def sent(kind: str, now: datetime) -> EmailMessage:
    """The one mail of this kind of alert that goes out now, as it stands on the wire."""
    fire_due(now)
    letters = AlertLetters()
    delivery = Delivery.objects.select_related(*letters.related).get(alert__kind=kind)
    return parsed(letters.compose(delivery, now))


def parsed(mail: Wire) -> EmailMessage:
    message = email.message_from_bytes(mail.wire.replace(b"\r\n", b"\n"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def subject(message: EmailMessage) -> str:
    return str(message["Subject"])


def the_pause() -> Deadline:
    """The 75 days of Executive Order 14166, followed by one reader seven days ahead."""
    rule = CountedRuleFactory.create(
        deadline__title="No enforcement",
        deadline__slug="pause",
        deadline__policy=PolicyFactory.create(title="The Act"),
        trigger_event__title="Executive Order 14166",
    )
    source = SourceFactory.create(
        title="Order 14166", publisher="Federal Register", url="https://www.example.gov/14166"
    )
    CitationFactory.create(event=None, deadline=rule.deadline, source=source)
    follow(rule.deadline, 7, subscriber__email="reader@readers.example")
    return computed(rule.deadline, NOW)
