"""Calendars: which days a legal order is closed, as versioned data compiled to indexed day tables."""

from .calendar import Calendar, Closure
from .day_table import DayTable
from .registry import CalendarBook, calendar_ids, get_calendar

__all__ = ["Calendar", "CalendarBook", "Closure", "DayTable", "calendar_ids", "get_calendar"]
