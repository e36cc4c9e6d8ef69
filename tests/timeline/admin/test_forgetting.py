"""After somebody was forgotten their address is in no table and no log, whoever had to do with it before."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.factories import BounceFactory, ConfirmationFactory, DigestFactory, WebhookEndpointFactory
from tests.services.smtp import SmtpSink
from timeline.alerts.deliver import deliver
from timeline.alerts.links import LinkKind, make_token
from timeline.models import MailDomain, Subscriber, WebhookAttempt

from .test_outbox import failed, retry_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(smtp_sink: SmtpSink, settings: Settings) -> SmtpSink:
    """A mail server that the service sends to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    return smtp_sink


ADDRESS = "somebody.special@readers.example"


def where_it_is_kept() -> list[str]:
    """The tables that have the address in a row."""
    return [
        model._meta.label
        for model in apps.get_models()
        if ADDRESS in serializers.serialize("json", model._default_manager.all())
    ]


def known_everywhere(administrator: Client, post: SmtpSink) -> Subscriber:
    """A subscriber with whom mail servers, administrators and a webhook had to do."""
    delivery = failed(subscription__subscriber__email=ADDRESS)
    subscriber = delivery.subscriber
    BounceFactory.create(delivery=delivery, subscriber=subscriber, description=f"550 5.1.1 <{ADDRESS}>: gone")
    DigestFactory.create(subscriber=subscriber)
    confirmation = ConfirmationFactory.create(
        subscription=delivery.subscription, state="failed", asked_at=timezone.now()
    )
    endpoint = WebhookEndpointFactory.create(subscriber=subscriber, disabled_at=timezone.now())
    message = endpoint.tests.create(due_at=timezone.now())
    WebhookAttempt.objects.create(endpoint=endpoint, test=message, at=timezone.now(), milliseconds=1, body=ADDRESS)
    # Somebody tries again, and the mail server names the mailbox in its refusals.
    administrator.post(retry_page(delivery))
    administrator.post(reverse("admin:timeline_confirmation_retry", args=[confirmation.pk]))
    post.reply("rcpt", f"421 4.7.0 <{ADDRESS}>: too many connections")
    deliver()
    Subscriber.objects.update(suppressed_at=timezone.now(), suppression_reason=f"550 <{ADDRESS}>: no such user")
    administrator.post(reverse("admin:timeline_subscriber_unsuppress", args=[subscriber.pk]))
    return subscriber


def test_what_outlives_a_subscriber_never_had_the_address(
    administrator: Client, post: SmtpSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="timeline")
    subscriber = known_everywhere(administrator, post)
    assert (MailDomain.objects.get().reason, "421 4.7.0" in caplog.text) == (
        "421 4.7.0 <…>: too many connections",
        True,
    )

    page = reverse("pages:manage", args=[make_token(LinkKind.MANAGE, subscriber.pk, timezone.now())])
    assert Client().post(page, {"action": "erase", "sure": "yes"}).status_code == 200

    assert where_it_is_kept() == []
    ours = [record for record in caplog.records if record.name.startswith(("timeline", "tracker", "django"))]
    assert [record.name for record in ours if ADDRESS in record.getMessage()] == []


def test_an_administrator_who_deletes_a_subscriber_leaves_no_address_behind(
    administrator: Client, post: SmtpSink
) -> None:
    subscriber = known_everywhere(administrator, post)
    assert "timeline.Subscriber" in where_it_is_kept()

    page = reverse("admin:timeline_subscriber_delete", args=[subscriber.pk])
    assert administrator.post(page, {"post": "yes"}).status_code == 302

    assert where_it_is_kept() == []
    assert LogEntry.objects.latest("pk").object_repr == f"… ({subscriber.pk})"
