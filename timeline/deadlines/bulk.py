"""Computing deadlines by the thousand: the plain ones cheaply, all others in full."""

from __future__ import annotations

from datetime import datetime

from timeline.models import Deadline

from .calendars import declared
from .computed import Computed, Values, compute
from .habits import habits_of
from .keys import Keys
from .plain import PlainRun
from .plain_rows import JURISDICTION, TRIGGER, Row, read_acted_on, read_rows

_ROUNDS = 3
"""Links of a chain that leave the chunk and are followed one query each; longer ones are computed in full."""


class Bulk:
    """Computes deadlines as of one instant, chunk after chunk."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._plain = PlainRun(now)

    def differing(self, keys: Keys, among: list[int] | None = None) -> dict[int, Computed]:
        """What the published deadlines of those keys, or those `among` them, should hold and do not.

        The number of queries is the same for any number of deadlines.
        """
        rows = read_rows(keys)
        acted_on = read_acted_on(keys)
        self._follow(rows, acted_on)
        self._plain.learn(declared(), habits_of({row[JURISDICTION] for row in rows.values()}))
        found, left = self._plain.compute(keys if among is None else among, rows, acted_on)
        if left:
            found |= _differing(Keys(left), self.now)
        return found

    @staticmethod
    def _follow(rows: dict[int, Row], acted_on: set[int]) -> None:
        """Add what deadlines are counted from, a few links far."""
        latest = rows
        for _ in range(_ROUNDS):
            missing = {row[TRIGGER] for row in latest.values() if row[TRIGGER] is not None} - rows.keys()
            if not missing:
                return
            keys = Keys(sorted(missing))
            latest = read_rows(keys)
            rows |= latest
            acted_on |= read_acted_on(keys)


def _differing(keys: Keys, now: datetime) -> dict[int, Computed]:
    """As `Bulk.differing`, in full."""
    found = Deadline.objects.published().filter(**keys.where()).order_by("pk")
    stored = {row[0]: row[1:] for row in found.values_list("pk", "revision", "review_at", *Values._fields)}
    return {
        pk: computed
        for pk, computed in compute(keys.pks, now=now).items()
        if pk in stored and (not stored[pk][0] or stored[pk][1:] != (computed.review_at, *computed.values))
    }
