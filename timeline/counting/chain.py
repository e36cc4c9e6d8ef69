"""A deadline's chain: its rule, then every act that moved, stopped or ended it, for one possible trigger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from .acts import Act
from .calendars import CalendarBook
from .conventions import Convention, Reckoning, get_convention
from .counter import end_of
from .errors import CountingError, EffectError
from .outcome import Forecast, Segment, Step
from .period import Period
from .records import Rule
from .remainder import Remainder, remainder_of, run_on
from .segments import counted_segments

RUNNING: Final = "running"
_ENDINGS: Final = {"satisfy": "satisfied", "rescind": "rescinded", "supersede": "superseded"}


class Chain:
    """The state of one deadline while its acts are folded; read it after `fold`.

    `due` is a day, `due_time` the zoned clock time for hours. `states` are (from day, state) pairs, ascending.
    `left` is what a suspended clock has left, `stands_until` the last day of a suspension that names it.
    """

    def __init__(
        self,
        rule: Rule,
        book: CalendarBook,
        on: date,
        *,
        steps: bool,
    ) -> None:
        self.rule = rule
        self.convention: Convention = get_convention(rule.convention)
        self.book = book
        self.on = on
        self.trace: list[Step] | None = [] if steps else None
        self.start: date | None = None
        self.due: date | None = None
        self.due_time: datetime | None = None
        self.states: list[tuple[date, str]] = [(date.min, RUNNING)]
        self.left: Remainder | None = None
        self.lefts: list[tuple[date, Remainder]] = []
        self.stands_until: date | None = None
        self.leg: tuple[date, Period] | None = None
        self.successor: str | None = None
        self.discrepancies: list[str] = []
        self.segments: list[Segment] = []
        self.forecasts: list[Forecast] = []
        self.caused_by: str | None = None

    # The rule -----------------------------------------------------------------------------------

    def begin(self, trigger: date | datetime | None) -> None:
        """Apply the rule from its trigger (null: a stated date without one). Raises CountingError."""
        rule = self.rule
        self.start = trigger.date() if isinstance(trigger, datetime) else trigger
        computed: date | datetime | None = None
        if rule.period is not None and trigger is not None:
            try:
                computed = self._count(trigger, rule.period, rule.direction)
            except CountingError as error:
                if rule.stated is None:
                    raise
                self.note("cross-check", None, None, "not-computable", name=str(error))
        if rule.stated is not None:
            self._state(rule.stated, computed, rule.period, None)
            self.leg = None
        elif computed is not None:
            assert rule.period is not None and trigger is not None
            self._set_due(computed)
            self.leg = (self.start or self._day(computed), rule.period)
        if self.due is not None and self.start is not None:
            self.segments.extend(counted_segments(self.start, self.due, self.trace or ()))

    def _count(self, start: date | datetime, period: Period, direction: str = "after") -> date | datetime:
        return end_of(
            start,
            period,
            self.convention,
            self.book,
            calendar=self.rule.calendar,
            direction=direction,
            timezone=self.rule.timezone,
            trace=self.trace,
        )

    def _state(self, stated: date, computed: date | datetime | None, period: Period | None, act: Act | None) -> None:
        """Take a stated date, and compare it with the computed one where there is one."""
        day = stated - timedelta(days=1) if self.rule.last_day == "excluded" and stated > date.min else stated
        event = act.event.id if act else None
        self.note("stated", None, day, "stated" if day == stated else "last-day-excluded", act=act)
        self._set_due(day)
        if computed is not None and self._day(computed) != day:
            text = f"stated {day}, computed {self._day(computed)} ({period}, {self.convention.id})"
            self.discrepancies.append(f"{event}: {text}" if event else text)
            self.note("discrepancy", day, self._day(computed), "stated-wins", act=act, period=period)
        elif computed is not None:
            self.note("cross-check", day, day, "agrees", act=act, period=period)

    def _set_due(self, end: date | datetime) -> None:
        self.due_time = end if isinstance(end, datetime) else None
        self.due = self._day(end)

    @staticmethod
    def _day(end: date | datetime) -> date:
        return end.date() if isinstance(end, datetime) else end

    # The acts -----------------------------------------------------------------------------------

    def fold(self, acts: Sequence[Act]) -> None:
        """Apply acts in their order. Raises EffectError for an act that lacks what it needs, and CountingError."""
        moved = max((act[1:3] for act in acts if act.effect.does != "announce"), default=None)
        for place, act in enumerate(acts):
            does = act.effect.does
            if self.stands_until is not None and act.legal > self.stands_until:
                self.left = self.stands_until = None  # the suspension ended by itself
            if does == "announce":
                if moved is None or act[1:3] > moved:  # what was published since has settled it
                    self.forecasts.append(Forecast(act.event.id, act.effect.until, act.event.known_from))
                self.note("announce", self.due, act.effect.until, "no-legal-effect-yet", act=act)
                continue
            if does == "extend":
                self._extend(act)
            elif does == "restart":
                self._restart(act)
            elif does == "suspend":
                self._suspend(act, ends=any(later.effect.does == "resume" for later in acts[place + 1 :]))
            elif does == "resume":
                self._resume(act)
            elif does in _ENDINGS:
                self._enter(act.legal, _ENDINGS[does])
                self.successor = act.effect.by_deadline if does == "supersede" else self.successor
                self.note(does, self.due, self.due, _ENDINGS[does], act=act, name=act.effect.by_deadline)
            elif does == "void":
                self.states = [(date.min, "void")]
                self.note("void", self.due, None, "never-applied", act=act)
            elif does == "reinstate":
                self._enter(act.legal, RUNNING if self.left is None or self.due is not None else "suspended")
                self.note("reinstate", None, self.due, "applies-again", act=act)
            else:
                raise EffectError(f"event {act.event.id}: a deadline cannot be the target of {does!r}")
            self.caused_by = act.event.id

    def state_on(self, day: date) -> str:
        """The state on a day, without `pending` and `passed` told apart (both are running)."""
        found = RUNNING
        for since, state in self.states:
            if since <= day:
                found = state
        return found

    def left_on(self, day: date) -> Remainder | None:
        """What the clock had left on a day on which it stood still."""
        return next((left for since, left in reversed(self.lefts) if since <= day), None)

    def _enter(self, day: date, state: str) -> None:
        while self.states[-1][0] > day:  # what was scheduled for later no longer comes
            self.states.pop()
        if self.states[-1][1] != state:
            self.states.append((day, state))

    def _extend(self, act: Act) -> None:
        effect, before = act.effect, self.due
        computed: date | datetime | None = None
        if effect.by is not None:
            if self.left is not None and effect.until is None:
                self.left = self.left.plus(effect.by, act.event.id)
                self.lefts.append((act.legal, self.left))
                self.note("extend", None, None, "while-suspended", act=act, period=effect.by, name=str(self.left))
                if self.stands_until is not None:
                    self._run_on(self.stands_until, None, act)
                return
            anchor = self._anchor(act)
            if anchor is not None:
                computed = self._count(anchor, effect.by)
        if effect.until is not None:
            self._state(effect.until, computed, effect.by, act)
            self.leg = None
        elif computed is not None:
            self._set_due(computed)
            if effect.counted_from == "event":
                self.leg = (act.legal, effect.by) if effect.by else None
            else:
                self.leg = None
        else:
            raise EffectError(f"event {act.event.id}: extend needs until, or by with a due date to count from")
        self.note(
            "extend",
            before,
            self.due,
            "from-event" if effect.counted_from == "event" else "from-deadline",
            act=act,
            period=effect.by,
        )
        if before is not None and self.due is not None and self.due > before:
            self.segments.append(Segment("extended", before + timedelta(days=1), self.due, act.event.id))

    def _anchor(self, act: Act) -> date | datetime | None:
        """Where an extension's period is counted from: the old due date, or the event."""
        if act.effect.counted_from == "event":
            return self._moment(act)
        return self.due_time or self.due

    def _moment(self, act: Act) -> date | datetime:
        clock = self._clock(act)
        return act.legal if clock is None else datetime.combine(act.legal, clock)

    @staticmethod
    def _clock(act: Act) -> time | None:
        """The event's time of day, where the act has effect with the event and not on a day of its own."""
        return act.event.date.clock if act.effect.effective is None else None

    def _restart(self, act: Act) -> None:
        period, before = act.effect.period or self.rule.period, self.due
        if period is None:
            raise EffectError(f"event {act.event.id}: restart needs a period, because the rule only states a date")
        start = self._moment(act)
        self._set_due(self._count(start, period, self.rule.direction))
        self.leg = (act.legal, period)
        self.left = self.stands_until = None
        if self.state_on(act.legal) in (RUNNING, "suspended", "satisfied"):
            self._enter(act.legal, RUNNING)
        self.note("restart", before, self.due, "runs-anew", act=act, period=period)
        if self.due is not None:
            self.segments.append(Segment("restarted", min(act.legal, self.due), max(act.legal, self.due), act.event.id))

    def _suspend(self, act: Act, *, ends: bool) -> None:
        effect, day = act.effect, act.legal
        if effect.until is not None and effect.until < day:
            raise EffectError(f"event {act.event.id}: its suspension ends on {effect.until}, before it begins on {day}")
        if self.state_on(day) not in (RUNNING, "suspended") or self.due is None and self.left is None:
            self.note("suspend", self.due, self.due, "not-running", act=act)
            return
        if day > self.on and effect.until is None and not ends:
            self.note("suspend", self.due, self.due, "not-yet", act=act)
            return
        if self.left is None:
            assert self.due is not None
            if day >= self.due:
                self.note("suspend", self.due, self.due, "too-late", act=act)
                return
            self.left = remainder_of(self, day, self._clock(act))
            self.lefts.append((day, self.left))
        before, self.due, self.due_time = self.due, None, None
        self.stands_until = effect.until
        self._enter(day, "suspended")
        self.note("suspend", before, None, "clock-stops", act=act, period=str(self.left))
        if effect.until is None or effect.until > day:
            self.segments.append(Segment("suspended", day + timedelta(days=1), effect.until, act.event.id))
        if effect.until is not None:
            self._run_on(effect.until, None, act)
            self.states.append((effect.until + timedelta(days=1), RUNNING))

    def _resume(self, act: Act) -> None:
        effect, day = act.effect, act.legal
        if self.left is None or self.state_on(day) != "suspended":
            self.note("resume", self.due, self.due, "not-suspended", act=act)
            return
        self._enter(day, RUNNING)
        if self.segments and self.segments[-1].kind == "resumed":
            self.segments.pop()
        if self.segments and self.segments[-1].kind == "suspended":
            stood = self.segments.pop()
            if stood.start <= day:
                self.segments.append(stood._replace(end=day))
        if effect.until is not None:
            computed = self._count(self._moment(act), effect.by) if effect.by is not None else None
            self._state(effect.until, computed, effect.by, act)
            self.leg = None
        elif effect.by is not None:
            self._set_due(self._count(self._moment(act), effect.by))
            self.leg = (day, effect.by)
        else:
            self._run_on(day, self._clock(act), act)
        if effect.until is not None or effect.by is not None:
            self.note("resume", None, self.due, "runs-on", act=act, period=effect.by)
            if self.due is not None and self.due > day:
                self.segments.append(Segment("resumed", day + timedelta(days=1), self.due, act.event.id))
        self.left = self.stands_until = None

    def _run_on(self, day: date, clock: time | None, act: Act) -> None:
        """What is left runs on from the day after `day` (hours: from the clock time); not before the window begins."""
        assert self.left is not None
        if self.segments and self.segments[-1].kind == "resumed":
            self.segments.pop()
        if self.start is not None and self.rule.direction == "after":
            day = max(day, self.start)
        self._set_due(run_on(self, self.left, day, clock))
        self.leg = (day, self.left.period) if self.left.period is not None else None
        self.note("resume", None, self.due, "runs-on", act=act, period=str(self.left))
        if self.due is not None and self.due > day:
            self.segments.append(Segment("resumed", day + timedelta(days=1), self.due, act.event.id))

    # Steps --------------------------------------------------------------------------------------

    def reckoning(self, start: date, period: Period) -> Reckoning:
        """A count by this deadline's convention and calendar, for moves that are no whole count."""
        return Reckoning(
            start,
            period,
            1,
            self.book,
            self.rule.calendar or self.convention.calendar,
            self.trace,
            self.convention.id,
            self.convention.citation,
        )

    @property
    def timezone(self) -> str:
        """The zone of the deadline's days: the rule's, else the convention's."""
        return self.rule.timezone or self.convention.timezone

    def note(
        self,
        op: str,
        before: date | None,
        after: date | None,
        reason: str,
        *,
        act: Act | None = None,
        period: Period | str | None = None,
        name: str | None = None,
    ) -> None:
        """Add one step, if steps are wanted."""
        if self.trace is not None:
            self.trace.append(
                Step(
                    op,
                    before,
                    after,
                    reason,
                    act.event.id if act else None,
                    act.event.citation if act else None,
                    None,
                    str(period) if period is not None else None,
                    name,
                )
            )
