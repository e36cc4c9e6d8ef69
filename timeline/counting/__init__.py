"""Counting: dates, calendars, conventions and chains in pure Python, without Django.

`count` counts one period, `evaluate` a docket of events and deadlines, `explain` puts steps into words.
"""

from .calendars import (
    Calendar,
    CalendarBook,
    Closure,
    CoveredYear,
    DayTable,
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
    Picture,
    PictureLine,
    date_words,
    draw_count,
    draw_outcome,
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
from .question import Answer, Question, QuestionError, answer
from .records import DEADLINE_EFFECTS, POLICY_EFFECTS, Deadline, Docket, Effect, Event, Policy, Rule

__all__ = [
    "DEADLINE_EFFECTS",
    "POLICY_EFFECTS",
    "Answer",
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
    "DayTable",
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
    "Picture",
    "PictureLine",
    "Policy",
    "PolicyOutcome",
    "Question",
    "QuestionError",
    "Rule",
    "Segment",
    "StatusChange",
    "Step",
    "UnknownCalendar",
    "UnknownConvention",
    "WorkedExample",
    "answer",
    "calendar_ids",
    "catalogue",
    "conventions",
    "count",
    "date_words",
    "draw_count",
    "draw_outcome",
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
