"""The date a deadline had before the one it has."""

from __future__ import annotations

from datetime import date

from timeline.models import Deadline
from timeline.pages.known_on import Knowledge


def previous_day(record: Deadline, current: date | None, knowledge: Knowledge) -> date | None:
    """The due day of the last outcome that had another one; None where it never moved. One query."""
    if current is None:
        return None
    earlier = record.outcomes.filter(due__isnull=False).exclude(due=current)
    if knowledge.asked:
        earlier = earlier.filter(known_on__lte=knowledge.asked)
    found: date | None = earlier.order_by("-revision").values_list("due", flat=True).first()
    return found
