"""One count under way, and the moves that conventions are made of. Each move writes its step when steps are wanted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from ..calendars import CalendarBook, DayTable
from ..errors import PeriodError
from ..outcome import Step
from ..period import Period

ONE_DAY = timedelta(days=1)
LISTED_DAYS = 366
"""Over a longer stretch the closed days passed over are counted, not listed: nobody reads a thousand weekends."""


class Reckoning:
    """A count from `start` over `period`, `sign` +1 after and -1 before it.

    `calendar` is the id to ask for closed days, or null. `trace` collects steps, or is null where nobody reads them.
    """

    __slots__ = ("book", "calendar", "citation", "convention", "period", "sign", "start", "trace")

    def __init__(
        self,
        start: date,
        period: Period,
        sign: int,
        book: CalendarBook,
        calendar: str | None,
        trace: list[Step] | None,
        convention: str,
        citation: str,
    ) -> None:
        self.start = start
        self.period = period
        self.sign = sign
        self.book = book
        self.calendar = calendar
        self.trace = trace
        self.convention = convention
        self.citation = citation

    @property
    def table(self) -> DayTable:
        """The day table of the calendar asked."""
        assert self.calendar is not None, "a convention that asks a calendar names its default"
        return self.book.table(self.calendar)

    def note(self, op: str, before: date | None, after: date | None, reason: str, name: str | None = None) -> None:
        """Add one step, if steps are wanted."""
        if self.trace is not None:
            self.trace.append(
                Step(
                    op=op,
                    before=before,
                    after=after,
                    reason=reason,
                    citation=self.citation,
                    calendar=self.calendar,
                    period=str(self.period) if op == "count" else None,
                    name=name if name is not None or op != "count" else self.convention,
                )
            )

    # Counting -----------------------------------------------------------------------------------

    def corresponding(self, *, trigger_counts: bool = False, reason: str | None = None) -> date:
        """The end by the calendar: years and months once, then weeks and days; a missing month end is clipped.

        With `trigger_counts` the trigger is the first day of the period, which then ends the day before the corresponding
        day, or on the month's last day where that day is missing (BGB § 188(2) alternative 2 and (3)). `reason` is said
        of the start instead of whether it counts.
        """
        end, clipped = add(self.start, self.period, self.sign)
        if trigger_counts and not (clipped and self.sign > 0):
            end = shifted(end, -self.sign)
        counted = "trigger-day-included" if trigger_counts else "trigger-day-excluded"
        self.note("count", self.start, end, reason or counted)
        if clipped:
            self.note("clip", None, end, "month-end")
        return end

    def working_days(self, amount: int) -> date:
        """The `amount`-th working day after (before) the start, which is not counted."""
        end = self.table.shift(self.start, self.sign * amount)
        self.note("count", self.start, end, "working-days-only")
        self._skipped(self.start, end, amount)
        return end

    def _skipped(self, start: date, end: date, amount: int) -> None:
        if self.trace is None:
            return
        if abs((end - start).days) > LISTED_DAYS:
            self.note("skip", start, end, "closed-days", str(abs((end - start).days) - amount))
            return
        step = ONE_DAY if end > start else -ONE_DAY
        day = start + step
        run: list[date] = []
        names: list[str] = []
        while day != end + step:
            why = self.table.why_closed(day)
            if why is not None:
                run.append(day)
                if why[1] is not None:
                    names.append(why[1])
            elif run:
                self.note(
                    "skip", run[0], run[-1], "holiday" if names else "weekend", ", ".join(dict.fromkeys(names)) or None
                )
                run, names = [], []
            day += step

    # Closed days --------------------------------------------------------------------------------

    def roll_forward(self, day: date) -> date:
        """The next open day, if the day is closed."""
        return self._roll(day, self.table, ONE_DAY) if self.calendar is not None else day

    def roll_backward(self, day: date) -> date:
        """The previous open day, if the day is closed; state holidays that count forwards only are open here."""
        if self.calendar is None:
            return day
        return self._roll(day, self.book.backward(self.calendar), -ONE_DAY)

    def _roll(self, day: date, table: DayTable, step: timedelta) -> date:
        end = table.next_open(day) if step > timedelta() else table.previous_open(day)
        if self.trace is not None:
            while day != end:
                reason, name = table.why_closed(day) or ("", None)
                self.note("roll", day, day + step, reason, name)
                day += step
        return end

    def stay(self, day: date) -> date:
        """The day itself, though it may be closed: this convention does not move it."""
        if self.trace is not None:
            why = self._why_closed(day)
            if why is not None:
                self.note("stay", day, day, *why)
        return day

    def _why_closed(self, day: date) -> tuple[str, str | None] | None:
        """Why a day that stays is closed; a calendar that does not cover it has nothing to say here."""
        if self.calendar is not None and self.table.covers(day):
            return self.table.why_closed(day)
        return {5: ("saturday", None), 6: ("sunday", None)}.get(day.weekday())


def shifted(day: date, days: int) -> date:
    """The day so many days later. Raises PeriodError outside the years 1 to 9999."""
    try:
        return date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        raise PeriodError(
            f"counting {abs(days)} days {'back ' if days < 0 else ''}from {day} leaves the years 1 to 9999"
        ) from None


def add(start: date, period: Period, sign: int) -> tuple[date, bool]:
    """Add (`sign` -1: subtract) years and months once, from the start; then weeks and days.

    The flag says that a missing month end was clipped. Raises PeriodError outside the years 1 to 9999.
    """
    day, clipped = start, False
    months = period.total_months
    if months:
        index = start.year * 12 + start.month - 1 + sign * months
        year, month = divmod(index, 12)
        if not 1 <= year <= 9999:
            raise PeriodError(f"counting {period} from {start} leaves the years 1 to 9999")
        length = monthrange(year, month + 1)[1]
        clipped = start.day > length
        day = date(year, month + 1, min(start.day, length))
    days = period.total_days
    return (shifted(day, sign * days) if days else day), clipped
