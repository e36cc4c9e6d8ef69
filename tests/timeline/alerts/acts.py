"""What editors do in these tests: they enter deadlines and events, and a recompute follows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.factories import EffectFactory, EventFactory, LeadTimeFactory, RuleFactory, SubscriptionFactory
from timeline.deadlines.recompute import recompute
from timeline.models import Alert, Deadline, Event, Subscription

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
"""The moment at which most of these tests begin; the deadlines are due on 5 April 2025, five weeks later."""


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant of 2025, UTC."""
    return datetime(2025, month, day, hour, minute, tzinfo=UTC)


def enter_deadline(
    now: datetime = NOW, *, stated: date = date(2025, 4, 5), followed: bool = True, **deadline: Any
) -> Deadline:
    """A published deadline with a stated date, computed; `followed` by somebody who wants no reminders, or by nobody."""
    rule = RuleFactory.create(stated=stated, **{f"deadline__{name}": value for name, value in deadline.items()})
    if followed:
        follow(rule.deadline)
    return computed(rule.deadline, now)


def computed(deadline: Deadline, now: datetime) -> Deadline:
    """The deadline as it is after a recompute."""
    recompute([deadline.pk], now=now)
    deadline.refresh_from_db()
    return deadline


def act(deadline: Deadline, does: str, now: datetime, *, until: date | None = None, **event: Any) -> Event:
    """A published event of the day with an effect on the deadline, and the recompute that follows."""
    happened = EventFactory.create(date=event.pop("date", now.date().isoformat()), **event)
    EffectFactory.create(event=happened, on_deadline=deadline, does=does, until=until)
    computed(deadline, now)
    return happened


def follow(deadline: Deadline, *days: int, **subscription: Any) -> Subscription:
    """A confirmed subscription to the deadline with these lead times."""
    made: Subscription = SubscriptionFactory.create(deadline=deadline, **subscription)
    for day in days:
        LeadTimeFactory.create(subscription=made, days=day)
    return made


def alerts(deadline: Deadline, state: str = "planned") -> list[tuple[str, int | None, datetime]]:
    """Kind, lead time and moment of the deadline's alerts in this state, in order of time."""
    found = Alert.objects.filter(deadline=deadline, state=state).order_by("fire_at", "pk")
    return list(found.values_list("kind", "lead_days", "fire_at"))


def reminders(deadline: Deadline, state: str = "planned") -> dict[int | None, datetime]:
    """Moments of the deadline's reminders in this state, by lead time."""
    return {days: moment for kind, days, moment in alerts(deadline, state) if kind == "reminder"}


def notices(deadline: Deadline, state: str = "planned") -> list[str]:
    """Kinds of the deadline's notices in this state."""
    return [kind for kind, _days, _moment in alerts(deadline, state) if kind != "reminder"]
