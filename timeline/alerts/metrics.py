"""What a monitor wants to know about alerts, counted from the rows whenever it asks: any process gives the same figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Model, Q

from timeline.deadlines.sweep_runs import SweepName
from timeline.models import (
    OWN_MAIL_SERVER,
    Alert,
    AlertKind,
    AlertState,
    Bounce,
    BounceKind,
    Channel,
    Confirmation,
    Delivery,
    DeliveryState,
    Digest,
    MailDomain,
    RecomputeRequest,
    Subscriber,
    SweepRun,
    WebhookNotice,
)


class Figure(NamedTuple):
    """One gauge: its name without prefix, what it says, the names of its labels, and a value for each of their values."""

    name: str
    words: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]


def figures(now: datetime) -> Iterator[Figure]:
    """Every figure as of `now`; a state in which nothing is has the value 0. Raises django.db.Error."""
    yield _counted("alerts", "Alerts by kind and state; planned ones have not fired yet.", Alert, _ALERTS)
    yield _counted("deliveries", "Deliveries by channel and state.", Delivery, _DELIVERIES)
    yield _counted("digests", "Digests by state.", Digest, _STATES)
    yield _counted("confirmations", "Confirmation mails by state.", Confirmation, _STATES)
    yield _counted("webhook_notices", "Mails about disabled webhook endpoints by state.", WebhookNotice, _STATES)
    yield _lag(now)
    yield _one("recompute_requests", "Deadlines that wait to be computed anew.", RecomputeRequest.objects.count())
    oldest = RecomputeRequest.objects.aggregate(oldest=Min("requested_at"))["oldest"]
    yield _one("recompute_lag_seconds", "How long the oldest of them has waited.", _age(oldest, now))
    yield _sweeps(now)
    yield _counted("bounces", "Mails that came back and complaints, by kind.", Bounce, _BOUNCES)
    suppressed = Subscriber.objects.filter(suppressed_at__isnull=False).count()
    yield _one("suppressed_subscribers", "Addresses that get nothing more.", suppressed)
    closed = MailDomain.objects.filter(closed_until__gt=now)
    domains = closed.exclude(name=OWN_MAIL_SERVER).count()
    yield _one("closed_mail_domains", "Mail domains that are left alone just now.", domains)
    server = closed.filter(name=OWN_MAIL_SERVER).count()
    yield _one("mail_server_closed", "1 while the mail server itself is left alone.", server)


_STATES = {"state": DeliveryState.values}
_ALERTS = {"kind": AlertKind.values, "state": AlertState.values}
_DELIVERIES = {"channel": Channel.values, "state": DeliveryState.values}
_BOUNCES = {"kind": BounceKind.values}


def _counted(name: str, words: str, model: type[Model], labels: Mapping[str, list[str]]) -> Figure:
    found = model._default_manager.order_by().values_list(*labels).annotate(number=Count("pk"))
    values: dict[tuple[str, ...], float] = dict.fromkeys(_combinations(list(labels.values())), 0)
    values.update({tuple(row[:-1]): row[-1] for row in found})
    return Figure(name, words, tuple(labels), values)


def _combinations(values: list[list[str]]) -> Iterable[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for each in values:
        found = [(*before, value) for before in found for value in each]
    return found


def _lag(now: datetime) -> Figure:
    due: dict[str, tuple[type[Model], str, Q]] = {
        "alert": (Alert, "fire_at", Q(state=AlertState.PLANNED)),
        "delivery": (Delivery, "due_at", Q(state=DeliveryState.PENDING, channel=Channel.EMAIL)),
        "webhook": (Delivery, "due_at", Q(state=DeliveryState.PENDING, channel=Channel.WEBHOOK)),
        "digest": (Digest, "due_at", Q(state=DeliveryState.PENDING)),
        "confirmation": (Confirmation, "due_at", Q(state=DeliveryState.PENDING)),
        "webhook_notice": (WebhookNotice, "due_at", Q(state=DeliveryState.PENDING)),
    }
    values: dict[tuple[str, ...], float] = {}
    for name, (model, moment, waiting) in due.items():
        oldest = model._default_manager.filter(waiting).aggregate(oldest=Min(moment))["oldest"]
        values[name,] = _age(oldest, now)
    return Figure("lag_seconds", "How long the oldest row that is due has waited.", ("row",), values)


def _sweeps(now: datetime) -> Figure:
    """The age of each sweep that has ever ended; one that has not is absent, because it has no age."""
    ended: dict[str, Any] = dict(SweepRun.objects.values_list("name", "finished_at"))
    values: dict[tuple[str, ...], float] = {
        (name.value,): _age(ended[name], now) for name in SweepName if name in ended
    }
    return Figure("sweep_age_seconds", "How long ago each sweep came to its end.", ("sweep",), values)


def _one(name: str, words: str, value: float) -> Figure:
    return Figure(name, words, (), {(): value})


def _age(moment: datetime | None, now: datetime) -> float:
    return 0 if moment is None else max((now - moment).total_seconds(), 0)
