from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings

from tests.factories import EventFactory, SubscriptionFactory, TopicFactory
from tests.timeline.alerts.acts import NOW, act, at, enter_deadline, follow
from timeline.alerts.catching_up import catch_up
from timeline.alerts.fanout import fire_due
from timeline.alerts.placing import Wish, next_digest
from timeline.alerts.sweep import sweep
from timeline.models import Deadline, Delivery, Subscription

pytestmark = pytest.mark.django_db

WEEKLY = {"cadence": "weekly", "digest_weekday": 3, "digest_hour": 8}
"""On Wednesdays; the deadlines are due on Saturday 5 April 2025."""


def places(*subscriptions: Subscription) -> list[tuple[str, datetime]]:
    """State and moment of the deliveries over these subscriptions."""
    found = Delivery.objects.filter(subscription__in=subscriptions).order_by("pk")
    return list(found.values_list("state", "due_at"))


def gathering(deadline: Deadline, *days: int, **subscription: object) -> Subscription:
    made = follow(deadline, *days, **{"cadence": "daily", **subscription})
    catch_up(made, NOW)
    return made


@pytest.mark.parametrize(
    ("timezone", "cadence", "hour", "after", "moment"),
    [
        ("", "daily", 8, at(3, 29, 7), at(3, 29, 8)),
        ("", "daily", 8, at(3, 29, 8), at(3, 30, 8)),
        ("", "weekly", 8, at(3, 29, 7), at(4, 2, 8)),
        ("Asia/Kathmandu", "daily", 8, at(3, 29, 2, 14), at(3, 29, 2, 15)),
        ("Pacific/Kiritimati", "weekly", 8, at(4, 1, 17), at(4, 1, 18)),
        # The clocks go forward between the two.
        ("America/St_Johns", "daily", 8, at(3, 8, 12), at(3, 9, 10, 30)),
        # 2:00 does not exist on that day: the hour after the gap.
        ("America/St_Johns", "daily", 2, at(3, 9, 3, 30), at(3, 9, 5, 30)),
    ],
)
def test_a_digest_comes_at_the_hour_and_on_the_day_that_were_chosen_by_the_own_clock(
    timezone: str, cadence: str, hour: int, after: datetime, moment: datetime
) -> None:
    wish = Wish(timezone, 9, None, cadence, hour, 3, paused=False)

    assert next_digest(wish, after) == moment


def test_who_chose_no_zone_gets_digests_by_the_clock_of_the_service() -> None:
    assert settings.TIME_ZONE == "UTC"
    assert next_digest(Wish("", 9, None, "daily", 23, 1, paused=False), NOW) == at(3, 1, 23)


@pytest.mark.parametrize("hour", [0, 5, 9, 23])
def test_a_reminder_goes_in_the_digest_of_its_own_day_whatever_the_hours(hour: int) -> None:
    mine = gathering(enter_deadline(), 7, digest_hour=hour, subscriber__hour=12)

    sweep(at(3, 28, 23))

    assert places(mine) == [("gathered", at(3, 29, hour))]


@pytest.mark.parametrize(
    ("days", "place"),
    [
        # Wednesday is 2 April.
        (7, ("gathered", at(4, 2, 8))),
        (3, ("gathered", at(4, 2, 8))),
        # The next one is after the deadline.
        (2, ("pending", at(4, 3, 9))),
        (0, ("pending", at(4, 5, 9))),
    ],
)
def test_a_reminder_that_the_next_digest_would_bring_too_late_comes_by_itself(
    days: int, place: tuple[str, datetime]
) -> None:
    mine = gathering(enter_deadline(), days, **WEEKLY)

    for day in (28, 29, 30, 31):
        sweep(at(3, day, 23))
    for day in (1, 2, 3, 4):
        sweep(at(4, day, 23))

    assert places(mine) == [place]


def test_a_digest_on_the_day_itself_is_too_late_unless_that_day_was_asked_for() -> None:
    deadline = enter_deadline()
    day_before = gathering(deadline, 1, digest_weekday=6, digest_hour=8, cadence="weekly")
    same_day = gathering(deadline, 0, digest_weekday=6, digest_hour=8, cadence="weekly")

    sweep(at(4, 3, 23))
    sweep(at(4, 4, 23))

    assert places(day_before) == [("pending", at(4, 4, 9))]
    assert places(same_day) == [("gathered", at(4, 5, 8))]


@pytest.mark.parametrize(
    ("moved", "until", "state"),
    [
        # Far from both days; near the new day; near the old one, which would be acted on in vain.
        (at(3, 10), date(2025, 6, 19), "gathered"),
        (at(3, 10), date(2025, 3, 12), "pending"),
        (at(4, 3), date(2025, 6, 19), "pending"),
    ],
)
def test_a_change_waits_for_a_digest_that_comes_before_both_days(moved: datetime, until: date, state: str) -> None:
    mine = gathering(deadline := enter_deadline(), **WEEKLY)
    act(deadline, "extend", moved, until=until)

    fire_due(moved)

    assert [place for place, _due in places(mine)] == [state]


def test_a_new_event_waits_for_the_digest_however_long() -> None:
    topic = TopicFactory.create()
    mine = SubscriptionFactory.create(deadline=None, topic=topic, new_events=True, **WEEKLY)
    EventFactory.create(date=NOW.date().isoformat(), topics=[topic])

    sweep(NOW)

    assert places(mine) == [("gathered", at(3, 5, 8))]


def test_of_two_subscriptions_that_reach_the_one_told_sooner_tells() -> None:
    topic = TopicFactory.create()
    deadline = enter_deadline(topics=[topic])
    weekly = gathering(deadline, 7, **WEEKLY)
    at_once = SubscriptionFactory.create(deadline=None, topic=topic, subscriber=weekly.subscriber)
    at_once.lead_times.create(days=7)

    sweep(at(3, 29, 9))

    assert (places(weekly), places(at_once)) == ([], [("pending", at(3, 29, 9))])


def test_nobody_is_reminded_over_a_digest_after_the_deadline_wherever_they_live() -> None:
    deadline = enter_deadline(stated=date(2025, 4, 5))
    zones = ["", "Pacific/Kiritimati", "Pacific/Honolulu", "Asia/Kathmandu", "America/St_Johns"]
    made = [
        gathering(
            deadline, 0, 1, 2, 7, subscriber__timezone=zone, cadence=cadence, digest_hour=hour, digest_weekday=day
        )
        for zone in zones
        for cadence, hour, day in [
            ("daily", 0, 1),
            ("daily", 23, 1),
            ("weekly", 0, 6),
            ("weekly", 23, 5),
            ("weekly", 12, 7),
        ]
    ]

    for day in range(27, 32):
        sweep(at(3, day, 9))
        sweep(at(3, day, 21))
    for day in range(1, 6):
        for hour in (1, 5, 9, 13, 17, 21):
            sweep(at(4, day, hour))

    assert deadline.due_at == datetime(2025, 4, 6, tzinfo=UTC)
    late = [due for _state, due in places(*made) if due >= deadline.due_at]
    assert late == []
    assert Delivery.objects.values("subscription").distinct().count() == len(made)
