"""Every kind of mail as bytes, about records whose words are as awkward as a form lets them be."""

from __future__ import annotations

import email
import email.policy
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar

from tests.factories import CitationFactory, PolicyFactory, SourceFactory
from tests.timeline.alerts.acts import NOW, act, enter_deadline
from timeline.alerts.samples import SAMPLE_KINDS, sample
from timeline.alerts.wire import Wire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

AWKWARD = (
    "Straße „§ 5“ 長い題名 <script>alert(1)</script> <img src=https://tracker.example/x.png> & \"'"
    "\r\nBcc: victim@readers.example\r\n\r\n.\r\nFrom here {{ x }} {% y %} =3D =\u2028\u202e " + "ß" * 120
)
QUOTE = (".\n..\nFrom: me\n" + "ß<b>=" * 100)[:500]
ONCE = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Reply-To",
    "Auto-Submitted",
    "Content-Language",
)


@pytest.fixture
def _awkward_records() -> None:
    """A deadline, the order that moved it and their sources."""
    policy = PolicyFactory.create(title=AWKWARD)
    deadline = enter_deadline(title=AWKWARD, followed=False, policy=policy)
    order = act(deadline, "extend", NOW, until=date(2025, 6, 19), title=AWKWARD, summary=AWKWARD)
    source = SourceFactory.create(title=AWKWARD, publisher=AWKWARD[:100], url="https://source.example/?q=%22%3Cx")
    CitationFactory.create(source=source, event=None, deadline=deadline, quote=QUOTE, locator="§ 5\r\nCc: x@y.example")
    CitationFactory.create(source=source, event=order, quote=QUOTE)


def parsed(wire: Wire) -> EmailMessage:
    message = email.message_from_bytes(wire.wire, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.usefixtures("_awkward_records")
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", SAMPLE_KINDS)
def test_a_mail_is_well_formed_whatever_editors_type(kind: str, language: str) -> None:
    wire = sample(kind, language, "reader@readers.example", NOW)

    lines = wire.wire.split(b"\r\n")
    # RFC 5321, 4.5.3.1.6, and RFC 5322, 2.1.1; seven bits, whatever the server on the way can do.
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert wire.wire.isascii()
    message = parsed(wire)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert {name: len(message.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1)
    assert (message["Bcc"], message["Cc"]) == (None, None)
    assert str(message["Content-Language"]) == language
    assert message.get_content_type() == "multipart/alternative"
    assert len(str(message["Subject"])) <= 200

    html = BeautifulSoup(body(message, "html"), "html.parser")
    assert html.select("script, img, link, iframe, object, form, [src], [background], [onclick]") == []
    styles = [str(each.get("style")) for each in html.select("[style]")] + [each.get_text() for each in html("style")]
    assert [style for style in styles if "url(" in style or "@import" in style] == []
    assert body(message, "plain").strip()


@pytest.mark.usefixtures("_awkward_records")
@pytest.mark.parametrize(("kind", "method"), [("reminder", "PUBLISH"), ("moved", "PUBLISH"), ("ended", "CANCEL")])
def test_the_calendar_of_a_mail_has_all_that_its_method_asks_for(kind: str, method: str) -> None:
    message = parsed(sample(kind, "en", "reader@readers.example", NOW))

    part = next(part for part in message.iter_parts() if part.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_content_charset()) == (method, "utf-8")
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    calendar: Any = Calendar.from_ical(raw)
    [entry] = calendar.walk("VEVENT")
    assert (calendar.errors, entry.errors, str(calendar["METHOD"])) == ([], [], method)
    # RFC 5546, 3.2.1 and 3.2.5.
    wanted = ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "STATUS")
    assert [name for name in wanted if name not in entry] == []
    assert "ATTENDEE" not in entry


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
