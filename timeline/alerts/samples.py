"""Every kind of mail with real data, for people to look at: who reads one of these is no subscriber, and its links lead nowhere."""

from __future__ import annotations

import uuid
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.deadlines.queries import published_deadlines, published_events
from timeline.models import (
    Alert,
    AlertKind,
    Cadence,
    Confirmation,
    Deadline,
    Delivery,
    Digest,
    LeadUnit,
    Outcome,
    Subscriber,
    Subscription,
    WebhookEndpoint,
    WebhookNotice,
)

from .courier import Courier
from .digest_mail import digest_mail, draft_entry
from .mail import alert_mail, confirmation_mail, draft_alert
from .standing import ALERT_RECORDS
from .webhook_letters import WebhookNoticeLetters
from .wire import Wire

CONFIRMATION, FOLLOWING, DIGEST, DISABLED = "confirmation", "following", "digest", "webhook-disabled"

SAMPLE_KINDS: dict[str, Any] = {
    CONFIRMATION: gettext_lazy("asks to confirm"),
    FOLLOWING: gettext_lazy("says that it stands already"),
    **dict(AlertKind.choices),
    DIGEST: gettext_lazy("digest"),
    DISABLED: gettext_lazy("webhook endpoint disabled"),
}
"""Kinds of mail by the name of their templates."""

_NOBODY = 0
"""A key that no record has, so that no link in a sample does anything."""
_IN_DIGEST = (AlertKind.REMINDER, AlertKind.MOVED, AlertKind.NEW_EVENT)


class NoSample(LookupError):
    """There is no published record yet that such a mail could tell of; the message says which is wanting."""


def sample(kind: str, language: str, address: str, now: datetime) -> Wire:
    """The mail of a kind in a language, to `address`, with the newest published record. Raises NoSample.

    The newest alert of the kind gives the data where there is one, else the newest record that it could tell of.
    """
    if kind not in SAMPLE_KINDS:
        raise NoSample(_("There is no mail of the kind “%(kind)s”.") % {"kind": kind})
    subscriber = Subscriber(pk=_NOBODY, email=address, language=language)
    if kind in (CONFIRMATION, FOLLOWING):
        subscription = _subscription(subscriber, _newest_deadline(), now if kind == FOLLOWING else None)
        return confirmation_mail(Confirmation(subscription=subscription, key=uuid.uuid4(), asked_at=now), now)
    if kind == DIGEST:
        return _digest(subscriber, language, now)
    if kind == DISABLED:
        return _disabled(subscriber, now)
    alert = _alert(AlertKind(kind), now)
    return alert_mail(_delivery(alert, subscriber, now), draft_alert(alert, language, now), now)


def as_test(wire: Wire) -> Wire:
    """The same mail with a subject that says that it is a test."""
    subject = _("[Test] %(subject)s") % {"subject": wire.subject}
    message: EmailMessage = wire.message()
    del message["Subject"]
    message["Subject"] = subject
    return Wire(subject, wire.from_email, wire.to[0], message.as_bytes())


def send_now(wire: Wire) -> None:
    """Hand a mail to the mail server at once, past the outbox. Raises courier.NotSent, and ValueError for an odd address."""
    with Courier() as courier:
        courier.open()
        courier.send(wire)


def _digest(subscriber: Subscriber, language: str, now: datetime) -> Wire:
    alerts = [found for kind in _IN_DIGEST if (found := _alert_if_any(kind, now)) is not None]
    if not alerts:
        raise NoSample(_("No deadline and no event is published yet."))
    digest = Digest(
        pk=_NOBODY, key=uuid.uuid4(), subscriber=subscriber, cadence=Cadence.WEEKLY, language=language, due_at=now
    )
    told = [(_delivery(alert, subscriber, now), draft_entry(alert, language, now)) for alert in alerts]
    return digest_mail(digest, told, now)


def _disabled(subscriber: Subscriber, now: datetime) -> Wire:
    """Its data is made up: whose endpoint was disabled is nobody's business."""
    endpoint = WebhookEndpoint(
        subscriber=subscriber, url="https://receiver.example/longstop", disabled_at=now, disabled_reason="404 Not Found"
    )
    return WebhookNoticeLetters().compose(WebhookNotice(endpoint=endpoint, key=uuid.uuid4(), due_at=now), now)


def _alert_if_any(kind: AlertKind, now: datetime) -> Alert | None:
    try:
        return _alert(kind, now)
    except NoSample:
        return None


def _alert(kind: AlertKind, now: datetime) -> Alert:
    found = Alert.objects.filter(kind=kind).select_related(*ALERT_RECORDS).order_by("-created_at", "-pk")
    for alert in found[:20]:
        if (alert.event or alert.told_deadline).is_published:
            return alert
    if kind == AlertKind.NEW_EVENT:
        event = published_events().order_by("-pk").first()
        if event is None:
            raise NoSample(_("No event is published yet."))
        return Alert(pk=_NOBODY, kind=kind, event=event, fire_at=now)
    deadline = _newest_deadline()
    outcome, before = _outcomes(deadline)
    alert = Alert(pk=_NOBODY, kind=kind, deadline=deadline, outcome=outcome, fire_at=now)
    if kind == AlertKind.REMINDER:
        alert.lead_days, alert.lead_unit = 7, LeadUnit.DAYS
    else:
        alert.before = before
    return alert


def _outcomes(deadline: Deadline) -> tuple[Outcome, Outcome]:
    """The newest outcome of a deadline and the one before it, or the same again where there is none."""
    newest = list(deadline.outcomes.order_by("-revision")[:2])
    return newest[0], newest[-1]


def _newest_deadline() -> Deadline:
    related = [record.removeprefix("deadline__") for record in ALERT_RECORDS if record.startswith("deadline__")]
    computed = published_deadlines().filter(outcomes__isnull=False).distinct()
    deadline = computed.select_related(*related).order_by("-pk").first()
    if deadline is None:
        raise NoSample(_("No deadline is published and computed yet."))
    return deadline


def _delivery(alert: Alert, subscriber: Subscriber, now: datetime) -> Delivery:
    followed = {"deadline": alert.deadline} if alert.deadline is not None else {"everything": True}
    subscription = Subscription(pk=_NOBODY, subscriber=subscriber, confirmed_at=now, **followed)
    return Delivery(key=uuid.uuid4(), alert=alert, subscriber=subscriber, subscription=subscription, due_at=now)


def _subscription(subscriber: Subscriber, deadline: Deadline, confirmed_at: datetime | None) -> Subscription:
    return Subscription(pk=_NOBODY, subscriber=subscriber, deadline=deadline, confirmed_at=confirmed_at)
