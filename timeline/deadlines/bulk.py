"""Computing deadlines by the thousand: the plain ones cheaply, all others in full."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from timeline.models import Deadline

from .calendars import declared
from .computed import Computed, compute
from .habits import habits_of
from .keys import Keys
from .plain import PlainRun, Row, read_rows

_ROUNDS = 3
"""Links of a chain that leave the chunk and are followed one query each; longer ones are computed in full."""


class Reading(NamedTuple):
    """Of published deadlines, by key: what they hold and what they should hold."""

    stored: dict[int, Row]
    computed: dict[int, Computed]

    def differing(self) -> list[int]:
        """Keys of those that do not hold what they should."""
        return [
            pk
            for pk, computed in self.computed.items()
            if (held := self.stored[pk]).values != computed.values
            or held.review_at != computed.review_at
            or not held.revision
        ]


class Bulk:
    """Computes deadlines as of one instant, chunk after chunk."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._plain = PlainRun(now)

    def read(self, keys: Keys, among: Collection[int] | None = None) -> Reading:
        """Read and compute the published deadlines of those keys, or of those that are `among` some as well.

        The number of queries is the same for any number of deadlines.
        """
        found = read_rows(Deadline.objects.filter(**keys.where()))
        pks = list(found) if among is None else [pk for pk in among if pk in found]
        rows: dict[int, Row | None] = dict(found)
        self._follow(rows)
        self._plain.learn(declared())
        habits = habits_of({row.habits for row in rows.values() if row is not None})
        computed, left = self._plain.compute(pks, rows, habits)
        if left:
            computed |= compute(left, now=self.now)
        return Reading(found, {pk: value for pk, value in computed.items() if pk in found})

    @staticmethod
    def _follow(rows: dict[int, Row | None]) -> None:
        """Add what deadlines are counted from, a few links far."""
        latest = list(rows.values())
        for _ in range(_ROUNDS):
            missing = {row.trigger_deadline for row in latest if row is not None and row.trigger_deadline is not None}
            missing -= rows.keys()
            if not missing:
                return
            found = read_rows(Deadline.objects.filter(**Keys(sorted(missing)).where()))
            latest = [found.get(pk) for pk in missing]
            rows.update(zip(missing, latest, strict=True))
