"""How many people would get a mail about changes that nobody has saved yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from timeline.alerts.followers import subscriptions_reaching
from timeline.alerts.notices import notice_kind
from timeline.counting import DeadlineOutcome
from timeline.deadlines.whatif import Difference
from timeline.models import DeadlineState, Outcome, OutcomeCause

_TOGETHER = 100
"""How many deadlines one statement asks about; SQLite joins 500 queries at most."""


def people_told(changes: Iterable[Difference], *, now: datetime) -> int:
    """The confirmed, active subscribers that one or more of the changes call for a notice to, each counted once.

    `now` (aware) is when the changes would be computed.
    """
    told = [each for each in changes if _calls_for_notice(each, now)]
    people: set[int] = set()
    for first in range(0, len(told), _TOGETHER):
        batch = told[first : first + _TOGETHER]
        followers = [
            subscriptions_reaching(each.deadline).filter(changes=True).order_by().values("subscriber") for each in batch
        ]
        reached = followers[0].union(*followers[1:]) if len(followers) > 1 else followers[0].distinct()
        if len(told) <= _TOGETHER:
            return reached.count()
        people.update(row["subscriber"] for row in reached.iterator())
    return len(people)


def _calls_for_notice(change: Difference, now: datetime) -> bool:
    """Whether followers would hear of a change, by the same rule as of one that was computed."""
    if not change.deadline.is_published:
        return False
    stored = change.deadline.outcomes.order_by("-revision").first()
    if stored is None:
        return False
    if change.before.state == DeadlineState.UNDETERMINED:
        dated = change.deadline.outcomes.exclude(state=DeadlineState.UNDETERMINED)
        if not dated.exists():
            # What comes now is its first date, which is no change to anybody.
            return False
    before = _as_stored(change.before, OutcomeCause(stored.cause), stored.computed_at)
    after = _as_stored(change.after, OutcomeCause.EVENT, now)
    return notice_kind(before, after) is not None


def _as_stored(outcome: DeadlineOutcome, cause: OutcomeCause, computed_at: datetime) -> Outcome:
    """An outcome as its row would be; it is never saved."""
    return Outcome(
        state=outcome.state,
        due=outcome.due,
        due_at=outcome.due_at,
        due_earliest=outcome.due_earliest,
        due_latest=outcome.due_latest,
        error=outcome.error or "",
        cause=cause,
        computed_at=computed_at,
    )
