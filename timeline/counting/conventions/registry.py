"""All conventions by id. A new one is added to its legal order's file, and the file to this list."""

from __future__ import annotations

from typing import Final

from ..errors import UnknownConvention
from .china import CHINA
from .convention import Convention
from .european_union import EUROPEAN_UNION
from .general import GENERAL
from .germany import GERMANY
from .united_kingdom import UNITED_KINGDOM
from .united_states import UNITED_STATES

_BY_ID: Final[dict[str, Convention]] = {
    convention.id: convention
    for convention in (*GENERAL, *UNITED_STATES, *EUROPEAN_UNION, *GERMANY, *UNITED_KINGDOM, *CHINA)
}


def conventions() -> list[Convention]:
    """Every convention, by legal order."""
    return list(_BY_ID.values())


def get_convention(convention_id: str) -> Convention:
    """The convention with this id. Raises UnknownConvention, naming what is allowed."""
    found = _BY_ID.get(convention_id)
    if found is None:
        raise UnknownConvention(
            f"there is no counting convention {convention_id[:60]!r}; allowed are {', '.join(_BY_ID)}"
        )
    return found
