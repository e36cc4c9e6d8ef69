from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.factories import SubscriberFactory
from tests.services.smtp import SmtpSink
from tests.timeline.alerts.acts import NOW, at, enter_deadline, follow
from timeline.alerts.catching_up import catch_up
from timeline.alerts.changing import change_clock
from timeline.alerts.deliver import deliver
from timeline.alerts.fanout import fire_due
from timeline.alerts.moments import Clock, reminder_moment
from timeline.alerts.subscribe import confirm, subscribe
from timeline.alerts.sweep import sweep
from timeline.models import Deadline, Delivery, Subscription

pytestmark = pytest.mark.django_db


def join(deadline: Deadline, *days: int, now: datetime = NOW, **subscriber: object) -> Subscription:
    """A subscription to the deadline that was just confirmed, of a subscriber with this clock."""
    made = follow(deadline, *days, **{f"subscriber__{name}": value for name, value in subscriber.items()})
    catch_up(made, now)
    return made


def due(subscription: Subscription) -> list[datetime]:
    """When the subscription's waiting mails are due."""
    waiting = Delivery.objects.filter(subscription=subscription, state="pending").order_by("due_at")
    return list(waiting.values_list("due_at", flat=True))


@pytest.mark.parametrize(
    ("timezone", "hour", "day", "moment"),
    [
        ("Asia/Kathmandu", 9, date(2025, 4, 5), datetime(2025, 3, 29, 3, 15, tzinfo=UTC)),
        ("Pacific/Kiritimati", 9, date(2025, 4, 5), datetime(2025, 3, 28, 19, tzinfo=UTC)),
        ("America/St_Johns", 9, date(2025, 4, 5), datetime(2025, 3, 29, 11, 30, tzinfo=UTC)),
        # Before and after the clocks go forward on 9 March 2025, and on the day itself.
        ("America/St_Johns", 9, date(2025, 3, 15), datetime(2025, 3, 8, 12, 30, tzinfo=UTC)),
        ("America/St_Johns", 9, date(2025, 3, 16), datetime(2025, 3, 9, 11, 30, tzinfo=UTC)),
        ("America/St_Johns", 9, date(2025, 3, 17), datetime(2025, 3, 10, 11, 30, tzinfo=UTC)),
        # 2:00 to 3:00 does not exist on that day: the hour after the gap.
        ("America/St_Johns", 2, date(2025, 3, 16), datetime(2025, 3, 9, 5, 30, tzinfo=UTC)),
        # 1:00 to 2:00 comes twice on 2 November 2025: the first.
        ("America/St_Johns", 1, date(2025, 11, 9), datetime(2025, 11, 2, 3, 30, tzinfo=UTC)),
        ("Europe/Brussels", 0, date(2025, 4, 6), datetime(2025, 3, 29, 23, tzinfo=UTC)),
    ],
)
def test_a_reminder_comes_once_at_the_hour_of_the_subscribers_own_clock(
    post: SmtpSink, timezone: str, hour: int, day: date, moment: datetime
) -> None:
    now = moment - timedelta(days=3)
    join(enter_deadline(now, stated=day), 7, now=now, timezone=timezone, hour=hour)

    sent = []
    # Once a quarter of an hour, as a sweep would, from a day before to a day after.
    for quarter in range(-4, 5):
        tick = moment + timedelta(minutes=15 * quarter)
        sweep(tick)
        deliver(clock=lambda tick=tick: tick)  # type: ignore[misc]
        sent.append(len(post.messages))

    assert sent == [0, 0, 0, 0, 1, 1, 1, 1, 1]


def test_each_follower_is_reminded_by_the_own_clock_and_who_chose_none_where_the_deadline_is_due() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    early = join(deadline, 7, timezone="Pacific/Kiritimati")
    late = join(deadline, 7, timezone="America/St_Johns", hour=18)
    default = join(deadline, 7)
    sweep(at(3, 28))

    sweep(at(3, 28, 19))

    assert due(early) == [at(3, 28, 19)]
    assert due(default) == [at(3, 29, 9)]
    assert due(late) == [at(3, 29, 20, 30)]


def test_a_reminder_never_waits_until_the_deadline_has_passed() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    far = Clock("Pacific/Honolulu", 23)

    moment = reminder_moment(deadline, date(2025, 4, 5), ZoneInfo(far.timezone), far)

    assert deadline.due_at is not None
    assert moment < deadline.due_at


def test_who_follows_after_the_fan_out_is_still_reminded_at_the_own_hour() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    join(deadline, 7, timezone="Pacific/Kiritimati")
    fire_due(at(3, 28, 19))
    subscribe("reader@readers.example", deadline, [7], language="en", now=at(3, 28, 20))

    mine = confirm(Subscription.objects.get(confirmed_at=None).pk, at(3, 28, 20))

    assert due(mine) == [at(3, 29, 9)]


def test_changing_the_clock_moves_what_waits_and_what_is_to_come() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    mine = join(deadline, 7, 1, timezone="America/St_Johns")
    join(deadline, 7, timezone="Pacific/Kiritimati")
    sweep(at(3, 28))
    fire_due(at(3, 28, 19))
    assert due(mine) == [at(3, 29, 11, 30)]

    change_clock(mine.subscriber, Clock("Asia/Kathmandu", 7), at(3, 28, 20))

    assert due(mine) == [at(3, 29, 1, 15)]
    fire_due(at(4, 4, 1, 15))
    assert due(mine) == [at(3, 29, 1, 15), at(4, 4, 1, 15)]


@pytest.mark.parametrize(
    ("clock", "sentence"),
    [
        (Clock("Europe/Atlantis", 9), "“Europe/Atlantis” is no IANA time zone"),
        (Clock("", 24), "The hour 24 was given; 0 to 23 are allowed."),
        (Clock("", -1), "The hour -1 was given"),
    ],
)
def test_a_clock_that_does_not_exist_is_refused_and_nothing_is_stored(clock: Clock, sentence: str) -> None:
    subscriber = SubscriberFactory.create()

    with pytest.raises(ValueError, match=sentence):
        change_clock(subscriber, clock, NOW)

    subscriber.refresh_from_db()
    assert (subscriber.timezone, subscriber.hour) == ("", 9)


def test_the_database_keeps_an_hour_within_a_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SubscriberFactory.create(hour=24)
