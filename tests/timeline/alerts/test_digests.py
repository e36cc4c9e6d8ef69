from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from tests.factories import CitationFactory, SourceFactory, SubscriberFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline, follow
from timeline.alerts.catching_up import catch_up
from timeline.alerts.changing import change_clock, change_language, change_wishes
from timeline.alerts.deliver import deliver, deliver_digests
from timeline.alerts.digest_letters import DigestLetters
from timeline.alerts.fanout import fire_due
from timeline.alerts.moments import Clock
from timeline.alerts.outbox import LEASE, claim, end
from timeline.alerts.own_data import erase, export_data
from timeline.alerts.pausing import pause, resume
from timeline.alerts.subscribe import end_digest, end_subscription
from timeline.alerts.sweep import send_waiting, sweep
from timeline.alerts.wishes import wishes_of
from timeline.models import Deadline, Delivery, DeliveryState, Digest, Subscriber, Subscription

pytestmark = pytest.mark.django_db

MIDNIGHT = at(3, 28, 23)
"""An hour before 29 March, a week before the deadlines."""
MORNING = at(3, 29, 8)


def gather(*titles: str, **subscription: object) -> list[Subscription]:
    """One reader follows these deadlines, a week ahead and by a daily digest at eight, and their reminders are gathered."""
    subscriber = SubscriberFactory.create(email="me@readers.example")
    made = [
        follow(
            enter_deadline(title=title, followed=False),
            7,
            **{"cadence": "daily", "digest_hour": 8, "subscriber": subscriber, **subscription},
        )
        for title in titles
    ]
    for each in made:
        catch_up(each, NOW)
    sweep(MIDNIGHT)
    return made


def send(now: datetime) -> None:
    sweep(now)
    send_waiting(clock=lambda: now)


def states() -> list[tuple[str, str]]:
    """Title and state of each delivery."""
    return list(Delivery.objects.order_by("pk").values_list("alert__deadline__title", "state"))


def digests() -> list[tuple[str, datetime]]:
    return list(Digest.objects.order_by("moment", "pk").values_list("state", "moment"))


def text(post: SmtpSink, number: int = -1, kind: str = "plain") -> str:
    part = post.messages[number].message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_what_is_gathered_goes_in_one_mail_at_its_moment(post: SmtpSink) -> None:
    gather("The first", "The second")
    send(MORNING - timedelta(seconds=1))
    assert (post.messages, states()) == ([], [("The first", "gathered"), ("The second", "gathered")])

    send(MORNING)
    send(MORNING)

    [mail] = post.messages
    assert mail.message["Subject"] == "In 7 days: The first – and 1 more"
    assert states() == [("The first", "sent"), ("The second", "sent")]
    assert digests() == [("sent", MORNING)]
    assert set(Delivery.objects.values_list("sent_at", flat=True)) == {MORNING}


def test_a_digest_says_what_is_due_when_and_why_it_comes(post: SmtpSink) -> None:
    first, second = gather("The first", "“<b>Second</b>”")
    send(MORNING)

    plain, html = text(post), text(post, kind="html")
    assert "The first\nDue in 7 days, on 5 April 2025.\n" in plain
    assert (
        "You get this mail because you follow the deadline “The first”; the deadline ““<b>Second</b>””,"
        " and asked to be told once a day."
    ) in " ".join(plain.split())
    assert f"https://longstop.example/deadlines/{second.deadline.slug}/" in plain  # type: ignore[union-attr]
    assert plain.count("https://longstop.example/subscriptions/") == 2
    assert "<b>Second</b>" not in html
    assert "&lt;b&gt;Second&lt;/b&gt;" in html


def test_a_digest_of_one_subscription_looks_like_any_mail_of_it(post: SmtpSink) -> None:
    [mine] = gather("The pause ends")
    send(MORNING)

    [mail] = post.messages
    assert mail.message["Subject"] == "In 7 days: The pause ends"
    assert "/subscriptions/unsubscribe/" in mail.message["List-Unsubscribe"]
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.message["List-Id"] == f"<{mine.deadline.slug}.deadline.longstop.example>"  # type: ignore[union-attr]
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Message-ID"] == f"<{Digest.objects.get().key}@longstop.example>"


def test_a_digest_of_several_can_be_ended_as_a_whole(post: SmtpSink) -> None:
    first, second = gather("The first", "The second")
    other = follow(enter_deadline(), subscriber=first.subscriber)
    send(MORNING)

    [mail] = post.messages
    assert "/subscriptions/digest/" in mail.message["List-Unsubscribe"]
    assert mail.message["List-Id"] == "<daily.digest.longstop.example>"
    end_digest(Digest.objects.get(), at(3, 30))
    assert list(Subscription.objects.filter(subscriber=first.subscriber, ended_at=None)) == [other]


def test_its_dates_come_as_one_calendar(post: SmtpSink) -> None:
    gather("The first", "The second")
    send(MORNING)

    [part] = [part for part in post.messages[0].message.walk() if part.get_content_type() == "text/calendar"]
    calendar = part.get_payload(decode=True)
    assert isinstance(calendar, bytes)
    assert calendar.count(b"BEGIN:VEVENT") == 2
    assert calendar.count(b"BEGIN:VCALENDAR") == 1


def test_what_has_moved_meanwhile_is_dropped_and_told_as_moved(post: SmtpSink) -> None:
    [first, _second] = gather("The first", "The second")
    deadline = first.deadline
    assert deadline is not None
    act(deadline, "extend", at(3, 29, 1), until=date(2025, 6, 19))
    fire_due(at(3, 29, 1))

    send(MORNING)

    assert states() == [("The first", "superseded"), ("The second", "sent"), ("The first", "sent")]
    assert "Now due 19 June 2025. It was due 5 April 2025." in text(post)
    assert "Due in 7 days, on 5 April 2025.\n\nThe second" not in text(post)


def test_moved_twice_before_the_digest_is_one_notice_with_the_last_day(post: SmtpSink) -> None:
    deadline = enter_deadline(title="The pause ends")
    follow(deadline, cadence="weekly", digest_weekday=3, digest_hour=8)
    act(deadline, "extend", at(3, 6), until=date(2025, 6, 19))
    fire_due(at(3, 6))
    act(deadline, "extend", at(3, 7), until=date(2025, 9, 17))
    fire_due(at(3, 7))

    send(at(3, 12, 8))

    mine = [mail for mail in post.messages if "Moved" in str(mail.message["Subject"])]
    assert [mail.message["Subject"] for mail in mine].count("Moved to 17 September 2025: The pause ends") == 2
    assert len(mine) == 2  # with that of the follower who is told at once
    assert "It was due 5 April 2025." in text(post)


def test_a_digest_with_nothing_left_is_not_sent(post: SmtpSink) -> None:
    [mine] = gather("The pause ends", changes=False)
    assert mine.deadline is not None
    act(mine.deadline, "rescind", at(3, 29, 1))

    send(MORNING)

    assert post.messages == []
    assert digests() == [("superseded", MORNING)]


def test_what_falls_between_the_writing_and_the_fence_is_written_anew(post: SmtpSink) -> None:
    first, _second = gather("The first", "The second")
    before = DigestLetters.compose

    def compose(self: DigestLetters, row: Digest, now: datetime) -> object:
        mail = before(self, row, now)
        Deadline.objects.filter(subscriptions=first).update(publication_status="retracted")
        return mail

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DigestLetters, "compose", compose)
        assert deliver_digests(clock=lambda: MORNING) == 1
    assert (post.messages, digests()) == ([], [("pending", MORNING)])
    send(MORNING)

    assert [mail.message["Subject"] for mail in post.messages] == ["In 7 days: The second"]
    assert states() == [("The first", "superseded"), ("The second", "sent")]


def test_an_alert_that_cannot_be_written_fails_alone(post: SmtpSink, caplog: pytest.LogCaptureFixture) -> None:
    first, _second = gather("The first", "The second")
    # A zone that was renamed since.
    type(first.deadline.rule).objects.filter(deadline=first.deadline).update(timezone="Europe/Atlantis")  # type: ignore[union-attr]

    send(MORNING)

    assert states() == [("The first", "failed"), ("The second", "sent")]
    assert [mail.message["Subject"] for mail in post.messages] == ["In 7 days: The second"]


def test_a_passing_failure_is_tried_again_with_the_same_message_id(post: SmtpSink) -> None:
    gather("The first", "The second")
    post.reply("rcpt", "451 4.3.0 Later", times=1)
    send(MORNING)
    assert digests()[0][0] == "pending"
    sweep(MORNING + timedelta(seconds=1))
    assert states() == [("The first", "gathered"), ("The second", "gathered")]

    send(MORNING + timedelta(minutes=2))

    assert states() == [("The first", "sent"), ("The second", "sent")]
    assert len(post.messages) == 1


def test_a_refused_address_ends_what_was_gathered(post: SmtpSink) -> None:
    gather("The first")
    post.reply("rcpt", "550 5.1.1 No such user", times=1)

    send(MORNING)
    sweep(MORNING)

    assert (digests()[0][0], states()) == ("suppressed", [("The first", "suppressed")])
    assert Delivery.objects.get().last_error == "550 5.1.1 No such user"


def test_a_digest_that_failed_for_good_shows_on_each_delivery() -> None:
    gather("The first")
    token, [key] = claim(Digest, now=MORNING, limit=1)
    end(Digest, key, token, state=DeliveryState.FAILED, reason="no")

    sweep(MORNING)

    assert list(Delivery.objects.values_list("state", "last_error")) == [("failed", "no")]


def test_a_worker_that_dies_in_flight_loses_nothing(post: SmtpSink) -> None:
    gather("The first", "The second")
    claim(Digest, now=MORNING, limit=1)
    Digest.objects.update(state="inflight", attempts=1)
    Delivery.objects.update(state="inflight")
    later = MORNING + LEASE

    send(later)

    assert states() == [("The first", "sent"), ("The second", "sent")]
    assert (len(post.messages), digests()) == (1, [("sent", MORNING)])


def test_what_is_gathered_for_a_digest_that_has_gone_goes_with_the_next_one(post: SmtpSink) -> None:
    gather("The first")
    # Fanned out so slowly that the digest left before the commit.
    Digest.objects.update(state="sent")

    sweep(at(3, 29, 8, 1))

    assert digests() == [("sent", MORNING), ("pending", at(3, 30, 8))]
    send(at(3, 30, 8))
    assert states() == [("The first", "sent")]


def test_a_pause_takes_it_out_of_the_digest_and_the_end_of_it_puts_it_back(post: SmtpSink) -> None:
    [mine] = gather("The first")
    pause(mine.subscriber, at(3, 29, 1))
    send(MORNING)
    send(at(3, 30, 8))
    assert (post.messages, states()) == ([], [("The first", "gathered")])

    resume(mine.subscriber, at(3, 30, 9))
    send(at(3, 31, 8))

    assert states() == [("The first", "sent")]
    assert digests() == [("superseded", MORNING), ("sent", at(3, 31, 8))]


def test_what_comes_during_a_pause_waits_for_its_end(post: SmtpSink) -> None:
    deadline = enter_deadline()
    mine = follow(deadline, 7, cadence="daily", digest_hour=8)
    catch_up(mine, NOW)
    pause(mine.subscriber, NOW)
    sweep(MIDNIGHT)
    assert (Delivery.objects.get().state, digests()) == ("gathered", [])

    resume(mine.subscriber, at(4, 4, 20))

    # The next digest would be too late.
    assert list(Delivery.objects.values_list("state", "due_at")) == [("pending", at(4, 4, 20))]


def test_ending_the_subscription_leaves_it_out(post: SmtpSink) -> None:
    first, _second = gather("The first", "The second")

    end_subscription(first, at(3, 29, 1))
    send(MORNING)

    assert states() == [("The first", "superseded"), ("The second", "sent")]


def test_another_subscription_that_asks_for_the_same_takes_it_over() -> None:
    [first] = gather("The first")
    assert first.deadline is not None
    other = Subscription.objects.create(subscriber=first.subscriber, everything=True, confirmed_at=NOW)
    other.lead_times.create(days=7)

    end_subscription(first, at(3, 29, 1))

    # By the habits of the other, which is told at once.
    assert list(Delivery.objects.values_list("subscription", "state", "due_at")) == [
        (other.pk, "pending", at(3, 29, 9))
    ]


def test_another_cadence_hour_or_language_moves_what_waits(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    [mine] = gather("The first")

    change_wishes(mine, replace(wishes_of(mine), digest_hour=10), at(3, 29, 1))
    assert Delivery.objects.get().digest == Digest.objects.get(moment=at(3, 29, 10))
    change_clock(mine.subscriber, Clock("Asia/Kathmandu", 9), at(3, 29, 1))
    assert Delivery.objects.get().digest == Digest.objects.get(moment=at(3, 29, 4, 15))
    change_language(mine.subscriber, "de", at(3, 29, 1))
    assert Delivery.objects.get().digest == Digest.objects.get(moment=at(3, 29, 4, 15), language="de")
    change_wishes(mine, replace(wishes_of(mine), cadence="at-once"), at(3, 29, 1))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.due_at, delivery.digest) == ("pending", at(3, 29, 3, 15), None)


def test_each_subscription_speaks_its_own_language(post: SmtpSink, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    deadline = enter_deadline(title="The pause ends")
    for cadence in ("at-once", "daily"):
        mine = follow(deadline, 7, cadence=cadence, digest_hour=9, language="de", subscriber__language="en")
        catch_up(mine, NOW)
    sweep(MIDNIGHT)

    send(at(3, 29, 9))

    assert [mail.message["Content-Language"] for mail in post.messages] == ["de", "de"]


def test_a_subscriber_is_handed_and_forgets_digests_too() -> None:
    [mine] = gather("The first")

    data = export_data(mine.subscriber)
    assert [(digest["cadence"], digest["moment"], digest["state"]) for digest in data["digests"]] == [
        ("daily", MORNING, "pending")
    ]
    assert [mail["digest"] for mail in data["mails"]] == [Digest.objects.get().pk]
    assert data["subscriptions"][0]["cadence"] == "daily"

    erase(mine.subscriber)
    assert (Digest.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_suppressed_address_gets_no_digest(post: SmtpSink) -> None:
    [mine] = gather("The first")
    Subscriber.objects.filter(pk=mine.subscriber.pk).update(suppressed_at=NOW, suppression_reason="Complaint")

    send(MORNING)
    sweep(MORNING)

    assert (post.messages, digests()[0][0], states()) == ([], "suppressed", [("The first", "suppressed")])


def test_two_digests_of_one_reader_can_be_put_off_together(post: SmtpSink) -> None:
    first, second = gather("The first", "The second")
    change_wishes(second, replace(wishes_of(second), digest_hour=7), at(3, 29, 1))
    post.reply("mail", "421 4.3.2 Going down", times=1)

    deliver(clock=lambda: MORNING)
    send(MORNING + timedelta(minutes=2))

    assert states() == [("The first", "sent"), ("The second", "sent")]
    assert first.subscriber == second.subscriber


def test_a_digest_cites_what_moved_a_deadline(post: SmtpSink) -> None:
    deadline = enter_deadline(title="The pause ends")
    follow(deadline, cadence="daily", digest_hour=8, subscriber__email="me@readers.example")
    event = act(deadline, "extend", at(3, 6), until=date(2025, 6, 19), title="Executive Order 14258")
    CitationFactory.create(event=event, source=SourceFactory.create())
    fire_due(at(3, 6))

    send(at(3, 7, 8))

    assert "What changed it: Executive Order 14258 (6 March 2025)" in text(post)
