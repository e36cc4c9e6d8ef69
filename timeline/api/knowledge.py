"""The days a request is answered for: what was known on one day, as it stood on another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import bad_parameter, shortened

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is asked for: the knowledge of `known_on` about the day `on`.

    `asked` is `known_on` where the request names an earlier day than today, else null: then records that become known
    later are shown too, as planned ones.
    """

    today: date
    known_on: date
    on: date
    now: datetime
    is_earlier: bool
    names_a_day: bool

    @property
    def asked(self) -> date | None:
        """The earlier day that is asked for, null for today."""
        return self.known_on if self.is_earlier else None

    @property
    def instant(self) -> datetime | None:
        """The instant of reading where the day read is today, so that an hour that has gone by counts."""
        return self.now if self.on == self.today else None


def read_day(values: Mapping[str, str], name: str) -> date | None:
    """The day of a query parameter, null where it is missing or empty. Raises a refusal that names it."""
    text = values.get(name, "").strip()
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("%(name)s is “%(value)s”; write a day that exists as year-month-day, such as 2025-03-01.")
        raise bad_parameter(name, sentence % {"name": name, "value": shortened(text)}) from None


def read_knowledge(values: Mapping[str, str]) -> Knowledge:
    """Read `known_on` (default: today) and `on` (default: `known_on`). Raises a refusal for a day that is none.

    `known_on` in the future is refused: nobody knows yet what will be known then.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    known_on, on = read_day(values, "known_on"), read_day(values, "on")
    if known_on is not None and known_on > today:
        sentence = _("known_on is %(value)s, which lies in the future; days up to today, %(today)s, are allowed.")
        raise bad_parameter("known_on", sentence % {"value": known_on.isoformat(), "today": today.isoformat()})
    known = known_on or today
    return Knowledge(
        today=today,
        known_on=known,
        on=on or known,
        now=now,
        is_earlier=known != today,
        names_a_day=known != today or (on is not None and on != today),
    )
