"""Every kind of mail in German, with translated titles and no English left."""

from __future__ import annotations

from datetime import date, datetime
from email.message import EmailMessage

import pytest

from tests.catalogue.english import english_left
from tests.factories import (
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    SubscriptionFactory,
    TimelineFactory,
    TranslationFactory,
)
from tests.timeline.alerts.acts import NOW, act, at, computed, enter_deadline, follow
from timeline.alerts.fanout import fire_due
from timeline.alerts.letters import ConfirmationLetters
from timeline.alerts.new_events import plan_new_events
from timeline.alerts.samples import SAMPLE_KINDS, sample
from timeline.alerts.subscribe import subscribe
from timeline.models import Confirmation, Deadline, Delivery, Event, Subscriber

from .mails import MORNING, body, parsed, sent, subject, the_pause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.wording]


@pytest.fixture
def pause() -> Deadline:
    """The pause with a German title, followed by somebody who reads German."""
    deadline = the_pause()
    TranslationFactory.create(deadline=deadline, title="Kein Vollzug")
    TranslationFactory.create(policy=deadline.policy, title="Das Gesetz")
    TranslationFactory.create(event=Event.objects.get(), title="Executive Order 14166 in Worten")
    Subscriber.objects.update(language="de")
    return deadline


def german(message: EmailMessage) -> str:
    """The text of a mail, which is all German, as its HTML is, and links to German pages."""
    assert str(message["Content-Language"]) == "de"
    text, html = body(message, "plain"), body(message, "html")
    assert '<html lang="de">' in html
    # Quotes and titles of sources stay in their own language.
    assert english_left(f"{subject(message)} {text}".replace("for a period of 75 days from today", "")) == []
    assert english_left(html.replace("for a period of 75 days from today", "")) == []
    ours = [word for word in text.split() if word.startswith("https://longstop.example/")]
    assert ours
    assert [address for address in ours if not address.startswith("https://longstop.example/de/")] == []
    return text


def test_a_reminder_in_german(pause: Deadline) -> None:
    message = sent("reminder", MORNING)

    assert subject(message) == "In 7 Tagen: Kein Vollzug"
    text = german(message)
    assert text.startswith("In 7 Tagen fällig, am 5. April 2025.\n\nKein Vollzug\n(Das Gesetz)\n")
    assert "Auslöser ist „Executive Order 14166 in Worten“, 20. Januar 2025." in text
    assert "Sie erhalten diese Mail, weil Sie die Frist „Kein Vollzug“ abonniert haben." in text
    assert str(message["List-Unsubscribe"]).startswith("<https://longstop.example/de/subscriptions/unsubscribe/")


def test_a_notice_of_a_move_in_german(pause: Deadline) -> None:
    act(pause, "extend", at(3, 2), until=date(2025, 6, 19), title="Executive Order 14258", slug="eo")

    message = sent("moved", at(3, 2))

    assert subject(message) == "Verschoben auf 19. Juni 2025: Kein Vollzug"
    text = german(message)
    assert text.startswith("Jetzt fällig: 19. Juni 2025. Bisher fällig: 5. April 2025.\n")
    assert "Was sie geändert hat: Executive Order 14258, auf Englisch (2. März 2025)\n" in text


@pytest.mark.parametrize(
    ("does", "kind", "what", "lead"),
    [
        (
            "suspend",
            "suspended",
            "Ausgesetzt",
            "Der Lauf der Frist ist angehalten. Bisher fällig: 5. April 2025. Es bleiben: 34 Tage.",
        ),
        ("satisfy", "satisfied", "Erledigt", "Was fällig war, ist geschehen. Bisher fällig: 5. April 2025."),
        ("rescind", "ended", "Gilt nicht mehr", "Sie gilt nicht mehr. Bisher fällig: 5. April 2025."),
        ("void", "ended", "Nichtig", "Sie ist nichtig: Sie hat nie gegolten. Bisher fällig: 5. April 2025."),
    ],
)
def test_a_notice_of_what_has_become_of_a_deadline_in_german(
    pause: Deadline, does: str, kind: str, what: str, lead: str
) -> None:
    act(pause, does, at(3, 2))

    message = sent(kind, at(3, 2))

    assert subject(message) == f"{what}: Kein Vollzug"
    assert german(message).splitlines()[0] == lead


def test_a_notice_that_another_deadline_takes_its_place_in_german(pause: Deadline) -> None:
    other = DeadlineFactory.create(title="The new deadline")
    TranslationFactory.create(deadline=other, title="Die neue Frist")
    event = EventFactory.create(date="2025-03-02")
    EffectFactory.create(event=event, on_deadline=pause, does="supersede", until=None, by_deadline=other)
    computed(pause, at(3, 2))

    message = sent("ended", at(3, 2))

    assert subject(message) == "Ersetzt: Kein Vollzug"
    assert german(message).startswith("Eine andere Frist tritt an ihre Stelle: Die neue Frist.")


def test_a_notice_that_a_clock_runs_again_in_german(pause: Deadline) -> None:
    act(pause, "suspend", at(3, 2))
    fire_due(at(3, 2))
    Delivery.objects.update(state="sent")
    act(pause, "resume", at(3, 12), until=date(2025, 4, 20))

    message = sent("resumed", at(3, 12))

    assert subject(message) == "Läuft wieder, fällig 20. April 2025: Kein Vollzug"
    assert german(message).startswith("Die Frist läuft wieder. Fällig: 20. April 2025.")


def test_a_notice_that_a_deadline_has_passed_in_german(pause: Deadline) -> None:
    computed(pause, at(4, 6, 1))

    message = sent("passed", at(4, 6, 1))

    assert subject(message) == "Abgelaufen, 5. April 2025: Kein Vollzug"
    assert german(message).startswith("Fällig war: 5. April 2025. Die Frist ist abgelaufen.")


@pytest.mark.parametrize("kind", SAMPLE_KINDS)
def test_every_kind_of_mail_there_is_can_be_had_in_german(pause: Deadline, kind: str) -> None:
    EventFactory.create(title="Ein Urteil", language="de", date=NOW.date().isoformat())

    german(parsed(sample(kind, "de", "leser@readers.example", NOW)))


def test_a_digest_in_german(pause: Deadline) -> None:
    EventFactory.create(title="Ein Urteil", language="de", date=NOW.date().isoformat())

    message = parsed(sample("digest", "de", "leser@readers.example", NOW))

    text = german(message)
    assert "Kein Vollzug\n" in text
    assert "einmal in der Woche benachrichtigt werden möchten." in " ".join(text.split())


def test_a_new_event_in_german() -> None:
    event = EventFactory.create(title="A ruling", summary="It holds.", date=NOW.date().isoformat(), slug="ruling")
    TranslationFactory.create(event=event, title="Ein Urteil", summary="Es gilt.")
    SubscriptionFactory.create(deadline=None, everything=True, new_events=True, subscriber__language="de")
    plan_new_events(NOW)

    message = sent("new-event", NOW)

    assert subject(message) == "Neu, 1. März 2025: Ein Urteil"
    text = german(message)
    assert text.startswith("Neues Ereignis, 1. März 2025. Es gilt.\n\nEin Urteil\n")
    assert "Sie erhalten diese Mail, weil Sie alles hier Veröffentlichte abonniert haben." in text


def confirmation(now: datetime) -> EmailMessage:
    letters = ConfirmationLetters()
    return parsed(letters.compose(Confirmation.objects.select_related(*letters.related).get(), now))


def test_a_confirmation_in_german() -> None:
    timeline = TimelineFactory.create(title="Chips")
    TranslationFactory.create(timeline=timeline, title="Chips auf Deutsch")
    subscribe("reader@readers.example", timeline, language="de", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "Bitte bestätigen: die Chronik „Chips auf Deutsch“ abonnieren"
    assert german(message).startswith("Jemand, vermutlich Sie, hat auf longstop.example darum gebeten,")


def test_who_follows_already_is_told_in_german() -> None:
    deadline = enter_deadline(title="Die Pause", language="de")
    subscription = follow(deadline, subscriber__language="de")
    subscribe(subscription.subscriber.email, deadline, language="de", now=NOW)

    message = confirmation(NOW)

    assert subject(message) == "Sie haben die Frist „Die Pause“ bereits abonniert"
    german(message)
