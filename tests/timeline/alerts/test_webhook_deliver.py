from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import standardwebhooks
from django.utils import timezone
from pytest_django import Settings

from tests.factories.webhooks import SECRET
from tests.services.http_sink import Behaviour, HttpSink, answer, drop, hang
from tests.services.patience import HANGS
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import act, at, enter_deadline
from timeline.alerts import outbox
from timeline.alerts.deliver import deliver
from timeline.alerts.fanout import fire_due
from timeline.alerts.subscribe import end_subscription
from timeline.alerts.webhook_deliver import deliver_webhooks
from timeline.alerts.webhook_endpoints import ask_for_test
from timeline.models import Alert, Delivery, WebhookAttempt, WebhookEndpoint, WebhookNotice, WebhookTest

from .hooks import attempts, due_at, followed_by, said
from .waiting import MORNING, clock, due

pytestmark = pytest.mark.django_db


def test_a_message_is_signed_so_that_the_receivers_library_accepts_it(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    # The receiver refuses messages that are not of the last five minutes.
    now = timezone.now()
    Delivery.objects.update(due_at=now)
    Alert.objects.update(fire_at=now)
    delivery.alert.told_outcome.__class__.objects.update(due_at=now + timedelta(days=1))

    deliver_webhooks()

    [posted] = hooks.posted
    verified = standardwebhooks.Webhook(SECRET).verify(posted.body, posted.headers)
    assert (verified["type"], verified["data"]["deadline"]["title"]) == ("deadline.reminder", "The pause ends")
    assert posted.headers["webhook-id"] == str(delivery.key)
    assert posted.headers["content-type"] == "application/json"


def test_a_message_that_was_taken_is_marked_and_kept_in_the_log(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    hooks.then(answer(200, "Thanks"))

    assert deliver_webhooks(clock=clock) is False

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sent_at, delivery.attempts, delivery.token) == ("sent", MORNING, 1, None)
    attempt = WebhookAttempt.objects.get()
    assert (attempt.endpoint, attempt.delivery, attempt.at) == (delivery.endpoint, delivery, MORNING)
    assert (attempt.status, attempt.body, attempt.error) == (200, "Thanks", "")
    assert deliver_webhooks(clock=clock) is False
    assert len(hooks.posted) == 1


def test_mail_and_webhooks_are_not_taken_for_each_other(hooks: HttpSink, post: SmtpSink) -> None:
    [follower] = due()
    due_at(hooks)

    deliver(clock=clock)
    assert ([received.recipients for received in post.messages], hooks.posted) == ([(follower.subscriber.email,)], [])

    deliver_webhooks(clock=clock)
    assert (len(post.messages), len(hooks.posted)) == (1, 1)


@pytest.mark.parametrize(
    ("behaviour", "status", "error"),
    [
        (answer(500, "oops"), 500, "The endpoint answered 500."),
        (answer(404), 404, "The endpoint answered 404."),
        (answer(302, Location="http://127.0.0.1:1/"), 302, "The endpoint answered 302; redirects are not followed."),
        (drop, None, "The connection failed: Remote end closed connection without response."),
        (hang(), None, "There was no whole answer within 2 seconds."),
    ],
)
def test_a_failure_is_tried_again_with_the_same_id(
    hooks: HttpSink, settings: Settings, behaviour: Behaviour, status: int | None, error: str
) -> None:
    if "within 2 seconds" in error:
        settings.ALERTS_WEBHOOKS_TIMEOUT = 2
    [delivery] = due_at(hooks)
    hooks.then(behaviour)
    deliver_webhooks(clock=clock)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("pending", 1, error)
    assert timedelta(seconds=5) <= delivery.due_at - MORNING <= timedelta(seconds=6)
    assert WebhookEndpoint.objects.get().failing_since == MORNING

    settings.ALERTS_WEBHOOKS_TIMEOUT = HANGS
    deliver_webhooks(clock=lambda: delivery.due_at)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 2, "")
    assert attempts() == [(status, error), (204, "")]
    assert WebhookEndpoint.objects.get().failing_since is None
    assert {posted.headers["webhook-id"] for posted in hooks.posted} == {str(delivery.key)}


def in_turn(number: int = 30) -> datetime:
    """Send as time goes by, each time when the next message is due; the moment of the last try."""
    now = MORNING
    for _each in range(number):
        waiting = Delivery.objects.filter(channel="webhook", state="pending").order_by("due_at").first()
        if waiting is None:
            break
        now = max(now, waiting.due_at)
        deliver_webhooks(clock=lambda now=now: now)  # type: ignore[misc]
    return now


def test_an_endpoint_that_takes_nothing_for_three_days_is_disabled_and_its_owner_told(
    hooks: HttpSink, post: SmtpSink
) -> None:
    [delivery] = due_at(hooks)
    hooks.usually = answer(500)

    end = in_turn()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(hooks.posted)) == ("failed", 10, 10)
    assert timedelta(hours=75) < end - MORNING < timedelta(hours=84)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.disabled_at, endpoint.disabled_reason) == (
        end,
        "It took no message for 3 days. The last time: The endpoint answered 500.",
    )
    assert WebhookNotice.objects.get().endpoint == endpoint
    deliver(clock=lambda: end)
    [received] = post.messages
    assert received.recipients == (endpoint.subscriber.email,)


def test_an_endpoint_that_is_gone_is_disabled_at_once_with_all_that_waits_for_it(hooks: HttpSink) -> None:
    deadline = enter_deadline(title="The pause ends")
    followed_by(hooks, deadline=deadline)
    other = enter_deadline(title="Another ends")
    followed = deadline.subscriptions.get(channel="webhook")
    followed.pk, followed.deadline = None, other
    followed.save()
    followed.lead_times.create(days=30)
    fire_due(MORNING)
    hooks.then(answer(410))

    deliver_webhooks(clock=clock)

    assert len(hooks.posted) == 1
    gone = "410 Gone: the endpoint wants no messages any more."
    assert sorted(Delivery.objects.values_list("state", "last_error")) == [
        ("failed", gone),
        ("suppressed", f"The endpoint is disabled: {gone}"),
    ]
    assert WebhookEndpoint.objects.get().disabled_reason == gone


def test_an_endpoint_that_asks_for_time_gets_it_for_all_its_messages(hooks: HttpSink) -> None:
    first, second = several(hooks, 2)
    hooks.then(answer(429, Retry_After="3600"))

    deliver_webhooks(clock=clock)

    first.refresh_from_db()
    second.refresh_from_db()
    assert [(each.state, each.attempts, each.due_at) for each in (first, second)] == [
        ("pending", 1, MORNING + timedelta(hours=1)),
        ("pending", 0, MORNING + timedelta(hours=1)),
    ]
    assert len(hooks.posted) == 1


def several(sink: HttpSink, number: int) -> list[Delivery]:
    """So many reminders, of as many deadlines, that wait for one server."""
    [subscription] = followed_by(sink)
    for each in range(number - 1):
        subscription.pk, subscription.deadline = None, enter_deadline(title=f"Another ends {each}")
        subscription.save()
        subscription.lead_times.create(days=30)
    fire_due(MORNING)
    return list(Delivery.objects.filter(channel="webhook").order_by("due_at", "pk"))


def test_an_endpoint_that_hangs_costs_one_try_and_delays_no_other_endpoint(hooks: HttpSink, settings: Settings) -> None:
    settings.ALERTS_WEBHOOKS_TIMEOUT = 5
    with HttpSink() as sound:
        several(hooks, 3)
        hooks.usually = hang()
        followed_by(sound, deadline=enter_deadline(title="Elsewhere"))
        fire_due(MORNING)

        deliver_webhooks(clock=clock)

        assert (len(hooks.posted), len(sound.posted)) == (1, 1)
        # Both were on their way at the same time: the one did not wait for the other to be given up.
        assert sound.posted[0].at - hooks.posted[0].at < settings.ALERTS_WEBHOOKS_TIMEOUT
    waiting = Delivery.objects.filter(endpoint__url=hooks.url)
    assert sorted(waiting.values_list("state", "attempts")) == [("pending", 0), ("pending", 0), ("pending", 1)]
    assert min(waiting.filter(attempts=0).values_list("due_at", flat=True)) == MORNING + timedelta(seconds=30)


def test_messages_to_one_endpoint_go_one_after_the_other_in_order(hooks: HttpSink) -> None:
    deliveries = several(hooks, 4)

    deliver_webhooks(clock=clock)

    assert [posted.headers["webhook-id"] for posted in hooks.posted] == [str(each.key) for each in deliveries]


def test_what_does_not_hold_any_more_is_not_sent(hooks: HttpSink) -> None:
    deadline = enter_deadline(title="The pause ends")
    followed_by(hooks, deadline=deadline)
    fire_due(MORNING)
    end_subscription(deadline.subscriptions.get(channel="webhook"), MORNING)

    deliver_webhooks(clock=clock)

    assert (hooks.posted, attempts()) == ([], [])


def test_a_deadline_that_moves_between_claim_and_sending_reminds_nobody(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    claim = outbox.claim(Delivery, now=MORNING, limit=1)
    act(delivery.alert.told_deadline, "extend", at(3, 6, 10), until=at(6, 19).date())
    outbox.recover(Delivery, now=MORNING + timedelta(hours=1))

    deliver_webhooks(clock=lambda: at(3, 6, 11))

    assert claim.keys == [delivery.pk]
    delivery.refresh_from_db()
    assert delivery.state == "superseded"
    assert "deadline.reminder" not in {said(posted)["type"] for posted in hooks.posted}


def test_an_endpoint_disabled_after_the_claim_gets_nothing(hooks: HttpSink) -> None:
    due_at(hooks)
    WebhookEndpoint.objects.update(disabled_at=MORNING, disabled_reason="It is repaired.")

    deliver_webhooks(clock=clock)

    assert hooks.posted == []
    assert Delivery.objects.values_list("state", "last_error").get() == (
        "suppressed",
        "The endpoint is disabled: It is repaired.",
    )


def test_an_address_that_is_not_allowed_any_more_fails_at_once(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)
    WebhookEndpoint.objects.update(url="http://intranet.example.org/")

    deliver_webhooks(clock=clock)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (
        "failed",
        "The message could not be written: ValueError: The address begins with http://; only https:// is allowed.",
    )


def test_a_private_address_gets_nothing_whatever_it_is_called(hooks: HttpSink, settings: object) -> None:
    [delivery] = due_at(hooks)
    WebhookEndpoint.objects.update(url=f"https://localhost.localdomain.example.invalid:8443/{hooks.port}")

    deliver_webhooks(clock=clock)

    delivery.refresh_from_db()
    assert (delivery.state, hooks.posted) == ("pending", [])
    assert delivery.last_error.startswith("The name localhost.localdomain.example.invalid cannot be resolved: ")


def test_a_receiver_that_was_erased_while_it_answered_leaves_no_trace(hooks: HttpSink) -> None:
    [delivery] = due_at(hooks)

    def erase(*arguments: object, **options: object) -> object:
        raise AssertionError("it runs in another thread and must not touch the database")

    hooks.then(lambda handler: handler.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert deliver_webhooks(clock=clock) is False
    delivery.subscriber.delete()

    assert (WebhookAttempt.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_test_message_is_sent_once_also_to_a_disabled_endpoint(hooks: HttpSink) -> None:
    [subscription] = followed_by(hooks)
    endpoint = subscription.endpoint
    assert endpoint is not None
    WebhookEndpoint.objects.update(disabled_at=MORNING, disabled_reason="It is repaired.")
    message = ask_for_test(endpoint, MORNING)
    hooks.then(answer(500, "not yet"))

    deliver_webhooks(clock=clock)

    [posted] = hooks.posted
    assert said(posted)["type"] == "webhook.test"
    assert posted.headers["webhook-id"] == str(message.key)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("failed", "The endpoint answered 500.")
    assert WebhookAttempt.objects.get().test == message
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None

    ask_for_test(endpoint, MORNING)
    deliver_webhooks(clock=clock)
    assert WebhookTest.objects.filter(state="sent").count() == 1
