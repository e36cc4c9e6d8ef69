"""What may be kept between requests: a view says so itself, and whatever says nothing is never kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Protocol, TypeVar

KEPT = "is_kept"
UNTIL = "kept_until"


class _Answer(Protocol):
    @property
    def status_code(self) -> int: ...


Answer = TypeVar("Answer", bound=_Answer)


def kept(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Declare that the answers with status 200 of a view are made of published records alone and are the same for everybody.

    They may differ only by the address, the edition, the UTC day and the moments at which deadlines pass; a view whose
    answer changes sooner calls `keep_until`.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Answer:
        response = view(*args, **kwargs)
        if response.status_code == 200:
            setattr(response, KEPT, True)
        return response

    setattr(answer, KEPT, True)
    return answer


def keep_until(response: object, moment: datetime) -> None:
    """Let an answer be kept no longer than to `moment` (aware)."""
    setattr(response, UNTIL, moment)


def is_kept(view_or_response: object) -> bool:
    """Whether a view, or one of its answers, may be kept."""
    return getattr(view_or_response, KEPT, False) is True


def kept_until(response: object) -> datetime | None:
    """The moment that `keep_until` gave."""
    found: datetime | None = getattr(response, UNTIL, None)
    return found
