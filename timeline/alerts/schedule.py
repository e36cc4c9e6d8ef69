"""When the reminders of one deadline come, and what of all that subscribers asked for has to be planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings

from timeline.models import Alert, Cadence, Deadline, LeadTime, OutcomeValues, Subscription

from .business_days import BusinessDays, calendar_of
from .leads import Lead, leads_in_use
from .moments import Clock, first_possible_day, instant, reminder_moment, zone_of

BEFORE_DIGESTS = timedelta(hours=1)
"""How long before the day of a reminder begins it is fanned out where a digest may take it."""


def digest_zone(timezone: str) -> ZoneInfo:
    """The zone of a subscriber's digests: the own one, or else that of the service. A digest is of many deadlines."""
    return ZoneInfo(timezone or settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class InUse:
    """What subscribers with reminders chose: lead times, clocks and, where a digest waits for them, the zones of digests."""

    leads: tuple[Lead, ...]
    clocks: tuple[Clock, ...]
    digest_zones: tuple[ZoneInfo, ...] = ()

    @classmethod
    def read(cls) -> Self:
        """As it is now, in three queries. The default lead times and the default clock are always among it."""
        wanted = Subscription.objects.active().filter(reminders=True).order_by()
        hours = wanted.values_list("subscriber__timezone", "subscriber__hour", "cadence").distinct()
        clocks, zones = {Clock()}, set()
        for timezone, hour, cadence in hours:
            clocks.add(Clock(timezone, hour))
            if cadence != Cadence.AT_ONCE:
                zones.add(digest_zone(timezone).key)
        own = LeadTime.objects.filter(time__isnull=False, subscription__confirmed_at__isnull=False)
        own = own.filter(subscription__ended_at=None, subscription__reminders=True).order_by()
        for timezone, time in own.values_list("subscription__subscriber__timezone", "time").distinct():
            assert time is not None, "asked for above"
            clocks.add(Clock(timezone, time.hour, time.minute))
        return cls(tuple(leads_in_use()), tuple(sorted(clocks)), tuple(ZoneInfo(key) for key in sorted(zones)))


@dataclass(frozen=True, slots=True)
class Schedule:
    """The reminders of one outcome of a deadline, which has a day (`calls_for_reminders`)."""

    outcome: OutcomeValues
    zone: ZoneInfo
    calendar: str
    business_days: BusinessDays

    @classmethod
    def of(cls, deadline: Deadline, outcome: OutcomeValues, business_days: BusinessDays | None = None) -> Self:
        """That of a deadline, loaded with its rule, jurisdiction and policy, by one of its outcomes."""
        return cls(outcome, zone_of(deadline), calendar_of(deadline), business_days or BusinessDays())

    @classmethod
    def told_by(cls, alert: Alert) -> Self:
        """That of the outcome which a reminder tells of."""
        return cls.of(alert.told_deadline, alert.told_outcome)

    def day(self, lead: Lead) -> date:
        """The day of the reminder: of two lead times the shorter is the one with the later day.

        Two that fall on the same day are one reminder to who chose both.
        """
        day = first_possible_day(self.outcome)
        if day is None:
            raise ValueError("an outcome without a day has no reminders")
        if lead.unit == "days":
            return day - timedelta(days=lead.days)
        return self.business_days.before(day, lead.days, self.calendar)

    def order(self, lead: Lead) -> tuple[date, Lead]:
        """By which the shorter of two lead times comes later."""
        return self.day(lead), Lead(-lead.days, lead.unit)

    def moment(self, lead: Lead, clock: Clock) -> datetime:
        """The instant (UTC) at which a subscriber with this clock is reminded."""
        return reminder_moment(self.outcome, self.day(lead), clock.zone(self.zone), clock)

    def fan_out(self, lead: Lead, used: InUse) -> datetime:
        """The instant (UTC) at which the first of all clocks asks for the reminder; the mails of the others wait."""
        day = self.day(lead)
        moments = [reminder_moment(self.outcome, day, clock.zone(self.zone), clock) for clock in used.clocks]
        moments += [instant(day, Clock(hour=0), zone) - BEFORE_DIGESTS for zone in used.digest_zones]
        return min(moments)
