"""What a subscription may ask for: kinds, lead times, cadence, language and channel, each checked with a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time

from django.conf import settings

from timeline.models import (
    DEFAULT_HOUR,
    MAX_LEAD_DAYS,
    Cadence,
    Channel,
    LeadTime,
    LeadUnit,
    Subscription,
    SubscriptionKind,
    WebhookEndpoint,
    Weekday,
)

from .leads import Lead

MAX_LEAD_TIMES = 10
DEFAULT_KINDS = (SubscriptionKind.REMINDERS, SubscriptionKind.CHANGES)

LeadTimes = Mapping[Lead, time | None]
"""Lead times, each with the time of day at which its reminder comes; null: at the subscriber's hour."""


@dataclass(frozen=True)
class Wishes:
    """All that one subscription asks for. `language` empty: the subscriber's; `endpoint` null: by e-mail."""

    kinds: Collection[str] = DEFAULT_KINDS
    lead_times: LeadTimes = field(default_factory=dict)
    cadence: str = Cadence.AT_ONCE.value
    digest_hour: int = DEFAULT_HOUR
    digest_weekday: int = Weekday.MONDAY.value
    language: str = ""
    endpoint: WebhookEndpoint | None = None

    def checked(self) -> dict[str, object]:
        """The fields of a subscription that asks for this, lead times aside. Raises ValueError for what is not allowed."""
        offered = [code for code, _name in settings.LANGUAGES]
        if self.cadence not in Cadence.values:
            raise ValueError(f"“{self.cadence}” is no cadence; {', '.join(Cadence.values)} are allowed.")
        if not 0 <= self.digest_hour <= 23:
            raise ValueError(f"The hour {self.digest_hour} was given; 0 to 23 are allowed.")
        if self.digest_weekday not in Weekday.values:
            raise ValueError(f"The weekday {self.digest_weekday} was given; 1 (Monday) to 7 are allowed.")
        if self.language and self.language not in offered:
            raise ValueError(f"“{self.language}” is no language on offer; {', '.join(offered)} are allowed.")
        if self.endpoint is not None and self.cadence != Cadence.AT_ONCE:
            raise ValueError("A webhook is told at once; digests come by e-mail.")
        return {
            **checked_kinds(self.kinds),
            "cadence": self.cadence,
            "digest_hour": self.digest_hour,
            "digest_weekday": self.digest_weekday,
            "language": self.language,
            "channel": Channel.EMAIL if self.endpoint is None else Channel.WEBHOOK,
            "endpoint": self.endpoint,
        }


def wishes_of(subscription: Subscription) -> Wishes:
    """What a subscription asks for at present."""
    rows = subscription.lead_times.values_list("days", "unit", "time")
    return Wishes(
        kinds=[kind for kind in SubscriptionKind.values if getattr(subscription, kind)],
        lead_times={Lead(days, unit): at for days, unit, at in rows},
        cadence=subscription.cadence,
        digest_hour=subscription.digest_hour,
        digest_weekday=subscription.digest_weekday,
        language=subscription.language,
        endpoint=subscription.endpoint,
    )


def checked_lead_times(wanted: LeadTimes | Iterable[int]) -> dict[Lead, time | None]:
    """The lead times, those of the most days first; a bare number is so many days at the subscriber's hour.

    Raises ValueError, with a sentence, for what is not allowed.
    """
    every = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(Lead(days) for days in wanted)
    if len(every) > MAX_LEAD_TIMES:
        raise ValueError(f"{len(every)} lead times were given; at most {MAX_LEAD_TIMES} are allowed.")
    for lead in every:
        if lead.unit not in LeadUnit.values:
            raise ValueError(f"“{lead.unit}” is no unit of lead times; {', '.join(LeadUnit.values)} are allowed.")
        if not 0 <= lead.days <= MAX_LEAD_DAYS:
            raise ValueError(f"A lead time of {lead.days} days was given; 0 to {MAX_LEAD_DAYS} days are allowed.")
    return {lead: every[lead] for lead in sorted(every, reverse=True)}


def checked_kinds(kinds: Collection[str]) -> dict[str, bool]:
    """Each kind and whether it is among `kinds`. Raises ValueError, with a sentence, for none at all and for others."""
    wrong = sorted(set(kinds) - set(SubscriptionKind.values))
    if wrong or not kinds:
        given = f"“{wrong[0]}” was given" if wrong else "No kind was given"
        raise ValueError(f"{given}; one or more of {', '.join(SubscriptionKind.values)} are needed.")
    return {kind: kind in kinds for kind in SubscriptionKind.values}


def write_lead_times(subscription: Subscription, wanted: LeadTimes) -> None:
    """Make the lead times of a subscription these."""
    had = {Lead(each.days, each.unit): each for each in subscription.lead_times.all()}
    for lead, row in had.items():
        if lead not in wanted:
            row.delete()
        elif row.time != wanted[lead]:
            row.time = wanted[lead]
            row.save(update_fields=["time"])
    new = (
        LeadTime(subscription=subscription, days=lead.days, unit=lead.unit, time=at)
        for lead, at in wanted.items()
        if lead not in had
    )
    LeadTime.objects.bulk_create(new, ignore_conflicts=True)
