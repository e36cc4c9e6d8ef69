"""What the tests of this floor share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.services.http_sink import HttpSink
from tests.services.patience import HANGS
from tests.services.smtp import SmtpSink


@pytest.fixture
def post(smtp_sink: SmtpSink, settings: Settings) -> Iterator[SmtpSink]:
    """A mail server that the service sends to, with all the patience of the tests."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = smtp_sink.host
    settings.EMAIL_PORT = smtp_sink.port
    settings.EMAIL_TIMEOUT = HANGS
    settings.SITE_URL = "https://longstop.example"
    settings.DEFAULT_FROM_EMAIL = "Longstop <alerts@longstop.example>"
    yield smtp_sink


@pytest.fixture
def site(settings: Settings) -> None:
    """Where links in mail lead, who sends it, and the languages on offer."""
    settings.SITE_URL = "https://longstop.example"
    settings.DEFAULT_FROM_EMAIL = "Longstop <alerts@longstop.example>"
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


@pytest.fixture
def hooks(settings: Settings) -> Iterator[HttpSink]:
    """A web server of a subscriber on this machine, to which messages may be sent."""
    settings.ALERTS_WEBHOOKS_LOOPBACK = True
    settings.ALERTS_WEBHOOKS_TIMEOUT = HANGS
    settings.SITE_URL = "https://longstop.example"
    with HttpSink() as sink:
        yield sink
