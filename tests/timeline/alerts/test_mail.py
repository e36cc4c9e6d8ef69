from __future__ import annotations

import email.policy
import re
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from icalendar import Calendar
from pytest_django import Settings

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    PolicyFactory,
    RuleFactory,
    SourceFactory,
    SubscriberFactory,
    SubscriptionFactory,
    TimelineFactory,
)
from tests.timeline.alerts.acts import NOW, act, at, computed, enter_deadline, follow
from timeline.alerts.fanout import fire_due
from timeline.alerts.letters import AlertLetters, ConfirmationLetters
from timeline.alerts.links import LinkKind, read_token
from timeline.alerts.mail import SUBJECT_LENGTH
from timeline.alerts.subscribe import subscribe
from timeline.alerts.wire import Wire
from timeline.alerts.wording import due_in_words, one_line
from timeline.models import AlertKind, Confirmation, Deadline, Delivery, Event, PublicationStatus, Source

pytestmark = pytest.mark.django_db

MORNING = at(3, 29, 9)


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = "https://longstop.example"
    settings.DEFAULT_FROM_EMAIL = "Longstop <alerts@longstop.example>"
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


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


def test_a_reminder_says_what_is_due_when_why_and_from_which_source() -> None:
    the_pause()

    message = sent("reminder", MORNING)

    assert subject(message) == "In 7 days: No enforcement"
    token = re.escape(str(message["List-Unsubscribe"]).strip(" <>"))
    assert re.fullmatch(
        f"""Due in 7 days, on 5 April 2025\\.

No enforcement
\\(The Act\\)
https://longstop\\.example/deadlines/pause/

How the date follows:
(- .*\n)+
Its days:
- Start: 20 January 2025, not counted
- Running: 21 January – 5 April 2025 \\(75 days\\)
- Due: 5 April 2025

Sources:
  “for a period of 75 days from today”
  Federal Register: Order 14166, sec\\. 2\\(a\\)
  https://www\\.example\\.gov/14166

-- ?
You get this mail because you follow the deadline “No enforcement”\\.
Change what you follow, and when you are told: https://longstop\\.example/subscriptions/\\S+/
Unsubscribe: {token}
A computed date is no legal advice\\.
""",
        body(message, "plain"),
    ), body(message, "plain")
    page = BeautifulSoup(body(message, "html"), "html.parser")
    assert [item.text for item in page.select("li")] == re.findall("^- (.*)$", body(message, "plain"), re.MULTILINE)
    links = [link["href"] for link in page.select("a")]
    assert links[:2] == ["https://longstop.example/deadlines/pause/", "https://www.example.gov/14166"]
    assert links[-1] == str(message["List-Unsubscribe"]).strip(" <>")


def test_a_notice_of_a_move_says_from_when_to_when_and_what_moved_it_with_its_quote() -> None:
    order = act(the_pause(), "extend", at(3, 2), until=date(2025, 6, 19), title="Executive Order 14258", slug="eo")
    CitationFactory.create(event=order, quote="is further extended until June 19, 2025", locator="")

    message = sent("moved", at(3, 2))

    assert subject(message) == "Moved to 19 June 2025: No enforcement"
    text = body(message, "plain")
    assert text.startswith("Now due 19 June 2025. It was due 5 April 2025.\n")
    assert "What changed it: Executive Order 14258 (2 March 2025)\nhttps://longstop.example/events/eo/\n" in text
    assert "  “is further extended until June 19, 2025”\n" in text
    assert "is further extended until June 19, 2025" in body(message, "html")


@pytest.mark.parametrize(
    ("does", "kind", "what", "lead"),
    [
        (
            "suspend",
            "suspended",
            "Suspended",
            "The clock has stopped. It was due 5 April 2025. What is left is 34 days.",
        ),
        ("satisfy", "satisfied", "Done", "What was due has happened. It was due 5 April 2025."),
        ("rescind", "ended", "No longer applies", "It no longer applies. It was due 5 April 2025."),
        ("void", "ended", "Void", "It is void: it never applied. It was due 5 April 2025."),
    ],
)
def test_each_notice_says_what_has_become_of_the_deadline(does: str, kind: str, what: str, lead: str) -> None:
    act(the_pause(), does, at(3, 2))

    message = sent(kind, at(3, 2))

    assert subject(message) == f"{what}: No enforcement"
    assert body(message, "plain").splitlines()[0] == lead


def test_a_notice_that_another_deadline_takes_its_place_names_it() -> None:
    deadline = the_pause()
    other = DeadlineFactory.create(title="The new deadline")
    event = EventFactory.create(date="2025-03-02")
    EffectFactory.create(event=event, on_deadline=deadline, does="supersede", until=None, by_deadline=other)
    computed(deadline, at(3, 2))

    message = sent("ended", at(3, 2))

    assert subject(message) == "Replaced: No enforcement"
    assert body(message, "plain").startswith("Another deadline takes its place: The new deadline.")


def test_a_notice_that_a_clock_runs_again_says_until_when() -> None:
    deadline = the_pause()
    act(deadline, "suspend", at(3, 2))
    fire_due(at(3, 2))
    Delivery.objects.update(state="sent")
    act(deadline, "resume", at(3, 12), until=date(2025, 4, 20))

    message = sent("resumed", at(3, 12))

    assert subject(message) == "Running again, due 20 April 2025: No enforcement"
    assert body(message, "plain").startswith("The clock runs again. Due 20 April 2025.")


def test_a_notice_that_a_deadline_has_passed_says_when() -> None:
    computed(the_pause(), at(4, 6, 1))

    assert subject(sent("passed", at(4, 6, 1))) == "Passed on 5 April 2025: No enforcement"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(3, 29, 9), "In 7 days"),
        # Late, after an outage: it says what is true when it is sent.
        (at(3, 31, 9), "In 5 days"),
        (at(4, 4, 9), "Tomorrow"),
        (at(4, 5, 9), "Today"),
    ],
)
def test_the_subject_counts_the_days_that_are_left_when_it_is_sent(now: datetime, words: str) -> None:
    the_pause()

    assert subject(sent("reminder", now)) == f"{words}: No enforcement"


def test_days_are_counted_where_the_deadline_is_due() -> None:
    brussels = JurisdictionFactory.create(timezone="Pacific/Kiritimati")
    follow(enter_deadline(jurisdiction=brussels, title="At the date line"), 7)

    # On Kiritimati it is 9 in the morning of 29 March.
    assert subject(sent("reminder", at(3, 28, 19))) == "In 7 days: At the date line"


def test_an_uncertain_deadline_is_said_to_be_uncertain() -> None:
    trigger = EventFactory.create(date="2025-03", known_from=date(2025, 3, 1))
    deadline = CountedRuleFactory.create(trigger_event=trigger, deadline__title="Rough").deadline
    follow(deadline, 7)
    computed(deadline, NOW)

    message = sent("reminder", at(5, 8, 9))

    assert subject(message) == "In 7 days at the earliest: Rough"
    assert body(message, "plain").startswith("Due in 7 days at the earliest, between 15 May 2025 and 14 June 2025.")


def test_a_deadline_that_ends_within_a_day_says_the_hour_and_the_zone() -> None:
    new_york = JurisdictionFactory.create(timezone="America/New_York")
    rule = RuleFactory.create(time=time(0, 1), deadline__jurisdiction=new_york)
    deadline = computed(rule.deadline, NOW)

    assert due_in_words(deadline, ZoneInfo("America/New_York")) == "5 April 2025, 00:01 (America/New York)"
    assert due_in_words(OutcomeFactory.build(deadline=None), ZoneInfo("UTC")) == "5 April 2025"


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
        "Feedback-ID": f"{delivery.alert_id}:reminder:alerts:longstop.example",
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


# What is typed stays text, and what is private stays private --------------------------------------


def test_what_editors_type_is_escaped_in_html_and_plain_in_text() -> None:
    deadline = the_pause()
    Deadline.objects.filter(pk=deadline.pk).update(title="<script>alert(1)</script> & Co")
    Source.objects.update(title="<img src=x onerror=1>")

    message = sent("reminder", MORNING)

    page = BeautifulSoup(body(message, "html"), "html.parser")
    assert page.find_all(["script", "img"]) == []
    assert "<script>alert(1)</script> & Co" in body(message, "plain")
    assert "&amp;" not in body(message, "plain")


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    the_pause()
    Source.objects.update(url="javascript:alert(1)")

    message = sent("reminder", MORNING)

    assert "javascript" not in body(message, "html") + body(message, "plain")


def test_html_carries_its_style_and_fetches_nothing() -> None:
    order = act(the_pause(), "extend", at(3, 2), until=date(2025, 6, 19))
    CitationFactory.create(event=order)

    page = BeautifulSoup(body(sent("moved", at(3, 2)), "html"), "html.parser")

    assert page.find_all(["img", "link", "script", "iframe", "object", "svg", "video"]) == []
    assert "url(" not in str(page)
    assert "@import" not in str(page)
    heading = page.find("h1")
    assert heading is not None
    assert "font-size" in heading["style"]


@pytest.mark.parametrize("status", [PublicationStatus.DRAFT, PublicationStatus.RETRACTED])
def test_nothing_that_readers_cannot_see_is_in_a_mail(status: PublicationStatus) -> None:
    deadline = the_pause()
    order = act(deadline, "extend", at(3, 2), until=date(2025, 6, 19), title="Secret order")
    CitationFactory.create(event=order, source__title="Secret source")
    # The order stays in force by another event, so that the mail itself still holds.
    Event.objects.filter(pk=order.pk).update(publication_status=status)
    Source.objects.filter(title="Order 14166").update(publication_status=status, title="Secret source")
    policy = deadline.policy
    assert policy is not None
    type(policy).objects.update(publication_status=status, title="Secret act")

    message = sent("moved", at(3, 2))

    assert "Secret" not in message.as_string()


def test_what_becomes_known_tomorrow_is_not_in_todays_mail() -> None:
    deadline = the_pause()
    announced = EventFactory.create(date="2025-03-30", title="Tomorrow's order")
    EffectFactory.create(event=announced, on_deadline=deadline, until=date(2025, 6, 19))

    assert "Tomorrow's order" not in body(sent("reminder", MORNING), "plain")


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


# Confirmation ------------------------------------------------------------------------------------


def confirmation(now: datetime) -> EmailMessage:
    letters = ConfirmationLetters()
    return parsed(letters.compose(Confirmation.objects.select_related(*letters.related).get(), now))


def test_a_confirmation_says_who_asked_for_what_and_links_to_a_page() -> None:
    subscribe("reader@readers.example", TimelineFactory.create(title="Chips"), language="en", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "Please confirm: follow the timeline “Chips”"
    assert message["List-Unsubscribe"] is None
    assert str(message["Auto-Submitted"]) == "auto-generated"
    text = body(message, "plain")
    assert text.startswith("Somebody, probably you, asked on longstop.example that this address be told about the")
    [token] = re.findall(r"https://longstop\.example/subscriptions/confirm/(\S+)/\n", text)
    asked = Confirmation.objects.get()
    assert read_token(LinkKind.CONFIRM, token, NOW) == asked.subscription_id
    assert str(message["Message-ID"]) == f"<{asked.key}@longstop.example>"
    assert f"/subscriptions/confirm/{token}/" in body(message, "html")


def test_who_follows_already_gets_a_way_to_manage_and_nothing_to_confirm() -> None:
    deadline = enter_deadline(title="The pause")
    subscription = follow(deadline)
    subscribe(subscription.subscriber.email, deadline, language="en", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "You follow the deadline “The pause” already"
    [token] = re.findall(r"https://longstop\.example/subscriptions/(\S+)/\n", body(message, "plain"))
    assert read_token(LinkKind.MANAGE, token, NOW) == subscription.subscriber_id


def test_every_kind_of_alert_has_its_templates() -> None:

    for kind in AlertKind:
        for part in ("subject.txt", "body.txt", "body.html"):
            get_template(f"mail/{kind}-{part}")


# Calendar ----------------------------------------------------------------------------------------


def entry(message: EmailMessage) -> Any:
    """The one entry of the mail's calendar."""
    part = next(part for part in message.iter_parts() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    calendar: Any = Calendar.from_ical(part.get_content())
    assert str(calendar["METHOD"]) == "PUBLISH"
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


def test_a_notice_without_a_day_has_no_calendar_entry() -> None:
    act(the_pause(), "rescind", at(3, 2))

    message = sent("ended", at(3, 2))

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
