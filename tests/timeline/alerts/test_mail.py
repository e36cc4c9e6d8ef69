from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    JurisdictionFactory,
    OutcomeFactory,
    RuleFactory,
)
from tests.timeline.alerts.acts import NOW, act, at, computed, enter_deadline, follow
from timeline.alerts.fanout import fire_due
from timeline.alerts.wording import due_in_words
from timeline.models import Delivery

from .mails import MORNING, body, sent, subject, the_pause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.wording]


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
