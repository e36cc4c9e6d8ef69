"""Mails to look at, and test mails."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import AlertFactory, EventFactory, UserFactory
from tests.services.patience import HANGS
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, act, enter_deadline
from timeline.alerts.samples import SAMPLE_KINDS
from timeline.models import Alert, AlertKind, Delivery, Subscriber

from .forms import soup

pytestmark = pytest.mark.django_db

MAILS = "/admin/timeline/alert/mails/"


@pytest.fixture
def records() -> None:
    """A deadline that has moved once, and an event."""
    deadline = enter_deadline(title="The <pause> ends", followed=False)
    act(deadline, "extend", NOW, until=date(2025, 6, 19), title="Order 14258")


@pytest.fixture
def person(settings: Settings, smtp_sink: SmtpSink) -> Client:
    """An administrator with an address, and a mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = smtp_sink.host, smtp_sink.port, HANGS
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    client = Client()
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True, email="me@newsroom.example"))
    return client


@pytest.mark.usefixtures("records")
def test_every_kind_is_listed_in_every_language_with_real_data(person: Client) -> None:
    rows = soup(person.get(MAILS)).select("tbody tr")

    assert len(rows) == 2 * len(SAMPLE_KINDS)
    assert all(row.select("a") for row in rows)
    assert "Moved to 19 June 2025: The <pause> ends" in {row.select_one("a").get_text() for row in rows}  # type: ignore[union-attr]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("kind", SAMPLE_KINDS)
def test_a_mail_is_shown_as_text_and_in_a_frame_that_may_run_nothing(person: Client, kind: str) -> None:
    response = person.get(f"{MAILS}{kind}/en/")
    page = soup(response)
    frame = page.select_one("iframe")
    assert frame is not None and frame["sandbox"] == []
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    text = page.select_one("pre")
    assert text is not None and text.get_text().strip()

    html = person.get(str(frame["src"]))

    assert html.status_code == 200
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    policy = {part.strip() for part in html["Content-Security-Policy"].split(";")}
    assert policy == {"default-src 'none'", "style-src 'unsafe-inline'", "frame-ancestors 'self'", "sandbox"}
    assert "<pause>" not in html.content.decode()
    assert (Alert.objects.filter(pk=0).exists(), Delivery.objects.exists(), Subscriber.objects.exists()) == (False,) * 3


def test_the_newest_alert_of_the_kind_is_shown_and_no_draft(person: Client) -> None:
    for title, status in (("Seen", "published"), ("Hidden", "draft")):
        event = EventFactory.create(title=title, publication_status=status)
        Alert.objects.create(kind=AlertKind.NEW_EVENT, event=event, fire_at=NOW)

    page = person.get(f"{MAILS}new-event/en/").content.decode()

    assert "Seen" in page and "Hidden" not in page


def test_an_empty_installation_says_what_is_wanting(person: Client) -> None:
    AlertFactory.create(outcome__deadline__publication_status="draft")

    assert "No deadline is published and computed yet." in person.get(f"{MAILS}reminder/en/").content.decode()
    assert person.get(f"{MAILS}reminder/en/html/").status_code == 404
    assert person.get(MAILS).status_code == 200


@pytest.mark.parametrize("address", ["nonsense/en/", "moved/xx/", "moved/xx/html/"])
def test_what_there_is_none_of_is_not_found(person: Client, address: str) -> None:
    assert person.get(MAILS + address).status_code == 404


@pytest.mark.usefixtures("records")
def test_a_test_mail_goes_to_the_person_and_says_that_it_is_one(person: Client, smtp_sink: SmtpSink) -> None:
    answer = person.post(f"{MAILS}moved/en/test/", follow=True)

    assert "The mail server has accepted the test mail to me@newsroom.example." in answer.content.decode()
    [mail] = smtp_sink.messages
    assert mail.recipients == ("me@newsroom.example",)
    assert str(mail.message["Subject"]) == "[Test] Moved to 19 June 2025: The <pause> ends"
    kinds = [part.get_content_type() for part in mail.message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("records")
def test_a_test_mail_that_is_refused_says_what_the_server_said(person: Client, smtp_sink: SmtpSink) -> None:
    smtp_sink.reply("rcpt", "550 5.1.1 No such user")

    answer = person.post(f"{MAILS}reminder/de/test/", follow=True)

    assert "was not sent: 550 5.1.1 No such user" in answer.content.decode()


@pytest.mark.usefixtures("records")
def test_a_server_that_is_down_is_said_and_no_crash(person: Client, smtp_sink: SmtpSink) -> None:
    smtp_sink.stop()

    answer = person.post(f"{MAILS}reminder/en/test/", follow=True)

    assert "The mail server cannot be reached" in answer.content.decode()


@pytest.mark.usefixtures("records")
def test_a_test_mail_is_sent_by_post_to_somebody_with_an_address(administrator: Client, smtp_sink: SmtpSink) -> None:
    assert administrator.get(f"{MAILS}moved/en/test/").status_code == 405
    answer = administrator.post(f"{MAILS}moved/en/test/", follow=True)

    assert "Your account has no e-mail address" in answer.content.decode()
    assert smtp_sink.messages == []


@pytest.mark.usefixtures("records")
def test_nobody_else_looks_at_mails(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True))
    assert client.get(MAILS).status_code == 403
    assert client.get(f"{MAILS}moved/en/html/").status_code == 403
    assert client.post(f"{MAILS}moved/en/test/").status_code == 403
