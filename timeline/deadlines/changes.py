"""What a recompute tells: outcomes that were appended, each with the one it follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from django.db.models import F

from timeline.models import Deadline, Outcome

from .keys import Keys


@dataclass(frozen=True, slots=True)
class Change:
    """An outcome that was appended, with the one it follows (null: it is the first). The deadline has the new values."""

    deadline: Deadline
    before: Outcome | None
    after: Outcome


class Changes(Sequence[Change]):
    """The changes of one transaction, by ascending key of the deadline.

    They are read when somebody looks at them: whoever needs only some of a million asks for these with `of`.
    """

    def __init__(self, keys: Keys, within: Keys | None = None) -> None:
        """`within`: keys that may be asked for instead, where the few more that it holds cost less than picking."""
        self.keys = keys
        self.within = within or keys
        self._found: list[Change] | None = None

    def of(self, pks: Iterable[int]) -> list[Change]:
        """The changes of some of the deadlines."""
        wanted = set(pks)
        return _read(Keys([pk for pk in self.keys if pk in wanted])) if wanted else []

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Change]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> list[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | list[Change]:
        return self._all()[index]

    def _all(self) -> list[Change]:
        if self._found is None:
            self._found = _read(self.keys, self.within)
        return self._found


def _read(keys: Keys, within: Keys | None = None) -> list[Change]:
    if not keys:
        return []
    asked = within or keys
    deadlines = {deadline.pk: deadline for deadline in Deadline.objects.filter(**asked.where()).order_by("pk")}
    newest: dict[int, dict[int, Outcome]] = {}
    found = Outcome.objects.filter(**asked.where("deadline_id"), revision__gte=F("deadline__revision") - 1)
    for outcome in found.order_by():
        newest.setdefault(outcome.deadline_id, {})[outcome.revision] = outcome
    changes = []
    for pk in keys:
        deadline, outcomes = deadlines[pk], newest[pk]
        after = outcomes[deadline.revision]
        after.deadline = deadline
        changes.append(Change(deadline, outcomes.get(deadline.revision - 1), after))
    return changes
