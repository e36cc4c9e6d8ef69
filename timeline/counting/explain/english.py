"""Explanations in English."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ..edtf import EdtfDate
from .language import Language

_ORDINALS = ("first", "second", "third", "fourth")


class English(Language):
    months = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    quotes = ("“", "”")
    units: ClassVar[dict[str, tuple[str, str]]] = {
        "year": ("year", "years"),
        "month": ("month", "months"),
        "week": ("week", "weeks"),
        "day": ("day", "days"),
        "working day": ("working day", "working days"),
        "clear day": ("clear day", "clear days"),
        "hour": ("hour", "hours"),
        "minute": ("minute", "minutes"),
    }
    phrases: ClassVar[dict[str, str]] = {
        "edtf-until": "until {}",
        "edtf-from": "from {} on",
        "edtf-from-unknown": "from {}, end unknown",
        "edtf-about": "about {}",
        "edtf-about-day": "about {}",
        "edtf-uncertain": "{} (uncertain)",
        "weekday": "a {}",
        "holiday": "a holiday: {}",
        "unnamed-holiday": "a holiday",
        "trigger/event": "The trigger is {event}, {name}.",
        "trigger/not-known": "The trigger, {event}, is not known to have happened, so there is no date.",
        "trigger/open-ended": "The trigger, {event}, is dated {name}; that is open-ended, so there is no date.",
        "trigger/deadline-due": "It is counted from the due date of {event}, {range}.",
        "trigger/deadline-start": "It is counted from the start of {event}, {range}.",
        "trigger/trigger-rescinded": "{event}, from which it is counted, is rescinded, so there is no date.",
        "trigger/trigger-void": "{event}, from which it is counted, is void, so there is no date.",
        "trigger/trigger-suspended": "{event}, from which it is counted, is suspended without an end, so there is no date.",
        "trigger/trigger-undetermined": "{event}, from which it is counted, has no date yet, so there is none.",
        "trigger/trigger-superseded": "{event}, from which it is counted, is superseded by a deadline that is not known, so there"
        " is no date.",
        "trigger/no-date": "{event}, from which it is counted, has no date, so there is none.",
        "count-after": "{period} from {start}, {how} ({convention}): {end}",
        "count-before": "{period} back from {start}, {how} ({convention}): {end}",
        "trigger-day-excluded": "that day not counted",
        "trigger-day-included": "that day counted",
        "working-days-only": "that day and closed days not counted",
        "to-corresponding-day": "to the day with the same number",
        "elapsed-hours": "as elapsed time",
        "event-hour-excluded": "the hour of the event not counted",
        "clip": "the month has no such day, so its last day counts",
        "clock-back": "the clock goes back in between, so the clock time is earlier",
        "clock-forward": "the clock goes forward in between, so the clock time is later",
        "skip/weekend": "{range} (weekend)",
        "skip/holiday": "{range} ({name})",
        "skip/closed-days": "{name} closed days",
        "skipped": "not counted: {}",
        "closed": "{why}",
        "roll-forward": "it runs on to {end}",
        "roll-forward-over": "it runs on over {over} to {end}",
        "roll-back": "it goes back to {end}",
        "roll-back-over": "it goes back over {over} to {end}",
        "passed-over": "{day} ({why})",
        "closed-day": "{day} is {why}",
        "stay": "{why}; this convention does not move it",
        "minimum": "a period of two days or more has at least two working days, so it runs on to {end}",
        "clear": "both ends are left clear, so it is {end}",
        "begin": "The period begins on the day after receipt, {after}.",
        "and": " and ",
        "stated/stated": "The source states {after}.",
        "stated/last-day-excluded": "The source states the first day outside, so the last day is {after}.",
        "stated-by/stated": "{event} states {after}.",
        "stated-by/last-day-excluded": "{event} states the first day outside, so the last day is {after}.",
        "cross-check/agrees": "Counting {period} gives the same day.",
        "cross-check/not-computable": "The stated date could not be checked by counting: {raw}.",
        "discrepancy/stated-wins": "Counting {period} gives {after}, not {before}: the stated date holds, and the difference"
        " is kept.",
        "discrepancy": "stated: {stated}, computed: {computed} ({period}, {convention})",
        "extend": "{event} extends the deadline from {before} to {after}.",
        "extend/earlier": "{event} moves the deadline from {before} back to {after}.",
        "extend/same": "{event} leaves the deadline at {after}.",
        "extend/new": "{event} sets the deadline to {after}.",
        "extend/while-suspended": "{event} adds {period} to what is left while the clock stands still: {left}.",
        "restart": "{event} starts the period anew: {period}, to {after} instead of {before}.",
        "restart/new": "{event} starts the period anew: {period}, to {after}.",
        "suspend/clock-stops": "{event} stops the clock; {period} left.",
        "suspend/not-running": "{event} would suspend the deadline, which is not running.",
        "suspend/too-late": "{event} comes too late to suspend the deadline of {before}.",
        "suspend/not-yet": "{event} is to suspend the deadline later.",
        "resume/runs-on": "After {event} the clock runs on, to {after}.",
        "resume/not-suspended": "{event} would resume the deadline, which is not suspended.",
        "satisfy": "{event}: what was due has happened.",
        "rescind": "{event} rescinds the deadline; it no longer applies.",
        "reinstate": "{event} reinstates the deadline; it applies again.",
        "void": "{event} voids the deadline; it never applied.",
        "supersede": "{event} puts {name} in its place.",
        "supersede/unnamed": "{event} supersedes the deadline; it no longer applies.",
        "announce": "Forecast: {event} announces a change without legal effect yet.",
        "announce/until": "Forecast: {event} announces {after}, without legal effect yet.",
        "possibility/earliest": "The earliest date comes from {after}:",
        "possibility/earliest/undated": "The earliest date:",
        "possibility/latest": "The latest date comes from {after}:",
        "possibility/latest/undated": "The latest date:",
        "range": "The date lies between {before} and {after}.",
        "range/same": "Every possible day gives {after}.",
        "segment/running": "Running",
        "segment/extended": "Extended",
        "segment/restarted": "Restarted",
        "segment/suspended": "Suspended",
        "segment/resumed": "Resumed",
        "segment/rolled": "Moved off a closed day",
        "segment/due": "Due",
        "segment/start": "Start: {}",
        "segment/start-not-counted": "Start: {}, not counted",
        "segment/possible": "Possibly due",
        "segment/closed": "Weekend or holiday",
    }

    def day(self, day: date, *, year: bool = True) -> str:
        words = f"{day.day} {self.months[day.month - 1]}"
        return f"{words} {day.year}" if year else words

    def same_month(self, first: date, last: date) -> str:
        return f"{first.day}–{self.day(last)}"

    def edtf_part(self, day: EdtfDate) -> str:
        first = day.earliest
        assert first is not None, "only intervals are open"
        match day.precision:
            case "day":
                return self.day(first)
            case "instant":
                assert day.clock is not None
                return f"{self.day(first)}, {day.clock:%H:%M}"
            case "month":
                return f"{self.months[first.month - 1]} {first.year}"
            case "quarter":
                return f"{_ORDINALS[(first.month - 1) // 3]} quarter of {first.year}"
            case "half":
                return f"{_ORDINALS[(first.month - 1) // 6]} half of {first.year}"
            case "decade":
                return f"the {first.year}s"
            case "century":
                return f"between {first.year} and {first.year + 99}"
            case _:
                return str(first.year)

    def not_computed(self, error: str) -> str:
        return f"No date could be computed: {error}."
