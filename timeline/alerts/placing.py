"""When each recipient is told: at once, at the hour of their own clock, or in the next digest that comes in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from timeline.models import (
    Alert,
    AlertKind,
    Cadence,
    Delivery,
    DeliveryState,
    LeadTime,
    OutcomeValues,
    Subscription,
)

from .digest_rows import DigestKey, open_digests
from .leads import lead_of
from .moments import Clock, ends_at, first_possible_day, instant, zone_of
from .schedule import Schedule, digest_zone
from .standing import ALERT_RECORDS
from .wording import offered_language

HELD = datetime(9999, 1, 1, tzinfo=UTC)
"""When the mails of a subscriber who paused are due."""


class Wish(NamedTuple):
    """When a subscription wants to be told. `time` is that of the lead time, where it has one of its own."""

    timezone: str
    hour: int
    time: time | None
    cadence: str
    digest_hour: int
    digest_weekday: int
    paused: bool

    @property
    def clock(self) -> Clock:
        if self.time is None:
            return Clock(self.timezone, self.hour)
        return Clock(self.timezone, self.time.hour, self.time.minute)


class Place(NamedTuple):
    """Where a delivery waits: by itself until it is due, or gathered for the digest of that moment."""

    state: DeliveryState
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A subscription as far as a delivery of an alert goes."""

    subscriber: int
    wish: Wish
    language: str
    channel: str
    endpoint: int | None


class Places:
    """The places of the deliveries of one alert that has fired, found once for all who wish the same."""

    def __init__(self, alert: Alert, now: datetime) -> None:
        self._alert = alert
        self._now = now
        self._schedule = Schedule.told_by(alert) if alert.kind == AlertKind.REMINDER else None
        self._found: dict[Wish, Place] = {}

    def of(self, wish: Wish) -> Place:
        """The place for who wishes this."""
        if wish not in self._found:
            self._found[wish] = self._place(wish)
        return self._found[wish]

    def _place(self, wish: Wish) -> Place:
        alone = self._now
        if self._schedule is not None:
            alone = max(self._now, self._schedule.moment(lead_of(self._alert), wish.clock))
        digest = None if wish.cadence == Cadence.AT_ONCE else self._digest(wish)
        state = DeliveryState.PENDING if digest is None else DeliveryState.GATHERED
        return Place(state, HELD if wish.paused else digest or alone)

    def _digest(self, wish: Wish) -> datetime | None:
        """The moment of the digest it waits for; None where that would be too late to be of use."""
        begin = self._now
        if self._schedule is not None:
            day = self._schedule.day(lead_of(self._alert))
            # A digest at the very beginning of the day is one of the day.
            begin = max(begin, instant(day, Clock(hour=0), digest_zone(wish.timezone)) - timedelta(microseconds=1))
        moment = next_digest(wish, begin)
        last = last_use(self._alert, self._now)
        return moment if last is None or moment < last else None


def next_digest(wish: Wish, after: datetime) -> datetime:
    """The first moment (UTC) after `after` at which a subscriber with this wish gets a digest."""
    zone = digest_zone(wish.timezone)
    day: date = after.astimezone(zone).date()
    while True:
        moment = instant(day, Clock(hour=wish.digest_hour), zone)
        if moment > after and (wish.cadence == Cadence.DAILY or day.isoweekday() == wish.digest_weekday):
            return moment
        day += timedelta(days=1)


def last_use(alert: Alert, now: datetime) -> datetime | None:
    """The moment (UTC) before which a reader has to know of an alert; None where any time will do.

    The beginning of the first day on which the deadline can end, or on which its reader has it that it ends: whoever hears
    on the day that it has moved may have acted on it. For a reminder on the day itself it is the end of the deadline.
    """
    if alert.event is not None:
        return None
    zone = zone_of(alert.told_deadline)
    if alert.kind == AlertKind.REMINDER and lead_of(alert).days == 0:
        return ends_at(alert.told_outcome, zone)
    known: list[OutcomeValues] = [each for each in (alert.told_outcome, alert.before) if each is not None]
    moments = []
    for outcome in known:
        day, end = first_possible_day(outcome), ends_at(outcome, zone)
        if day is not None and end is not None and end > now:
            moments.append(min(end, instant(day, Clock(hour=0), zone)))
    return min(moments, default=None)


def deliver_to(alert: Alert, recipients: Iterable[dict[str, Any]], now: datetime) -> None:
    """Make the deliveries of an alert that fired; a recipient who has one already keeps that one.

    `recipients` name a subscription each, as `first`. A reminder waits for the time of the recipient's own clock, what a
    digest takes for the digest, anything for the end of a pause.
    """
    wanted = [recipient["first"] for recipient in recipients]
    told = _told(alert, wanted)
    places = Places(alert, now)
    placed = {key: places.of(told[key].wish) for key in wanted if key in told}
    digests = open_digests({_digest_key(told[key], place) for key, place in placed.items() if _is_in_digest(place)})
    Delivery.objects.bulk_create(
        (
            Delivery(
                alert_id=alert.pk,
                subscriber_id=told[key].subscriber,
                subscription_id=key,
                channel=told[key].channel,
                endpoint_id=told[key].endpoint,
                state=place.state,
                due_at=place.due_at,
                digest_id=digests[_digest_key(told[key], place)] if _is_in_digest(place) else None,
            )
            for key, place in placed.items()
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def deliver_after_all(alert: Alert, recipients: Iterable[dict[str, Any]], now: datetime) -> None:
    """Take up the deliveries of an alert that were withdrawn before they were sent, for those who are to be told it again."""
    withdrawn = Delivery.objects.filter(alert=alert, state=DeliveryState.SUPERSEDED, sent_at=None)
    by_place = {(row.subscriber_id, row.endpoint_id): row.pk for row in withdrawn.only("subscriber", "endpoint")}
    taken_up = []
    for recipient in recipients:
        key = by_place.get((recipient["subscriber_id"], recipient["endpoint_id"]))
        if key is not None:
            values = {"state": DeliveryState.PENDING, "due_at": now, "digest": None, "attempts": 0, "last_error": ""}
            withdrawn.filter(pk=key).update(subscription=recipient["first"], **values)
            taken_up.append(key)
    place_again(Delivery.objects.filter(pk__in=taken_up), now)


def place_again(deliveries: QuerySet[Delivery], now: datetime) -> int:
    """Find new places for deliveries that wait; answers how many it found one for.

    After a change of what their subscribers wish, at the end of a pause, or where a digest left without them.
    """
    waiting = deliveries.filter(state__in=(DeliveryState.PENDING, DeliveryState.GATHERED))
    moved = 0
    for delivery in waiting.select_related(*(f"alert__{record}" for record in ALERT_RECORDS)).order_by("pk"):
        told = _told(delivery.alert, [delivery.subscription_id] if delivery.subscription_id else [])
        for each in told.values():
            place = Places(delivery.alert, now).of(each.wish)
            digest = None
            if _is_in_digest(place):
                key = _digest_key(each, place)
                digest = open_digests({key})[key]
            rows = Delivery.objects.filter(pk=delivery.pk, state=delivery.state)
            moved += rows.update(state=place.state, due_at=place.due_at, digest=digest)
    return moved


def _is_in_digest(place: Place) -> bool:
    # What is held while its reader paused is in no digest yet.
    return place.state == DeliveryState.GATHERED and place.due_at != HELD


def _digest_key(told: Told, place: Place) -> DigestKey:
    return DigestKey(told.subscriber, told.wish.cadence, told.language, place.due_at)


def _told(alert: Alert, subscriptions: list[int]) -> dict[int, Told]:
    """By subscription: how it is told this alert."""
    times: dict[int, time | None] = {}
    if alert.kind == AlertKind.REMINDER:
        lead = lead_of(alert)
        own = LeadTime.objects.filter(
            subscription__in=subscriptions, days=lead.days, unit=lead.unit, time__isnull=False
        )
        times = dict(own.order_by().values_list("subscription_id", "time"))
    rows = Subscription.objects.filter(pk__in=subscriptions).order_by()
    found = {}
    for (
        key,
        subscriber,
        paused,
        timezone,
        hour,
        language,
        cadence,
        at,
        weekday,
        own_language,
        channel,
        endpoint,
    ) in rows.values_list(
        "pk",
        "subscriber_id",
        "subscriber__paused_at",
        "subscriber__timezone",
        "subscriber__hour",
        "subscriber__language",
        "cadence",
        "digest_hour",
        "digest_weekday",
        "language",
        "channel",
        "endpoint_id",
    ):
        wish = Wish(timezone, hour, times.get(key), cadence, at, weekday, paused is not None)
        found[key] = Told(subscriber, wish, offered_language(own_language or language), channel, endpoint)
    return found
