"""factory_boy's declarations, which it leaves untyped, and one for many-to-many relations."""

from __future__ import annotations

from typing import Any

from factory import declarations

_untyped: Any = declarations
LazyAttribute = _untyped.LazyAttribute
SelfAttribute = _untyped.SelfAttribute
PostGeneration = _untyped.PostGeneration
Sequence = _untyped.Sequence
SubFactory = _untyped.SubFactory


def linked(name: str) -> Any:
    """A declaration that adds the records given to the many-to-many relation `name`: `create(topics=[tiktok])`."""

    def add(record: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            getattr(record, name).add(*extracted)

    return PostGeneration(add)
