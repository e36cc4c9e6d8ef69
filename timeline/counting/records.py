"""What an evaluation reads: events with effects, deadlines with rules, policies. Plain data, no database.

Ids are the records' slugs. A `Docket` holds everything one evaluation may look at; whoever fills it decides what is in
it (published records only, for readers). The order of `Docket.events` is the order of the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .calendars import Closure, CoveredYear
from .edtf import EdtfDate
from .period import Period

DEADLINE_EFFECTS = frozenset(
    {
        "extend",
        "restart",
        "suspend",
        "resume",
        "satisfy",
        "rescind",
        "reinstate",
        "void",
        "supersede",
        "announce",
    }
)
POLICY_EFFECTS = frozenset(
    {"propose", "adopt", "take-effect", "suspend", "resume", "amend", "repeal", "void", "expire", "announce"}
)

Direction = Literal["after", "before"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event does to the record `on` (DESIGN §5). `counted_from` is "deadline" or "event", for `by`."""

    on: str
    does: str
    until: dt.date | None = None
    by: Period | None = None
    counted_from: Literal["deadline", "event"] = "deadline"
    period: Period | None = None
    by_deadline: str | None = None
    effective: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact. `known_from` is the first day the public could know it."""

    id: str
    date: EdtfDate
    known_from: dt.date
    effects: tuple[Effect, ...] = ()
    citation: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`trigger` (an event's or deadline's id) + `period` + …, or a `stated` date, which wins.

    With `stated` and a trigger but no period the date is known once the trigger is. `counted_from` says which end of a
    trigger deadline counts. `calendar` None means the convention's own; `timezone` is an IANA name.
    """

    trigger: str | None = None
    period: Period | None = None
    direction: Direction = "after"
    convention: str = "calendar-days"
    calendar: str | None = None
    stated: dt.date | None = None
    time: dt.time | None = None
    timezone: str | None = None
    last_day: Literal["included", "excluded"] = "included"
    counted_from: Literal["start", "due"] = "due"


@dataclass(frozen=True, slots=True)
class Deadline:
    id: str
    rule: Rule
    policy: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Docket:
    """Everything one evaluation may look at, by id; `events` in the order of the file.

    `closures` and `years` are the closed days and the covered years that editors added to calendars, by calendar id.
    """

    events: Mapping[str, Event] = field(default_factory=dict)
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    closures: Mapping[str, tuple[Closure, ...]] = field(default_factory=dict)
    years: Mapping[str, tuple[CoveredYear, ...]] = field(default_factory=dict)
