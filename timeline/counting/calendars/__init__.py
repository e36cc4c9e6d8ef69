"""Calendars: which days a legal order is closed, as versioned data compiled to indexed day tables."""

from .calendar import Calendar, Closure, CoveredYear
from .day_table import DayTable
from .registry import CalendarBook, calendar_ids, get_calendar, parts_of, whole_of

__all__ = [
    "Calendar",
    "CalendarBook",
    "Closure",
    "CoveredYear",
    "DayTable",
    "calendar_ids",
    "get_calendar",
    "parts_of",
    "whole_of",
]
