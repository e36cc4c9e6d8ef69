"""Counting: dates, calendars, conventions and chains in pure Python, without Django.

`count` counts one period, `evaluate` a docket of events and deadlines, `explain` puts steps into words.
"""

from .calendars import (
    Calendar,
    CalendarBook,
    Closure,
    CoveredYear,
    calendar_ids,
    get_calendar,
    parts_of,
    whole_of,
)
from .catalogue import CatalogueEntry, WorkedExample, catalogue, parse_start
from .conventions import Convention, conventions, get_convention
from .counter import count
from .edtf import EdtfDate, parse_edtf
from .errors import (
    CalendarNotCovered,
    CountingError,
    CycleError,
    EdtfError,
    EffectError,
    PeriodError,
    UnknownCalendar,
    UnknownConvention,
)
from .evaluation import evaluate
from .explain import (
    count_picture,
    date_words,
    edtf_words,
    explain_count,
    explain_outcome,
    explain_steps,
    outcome_lines,
    outcome_picture,
)
from .outcome import (
    Count,
    DeadlineOutcome,
    Evaluation,
    Forecast,
    PolicyOutcome,
    Segment,
    StatusChange,
    Step,
    moment_text,
)
from .period import Period, parse_period
from .records import DEADLINE_EFFECTS, POLICY_EFFECTS, Deadline, Docket, Effect, Event, Policy, Rule

__all__ = [
    "DEADLINE_EFFECTS",
    "POLICY_EFFECTS",
    "Calendar",
    "CalendarBook",
    "CalendarNotCovered",
    "CatalogueEntry",
    "Closure",
    "Convention",
    "Count",
    "CountingError",
    "CoveredYear",
    "CycleError",
    "Deadline",
    "DeadlineOutcome",
    "Docket",
    "EdtfDate",
    "EdtfError",
    "Effect",
    "EffectError",
    "Evaluation",
    "Event",
    "Forecast",
    "Period",
    "PeriodError",
    "Policy",
    "PolicyOutcome",
    "Rule",
    "Segment",
    "StatusChange",
    "Step",
    "UnknownCalendar",
    "UnknownConvention",
    "WorkedExample",
    "calendar_ids",
    "catalogue",
    "conventions",
    "count",
    "count_picture",
    "date_words",
    "edtf_words",
    "explain_count",
    "explain_outcome",
    "explain_steps",
    "evaluate",
    "get_calendar",
    "get_convention",
    "moment_text",
    "outcome_lines",
    "outcome_picture",
    "parse_edtf",
    "parse_period",
    "parse_start",
    "parts_of",
    "whole_of",
]
