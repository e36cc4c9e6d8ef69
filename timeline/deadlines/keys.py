"""Keys of deadlines by the thousand, as a query asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys, ascending.

    `unbroken`: there is no other deadline in question between the first and the last, so that a query may ask for the
    range, which costs less than a list of thousands.
    """

    pks: list[int]
    unbroken: bool = False

    def where(self, column: str = "pk") -> dict[str, object]:
        """Arguments of `filter` on a column that holds keys of deadlines."""
        if self.unbroken and self.pks:
            return {f"{column}__gte": self.pks[0], f"{column}__lte": self.pks[-1]}
        return {f"{column}__in": self.pks}

    def halves(self) -> tuple[Keys, Keys]:
        half = len(self.pks) // 2
        return Keys(self.pks[:half], self.unbroken), Keys(self.pks[half:], self.unbroken)

    def __iter__(self) -> Iterator[int]:
        return iter(self.pks)

    def __len__(self) -> int:
        return len(self.pks)
