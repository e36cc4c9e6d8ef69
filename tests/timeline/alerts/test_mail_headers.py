from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar

from tests.factories import (
    JurisdictionFactory,
    RuleFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
)
from tests.timeline.alerts.acts import NOW, act, at, computed, follow
from timeline.alerts.fanout import fire_due
from timeline.alerts.letters import AlertLetters
from timeline.alerts.links import LinkKind, read_token
from timeline.alerts.mail import SUBJECT_LENGTH
from timeline.alerts.wording import one_line
from timeline.models import Deadline, Delivery

from .mails import MORNING, body, parsed, sent, subject, the_pause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


# Headers -----------------------------------------------------------------------------------------


def test_the_headers_let_mail_programs_unsubscribe_and_sort_without_reading() -> None:
    the_pause()

    message = sent("reminder", MORNING)

    delivery = Delivery.objects.get()
    assert {name: str(message[name]) for name in message if name not in {"Content-Type", "Date", "List-Unsubscribe"}} == {
        "MIME-Version": "1.0",
        "Subject": "In 7 days: No enforcement",
        "From": "Longstop <alerts@longstop.example>",
        "Reply-To": "Longstop <alerts@longstop.example>",
        "Feedback-ID": f"{delivery.alert_id}:reminder:alerts:longstop-ddf8b6",
        "To": "reader@readers.example",
        "Message-ID": f"<{delivery.key}@longstop.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "<pause.deadline.longstop.example>",
    }  # fmt: skip
    link = str(message["List-Unsubscribe"]).strip()
    token = re.fullmatch(r"<https://longstop\.example/subscriptions/unsubscribe/([^/]+)/>", link)
    assert token is not None
    assert read_token(LinkKind.UNSUBSCRIBE, token[1], MORNING + timedelta(days=3 * 365)) == delivery.subscription_id
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]


def test_a_title_with_line_breaks_injects_no_header() -> None:
    deadline = the_pause()
    Deadline.objects.filter(pk=deadline.pk).update(title="Sly\r\nBcc: all@victims.example\r\n\r\nBody\x07\x7f")

    message = sent("reminder", MORNING)

    assert message["Bcc"] is None
    assert subject(message) == "In 7 days: Sly Bcc: all@victims.example Body"


def test_a_subject_stays_short_whatever_the_title() -> None:
    deadline = the_pause()
    Deadline.objects.filter(pk=deadline.pk).update(title="long " * 60)

    assert len(subject(sent("reminder", MORNING))) == SUBJECT_LENGTH


def test_one_line_takes_out_what_no_header_may_carry() -> None:
    assert one_line("  a\tb\r\nc\x00d\x7f  e\u2028f ") == "a b c d e f"


# Recipients --------------------------------------------------------------------------------------


def test_what_is_personal_is_filled_in_for_each_recipient() -> None:
    deadline = the_pause()
    timeline = TimelineFactory.create(title="Chips & chatbots", deadlines=[deadline])
    other = SubscriptionFactory.create(deadline=None, timeline=timeline, subscriber=SubscriberFactory.create())
    other.lead_times.create(days=7)
    fire_due(MORNING)
    letters = AlertLetters()

    mails = [
        parsed(letters.compose(delivery, MORNING))
        for delivery in Delivery.objects.select_related(*letters.related).order_by("pk")
    ]

    reasons = [re.findall("because you follow (.*)", body(mail, "plain")) for mail in mails]
    assert reasons == [["the deadline “No enforcement”."], ["the timeline “Chips & chatbots”."]]
    assert "the timeline “Chips &amp; chatbots”." in body(mails[1], "html")
    assert mails[0]["List-Unsubscribe"] != mails[1]["List-Unsubscribe"]
    assert [str(mail["To"]) for mail in mails] == ["reader@readers.example", other.subscriber.email]


def test_a_batch_writes_each_alert_once_for_each_language(django_assert_num_queries: Any) -> None:
    deadline = the_pause()
    for language in ("en", "en", "de"):
        follow(deadline, 7, subscriber__language=language)
    fire_due(MORNING)
    letters = AlertLetters()
    deliveries = list(Delivery.objects.select_related(*letters.related).order_by("pk"))

    letters.compose(deliveries[0], MORNING)
    with django_assert_num_queries(0):
        letters.compose(deliveries[1], MORNING)
        letters.compose(deliveries[2], MORNING)
    assert parsed(letters.compose(deliveries[3], MORNING))["Content-Language"] == "de"


def test_the_explanation_is_in_the_subscribers_language() -> None:
    deadline = the_pause()
    follow(deadline, 30, subscriber__language="de")
    Delivery.objects.all().delete()
    fire_due(at(3, 6, 9))
    letters = AlertLetters()

    message = parsed(letters.compose(Delivery.objects.select_related(*letters.related).get(), at(3, 6, 9)))

    assert "5. April 2025" in body(message, "plain")
    page = BeautifulSoup(body(message, "html"), "html.parser").html
    assert page is not None
    assert page["lang"] == "de"


def test_a_language_that_is_not_on_offer_is_answered_in_that_of_the_service() -> None:
    deadline = the_pause()
    follow(deadline, 30, subscriber__language="tlh")

    assert str(sent("reminder", at(3, 6, 9))["Content-Language"]) == "en"


# Calendar ----------------------------------------------------------------------------------------


def entry(message: EmailMessage, method: str = "PUBLISH") -> Any:
    """The one entry of the mail's calendar."""
    part = next(part for part in message.iter_parts() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == method
    calendar: Any = Calendar.from_ical(part.get_content())
    assert str(calendar["METHOD"]) == method
    [event] = calendar.walk("VEVENT")
    return event


def test_a_reminder_carries_the_deadline_as_a_calendar_entry() -> None:
    the_pause()

    event = entry(sent("reminder", MORNING))

    assert (str(event["UID"]), event["SEQUENCE"], str(event["SUMMARY"])) == (
        "pause@longstop.example",
        1,
        "No enforcement",
    )
    assert (str(event["STATUS"]), str(event["ORGANIZER"])) == ("CONFIRMED", "mailto:alerts@longstop.example")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2025, 4, 5), date(2025, 4, 6))


def test_a_moved_deadline_is_the_same_entry_in_a_later_version() -> None:
    act(the_pause(), "extend", at(3, 2), until=date(2025, 6, 19))

    event = entry(sent("moved", at(3, 2)))

    assert (str(event["UID"]), event["SEQUENCE"], event["DTSTART"].dt) == (
        "pause@longstop.example",
        2,
        date(2025, 6, 19),
    )


def test_a_deadline_that_ends_within_a_day_is_a_moment_in_the_calendar() -> None:
    new_york = JurisdictionFactory.create(timezone="America/New_York")
    deadline = RuleFactory.create(time=time(0, 1), deadline__jurisdiction=new_york).deadline
    follow(deadline, 7)
    computed(deadline, NOW)

    event = entry(sent("reminder", at(4, 3, 9)))

    assert event["DTSTART"].dt == datetime(2025, 4, 5, 4, 1, tzinfo=UTC)
    assert "DTEND" not in event


@pytest.mark.parametrize(("does", "kind"), [("rescind", "ended"), ("void", "ended"), ("suspend", "suspended")])
def test_a_day_that_does_not_hold_any_more_is_cancelled_in_the_calendar(does: str, kind: str) -> None:
    act(the_pause(), does, at(3, 2))

    event = entry(sent(kind, at(3, 2)), "CANCEL")

    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"]), event["DTSTART"].dt) == (
        "pause@longstop.example",
        2,
        "CANCELLED",
        date(2025, 4, 5),
    )


def test_a_notice_without_a_day_has_no_calendar_entry() -> None:
    act(the_pause(), "satisfy", at(3, 2))

    message = sent("satisfied", at(3, 2))

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
