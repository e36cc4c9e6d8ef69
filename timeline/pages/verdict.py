"""What a deadline's outcome says on one day, in words: the state, the date, how far off it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from timeline.counting import DeadlineOutcome, discrepancy_words, error_words, period_words
from timeline.models import Deadline, DeadlineState, Outcome

from .words import between_in_words, countdown, language


class _Values(Protocol):
    """What the stored values of a deadline, an outcome row and a computed outcome have in common."""

    @property
    def state(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def due_earliest(self) -> date | None: ...
    @property
    def due_latest(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is the state's id or "uncertain"; `label` its word; `when` the date in words; `countdown` is for what is to
    come or has just gone, else empty. `days` is how many days are left, null where that is no one number."""

    state: str
    label: str
    when: str
    countdown: str
    days: int | None
    day: date | None
    remaining: str
    discrepancy: str
    error: str
    error_language: str


def verdict(values: DeadlineOutcome | Deadline | Outcome, on: date) -> Verdict:
    """Put an outcome, computed or stored, into words as of the day `on`."""
    first, last = _span(values)
    state = values.state
    label = str(DeadlineState(state).label)
    if state == DeadlineState.PENDING and first and last and first != last and first <= on <= last:
        state, label = "uncertain", _("uncertain: it may have passed")
    error, error_language = error_words(values.error or "", language())
    days = (last - on).days if last and first == last else None
    return Verdict(
        state=state,
        label=label,
        when=between_in_words(first, last),
        countdown=_countdown(values.state, first, last, on),
        days=days,
        day=first or last,
        remaining=period_words(values.remaining or "", language()),
        discrepancy=discrepancy_words(values.discrepancy or "", language()),
        error=error,
        error_language=error_language,
    )


def _span(values: _Values) -> tuple[date | None, date | None]:
    if values.due is not None:
        return values.due, values.due
    return values.due_earliest, values.due_latest


def _countdown(state: str, first: date | None, last: date | None, on: date) -> str:
    if state not in (DeadlineState.PENDING, DeadlineState.PASSED) or first is None or last is None:
        return ""
    if first == last:
        return countdown((last - on).days)
    if first > on:
        return _("%(first)s at the earliest") % {"first": countdown((first - on).days)}
    if last >= on:
        return _("%(last)s at the latest") % {"last": countdown((last - on).days)}
    return countdown((last - on).days)
