"""What an evaluation answers: steps, outcomes of deadlines, statuses of policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One step of a count or a chain, as data; `timeline.counting.explain` puts it into words.

    op: what was done (trigger, count, clip, skip, roll, stay, stated, cross-check, extend, restart, suspend, resume,
        satisfy, rescind, reinstate, void, supersede, announce, …).
    before, after: the day, or for hours the clock time, before and after; a run of skipped days is first and last.
    reason: why, as a word of a closed list (saturday, sunday, weekend, holiday, trigger-day-excluded, …).
    event: id of the event or deadline that caused it. citation: the law, or the event's source.
    calendar: id of the calendar that was asked. period: what was counted. name: the holiday's name or another proper name.
    """

    op: str
    before: date | datetime | None = None
    after: date | datetime | None = None
    reason: str | None = None
    event: str | None = None
    citation: str | None = None
    calendar: str | None = None
    period: str | None = None
    name: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The step as JSON-ready data; absent values are null, days YYYY-MM-DD, clock times YYYY-MM-DDTHH:MM."""
        data = self._asdict()
        for key in ("before", "after"):
            data[key] = moment_text(data[key])
        return data


def moment_text(moment: date | datetime | None) -> str | None:
    """A day as YYYY-MM-DD, a clock time as YYYY-MM-DDTHH:MM (no zone), None as None."""
    if moment is None:
        return None
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(timespec="minutes")
    return moment.isoformat()


class Count(NamedTuple):
    """One count: the day (for hours: the clock time with zone) it ends on, and the steps that lead there."""

    result: date | datetime
    steps: tuple[Step, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """`{"result": …, "steps": […]}`, as `manage.py count --json` prints it."""
        return {"result": moment_text(self.result), "steps": [step.as_data() for step in self.steps]}


class Segment(NamedTuple):
    """A stretch of a deadline's window: `kind` is running, extended, restarted, suspended or resumed; both days are in it."""

    kind: str
    start: date
    end: date | None
    event: str | None = None


class Forecast(NamedTuple):
    """An announced change without legal effect yet: what `event` would do and, if it says so, the date it would give."""

    event: str
    until: date | None = None
    known_from: date | None = None


@dataclass(frozen=True, slots=True)
class DeadlineOutcome:
    """The result of one deadline.

    `due` is null where there is none or several days are possible; then `due_earliest` and `due_latest` bound them and
    `possible` is their exact set (ascending; empty where not counted). `due_time` is the zoned
    clock time of a period in hours; `due_at` the instant (UTC) at which the due day, or its time of day, ends. `remaining` is what a suspended clock has left ("12 days"). `discrepancy` says how the stated and
    the computed date differ. `error` says why nothing could be computed (state undetermined). `uncertain` is true on a day
    between `due_earliest` and `due_latest`. `caused_by` is the id of the event that last changed it, `successor`
    that of the deadline that took its place.
    """

    state: str
    due: date | None = None
    due_time: datetime | None = None
    due_at: datetime | None = None
    due_earliest: date | None = None
    due_latest: date | None = None
    remaining: str | None = None
    discrepancy: str | None = None
    error: str | None = None
    start: date | None = None
    uncertain: bool = False
    possible: tuple[date, ...] = ()
    segments: tuple[Segment, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    caused_by: str | None = None
    successor: str | None = None
    steps: tuple[Step, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """JSON-ready data as DESIGN §7 fixes it for `evaluate --json`, with `error` and `forecasts` added."""
        return {
            "state": self.state,
            "due": moment_text(self.due_time or self.due),
            "due_earliest": moment_text(self.due_earliest),
            "due_latest": moment_text(self.due_latest),
            "remaining": self.remaining,
            "discrepancy": self.discrepancy,
            "error": self.error,
            "uncertain": self.uncertain,
            "forecasts": [{"event": f.event, "until": moment_text(f.until)} for f in self.forecasts],
            "steps": [step.as_data() for step in self.steps],
        }


class StatusChange(NamedTuple):
    """From `on` the policy has `status`, because of `event`."""

    on: date
    status: str
    event: str
    does: str


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """A policy's status on the day asked (null: nothing is known yet), and every change up to the knowledge of that day."""

    status: str | None
    changes: tuple[StatusChange, ...] = ()
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a docket on the day `on`, with what was known on the day `known_on`."""

    known_on: date
    on: date
    deadlines: Mapping[str, DeadlineOutcome] = field(default_factory=dict)
    policies: Mapping[str, PolicyOutcome] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """JSON-ready data as `evaluate --json` prints it (DESIGN §7)."""
        return {
            "known_on": self.known_on.isoformat(),
            "on": self.on.isoformat(),
            "deadlines": {key: outcome.as_data() for key, outcome in self.deadlines.items()},
            "policies": {key: {"status": outcome.status} for key, outcome in self.policies.items()},
        }
