"""Which notice a change of outcome calls for, if any."""

from __future__ import annotations

from datetime import timedelta

from timeline.models import AlertKind, DeadlineState, Outcome, OutcomeCause, OutcomeValues

_WATCHED = frozenset({DeadlineState.PENDING, DeadlineState.SUSPENDED})
"""States in which a follower is waiting for something."""

_BECAME = {
    DeadlineState.SUSPENDED: AlertKind.SUSPENDED,
    DeadlineState.SATISFIED: AlertKind.SATISFIED,
    DeadlineState.RESCINDED: AlertKind.ENDED,
    DeadlineState.VOID: AlertKind.ENDED,
    DeadlineState.SUPERSEDED: AlertKind.ENDED,
    DeadlineState.PASSED: AlertKind.PASSED,
}

LATE_NEWS = timedelta(days=30)
"""How long after a deadline passed its followers still want to hear that it had been met or had ended."""


def same_values(one: OutcomeValues, other: OutcomeValues) -> bool:
    """Whether two outcomes say the same to a follower; remaining time and discrepancies are for the page."""
    return (
        one.state == other.state
        and one.due == other.due
        and one.due_at == other.due_at
        and one.due_earliest == other.due_earliest
        and one.due_latest == other.due_latest
        and bool(one.error) == bool(other.error)
    )


def notice_kind(before: Outcome | None, after: Outcome) -> AlertKind | None:
    """What to tell followers who knew `before`; None where nothing changed for them.

    Nothing is told of a first outcome, of an outcome that could not be computed (that is for editors), nor of a change
    between two outcomes that nobody waits for any more, such as history entered after the fact.
    """
    if before is None or before.error or after.error or same_values(before, after):
        return None
    if before.state not in _WATCHED and after.state not in _WATCHED and not _passed_lately(before, after):
        return None
    if after.state == before.state == DeadlineState.SUSPENDED and after.due == before.due:
        return None
    if after.state in {before.state, DeadlineState.UNDETERMINED}:
        return AlertKind.MOVED
    if after.state == DeadlineState.PENDING:
        moved = before.state in {DeadlineState.UNDETERMINED, DeadlineState.PASSED}
        return AlertKind.MOVED if moved else AlertKind.RESUMED
    return _BECAME[DeadlineState(after.state)]


def _passed_lately(before: Outcome, after: Outcome) -> bool:
    # Passing of time, not history entered late, made it pass: followers saw that happen.
    return (
        before.state == DeadlineState.PASSED
        and before.cause == OutcomeCause.TIME
        and after.computed_at - before.computed_at <= LATE_NEWS
        and after.state != DeadlineState.PASSED
        and after.state != DeadlineState.UNDETERMINED
    )
