"""How fast each recipient domain is written to, and which of them want to be left alone for a while.

Both stand in rows (`MailDomain`) that all workers read and write, each in a transaction of a moment that is over before
anything is sent. The row OWN_MAIL_SERVER stands for the server that everything is handed to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from timeline.models import OWN_MAIL_SERVER, MailDomain

from .refusals import without_addresses

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
"""How long a domain that said it takes no more is left alone: at first, and after it has said so many times in a row."""

FIRST_PAUSE_OF_SERVER = timedelta(seconds=5)
LONGEST_PAUSE_OF_SERVER = timedelta(minutes=5)

TRIAL = timedelta(minutes=1)
"""For so long one worker alone tries a domain whose pause is over."""

STRIKES = 3
"""So many refusals in a row for reasons of policy close a domain; so many domains in a row that take no more, the server."""

_MOST_CLOSINGS = 20
_REASON_LENGTH = 500
_ANSWER = re.compile(r"[245]\d\d ")
_POLICY = re.compile(r"\b4\.7\.\d{1,3}\b")
_TOO_MANY = re.compile(r"too many (?:concurrent |simultaneous )?(?:\w+ )?connections", re.IGNORECASE)


class Limit(NamedTuple):
    """Mails a minute, and at most so many at once; a rate of 0 limits nothing."""

    rate: float
    burst: float


class Held(NamedTuple):
    """Rows that are to wait until a moment, and why."""

    keys: list[int]
    until: datetime
    reason: str


class Closed(NamedTuple):
    """A domain, or OWN_MAIL_SERVER, that is left alone until a moment."""

    domain: str
    until: datetime
    reason: str


def domain_of(address: str) -> str:
    """The domain of a mailbox, in small letters."""
    return address.rpartition("@")[2].rstrip(".").lower()


def limit_of(name: str, row: MailDomain | None = None) -> Limit:
    """What holds for a domain: what its row says, else ALERTS_DOMAIN_LIMITS, else ALERTS_DOMAIN_RATE and _BURST."""
    rate: float
    burst: float
    rate, burst = settings.ALERTS_DOMAIN_LIMITS.get(name, (settings.ALERTS_DOMAIN_RATE, settings.ALERTS_DOMAIN_BURST))
    if row is not None and row.rate is not None:
        # The burst of another rate says nothing about this one.
        rate, burst = row.rate, 0
    if row is not None and row.burst is not None:
        burst = row.burst
    # What was put off goes with a later sweep, which comes about once a minute.
    return Limit(rate, burst or max(rate, 1))


def is_server_closed(now: datetime) -> bool:
    """Whether the mail server is left alone just now."""
    return MailDomain.objects.filter(name=OWN_MAIL_SERVER, closed_until__gt=now).exists()


def open_again(name: str) -> None:
    """Have a domain, or OWN_MAIL_SERVER, written to again, as if it had never asked to be left alone."""
    MailDomain.objects.filter(name=name).update(closed_until=None, closings=0, reason="")


class Gate:
    """What one worker may send where. It keeps which domains it is trying again, and how the last answers were."""

    def __init__(self) -> None:
        self._on_trial: set[str] = set()
        self._strikes: Counter[str] = Counter()
        self._closed_in_a_row = 0

    def may_connect(self, now: datetime) -> bool:
        """Whether the mail server may be asked: not while it is left alone, and by one worker only once that is over."""
        row = MailDomain.objects.filter(name=OWN_MAIL_SERVER, closings__gt=0).first()
        if row is None or row.closed_until is None:
            return True
        if row.closed_until > now:
            return OWN_MAIL_SERVER in self._on_trial
        mine = MailDomain.objects.filter(pk=row.pk, closed_until=row.closed_until)
        if not mine.update(closed_until=now + TRIAL):
            return False
        self._on_trial.add(OWN_MAIL_SERVER)
        return True

    def connected(self) -> None:
        """The mail server took a connection."""
        self._try_is_over(OWN_MAIL_SERVER)

    def unreachable(self, reason: str, now: datetime) -> Closed:
        """The mail server took no connection, so everybody leaves it alone for a while."""
        return self._close(OWN_MAIL_SERVER, reason, now)

    def admit(self, domains: Mapping[int, str], now: datetime) -> list[Held]:
        """Take what the budgets allow of rows given as key → domain, first come, first served; answers who has to wait.

        It costs one statement for a batch in which no domain is closed or limited.
        """
        wanted: dict[str, list[int]] = {}
        for key, domain in domains.items():
            wanted.setdefault(domain, []).append(key)
        names = sorted(wanted)
        concerned = MailDomain.objects.filter(Q(name__in=names), Q(closings__gt=0) | Q(rate__isnull=False))
        limited = [name for name in names if limit_of(name).rate]
        if not limited and not concerned.exists():
            return []
        with transaction.atomic():
            rows = _locked(names)
            unknown = [name for name in limited if name not in rows]
            if unknown:
                MailDomain.objects.bulk_create(
                    [MailDomain(name=name, tokens=limit_of(name).burst, refilled_at=now) for name in unknown],
                    ignore_conflicts=True,
                )
                rows = _locked(names)
            held = [each for name, row in rows.items() for each in self._admit(row, wanted[name], now)]
            changed = [row for row in rows.values() if row.closings or limit_of(row.name, row).rate]
            MailDomain.objects.bulk_update(changed, ["tokens", "refilled_at", "closed_until"])
        return held

    def accepted(self, domain: str) -> None:
        """A mail was accepted, or refused for the mailbox's own sake: the domain takes mail."""
        self._closed_in_a_row = 0
        del self._strikes[domain]
        self._try_is_over(domain)

    def refused(self, domain: str, reason: str, *, closing: bool, now: datetime) -> Closed | None:
        """A mail was refused for now, as `reason` says; `closing` where the server takes no more (421).

        Answers what is closed by that: the domain, the mail server where several domains said so in a row, or nothing.
        """
        if closing or _TOO_MANY.search(reason):
            self._closed_in_a_row += 1
            if self._closed_in_a_row >= STRIKES:
                # Not three receivers at once but the one between us and them.
                self._closed_in_a_row = 0
                return self._close(OWN_MAIL_SERVER, reason, now)
            return self._close(domain, reason, now)
        if not _POLICY.search(reason):
            if _ANSWER.match(reason):
                # About the mailbox or the mail; the domain itself takes mail. A connection that broke says nothing.
                self.accepted(domain)
            return None
        self._strikes[domain] += 1
        if domain in self._on_trial or self._strikes[domain] >= STRIKES:
            return self._close(domain, reason, now)
        return None

    def give_back(self, domains: Iterable[str]) -> None:
        """Return what was taken for rows that were not sent after all, one domain for each of them."""
        for name, number in Counter(domains).items():
            rows = MailDomain.objects.filter(name=name)
            if (row := rows.first()) is not None and limit_of(name, row).rate:
                rows.update(tokens=F("tokens") + number)

    def _admit(self, row: MailDomain, keys: list[int], now: datetime) -> list[Held]:
        if row.closings and row.closed_until is not None:
            if row.closed_until > now and row.name not in self._on_trial:
                return [Held(keys, row.closed_until, _closed_words(row))]
            row.closed_until = now + TRIAL
            self._on_trial.add(row.name)
        limit = limit_of(row.name, row)
        if not limit.rate:
            return []
        seconds = max((now - row.refilled_at).total_seconds(), 0)
        tokens = min(limit.burst, row.tokens + seconds * limit.rate / 60)
        # So that ten tenths of a mail are one.
        taken = min(len(keys), int(tokens + 1e-6))
        row.tokens, row.refilled_at = tokens - taken, max(now, row.refilled_at)
        return _in_turn(keys[taken:], row, limit, now)

    def _close(self, name: str, reason: str, now: datetime) -> Closed:
        MailDomain.objects.bulk_create(
            [MailDomain(name=name, tokens=limit_of(name).burst, refilled_at=now)], ignore_conflicts=True
        )
        with transaction.atomic():
            row = _locked([name])[name]
            standing = row.closed_until is not None and row.closed_until > now and name not in self._on_trial
            if not standing:
                row.closings = min(row.closings + 1, _MOST_CLOSINGS)
                row.closed_until = now + _pause(name, row.closings)
                # It is shown with the mails of others, too.
                row.reason = without_addresses(reason)[:_REASON_LENGTH]
                row.save(update_fields=["closings", "closed_until", "reason"])
        self._on_trial.discard(name)
        del self._strikes[name]
        assert row.closed_until is not None
        return Closed(name, row.closed_until, _closed_words(row))

    def _try_is_over(self, name: str) -> None:
        if name in self._on_trial:
            self._on_trial.discard(name)
            open_again(name)


def _locked(names: list[str]) -> dict[str, MailDomain]:
    # In one order for all workers, so that no two wait for each other.
    rows = MailDomain.objects.filter(name__in=names).order_by("name").select_for_update()
    return {row.name: row for row in rows}


def _pause(name: str, closings: int) -> timedelta:
    ours = name == OWN_MAIL_SERVER
    first, longest = (FIRST_PAUSE_OF_SERVER, LONGEST_PAUSE_OF_SERVER) if ours else (FIRST_PAUSE, LONGEST_PAUSE)
    pause: timedelta = min(first * 2 ** (closings - 1), longest)
    return pause


def _in_turn(keys: list[int], row: MailDomain, limit: Limit, now: datetime) -> list[Held]:
    """Rows beyond the budget, as many together as go at once, each lot when there is room for it."""
    size = max(int(limit.burst), 1)
    reason = _("%(domain)s gets %(rate)g mails a minute, and these are used up.") % {
        "domain": row.name,
        "rate": limit.rate,
    }
    held = []
    for first in range(0, len(keys), size):
        lot = keys[first : first + size]
        wait = (first + len(lot) - row.tokens) * 60 / limit.rate
        held.append(Held(lot, now + timedelta(seconds=max(wait, 1)), reason))
    return held


def _closed_words(row: MailDomain) -> str:
    return _("%(domain)s is left alone for a while: %(reason)s") % {"domain": row, "reason": row.reason}
