"""Keys of deadlines by the thousand, as a query asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

_FEW = 100
"""So many keys are cheap as parameters of their own."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys, ascending.

    `unbroken`: there is no other deadline in question between the first and the last, so that a query may ask for the
    range, which costs less than a list of thousands; such a list is one parameter.
    """

    pks: list[int]
    unbroken: bool = False

    def where(self, column: str = "pk") -> dict[str, object]:
        """Arguments of `filter` on a column that holds keys of deadlines."""
        if self.unbroken and self.pks:
            return {f"{column}__gte": self.pks[0], f"{column}__lte": self.pks[-1]}
        if len(self.pks) <= _FEW:
            return {f"{column}__in": self.pks}
        keys = ", ".join(map(str, self.pks))
        if connection.vendor == "postgresql":
            return {f"{column}__in": RawSQL("SELECT unnest(%s::bigint[])", [f"{{{keys}}}"])}
        return {f"{column}__in": RawSQL("SELECT value FROM json_each(%s)", [f"[{keys}]"])}

    def halves(self) -> tuple[Keys, Keys]:
        half = len(self.pks) // 2
        return Keys(self.pks[:half], self.unbroken), Keys(self.pks[half:], self.unbroken)

    def __iter__(self) -> Iterator[int]:
        return iter(self.pks)

    def __len__(self) -> int:
        return len(self.pks)
