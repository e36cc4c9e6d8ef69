"""The day a page is read as: today, or as known on an earlier day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .refusals import BadValue, shortened

MAX_STEPS = 200

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Whose knowledge a page shows. `now` is the instant of reading, `asked` an earlier day, or null for today's page."""

    now: datetime
    today: date
    asked: date | None = None

    @property
    def day(self) -> date:
        """The day everything on the page is computed for, and with the knowledge of."""
        return self.asked or self.today

    @property
    def instant(self) -> datetime | None:
        """The instant at which today's page is read: what ended an hour ago is over. An earlier day is read as a whole."""
        return None if self.asked else self.now

    @property
    def keep(self) -> str:
        """What a link to another page ends with, so that the reader stays on that day."""
        return f"?known_on={self.asked.isoformat()}" if self.asked else ""


def steps(days: Sequence[date], last: date) -> list[date]:
    """The days, up to `last`, among which a reader steps: all of them, or where they are more than MAX_STEPS the last of each
    month, or of each year, on which something became known."""
    found = [day for day in days if day <= last]
    for unit in (lambda day: (day.year, day.month), lambda day: (day.year, 0)):
        if len(found) > MAX_STEPS:
            found = list({unit(day): day for day in found}.values())
    return found[-MAX_STEPS:]


def read_known_on(values: Mapping[str, str], now: datetime) -> Knowledge:
    """Read `known_on`, YYYY-MM-DD and not after today; today's own date and an empty value mean today's page.

    Raises BadValue for anything else.
    """
    today = timezone.localdate(now)
    text = values.get("known_on", "").strip()
    if not text:
        return Knowledge(now, today)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        asked = date.fromisoformat(text)
    except ValueError:
        raise BadValue(
            _("“%(value)s” is no day for known_on; write a day that exists as year-month-day, such as 2025-03-01.")
            % {"value": shortened(text)}
        ) from None
    if asked > today:
        raise BadValue(
            _("known_on %(value)s lies in the future; days up to today, %(today)s, are allowed.")
            % {"value": text, "today": today.isoformat()}
        )
    return Knowledge(now, today, None if asked == today else asked)
