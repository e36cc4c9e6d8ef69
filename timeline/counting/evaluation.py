"""Evaluate a docket: every deadline's outcome and every policy's status, with what was known on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice, product
from math import prod

from .acts import Act, acts_by_target
from .calendars import CalendarBook
from .chain import RUNNING, Chain
from .counter import end_of_day
from .errors import CountingError, CycleError
from .outcome import DeadlineOutcome, Evaluation, PolicyOutcome, Step
from .records import Deadline, Docket, Event
from .status import fold_status

MAX_POSSIBILITIES = 40_000
"""How many combinations of possible days one deadline may have; a century has 36,525."""

_NO_TRIGGER = "its trigger cannot be computed: "

Trigger = date | datetime | None


class _Unknown(Exception):
    """The trigger has not happened, is open-ended, or has no date: the outcome is undetermined. The step says why."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.reason)
        self.step = step


def evaluate(
    docket: Docket,
    *,
    known_on: date,
    on: date | None = None,
    steps: bool = True,
    only: Collection[str] | None = None,
    now: datetime | None = None,
) -> Evaluation:
    """The outcomes on the day `on` (null: `known_on`), using only events with `known_from` <= `known_on`.

    `only` limits the answer to some ids. `now` (aware) lets a deadline pass at its own instant instead of after its day.
    A deadline that cannot be computed has state undetermined and its `error`; this raises nothing for it. Without `steps`
    the same outcomes come faster, with no steps.
    """
    run = _Run(docket, known_on, on or known_on, steps, now)
    return Evaluation(
        known_on,
        on or known_on,
        {key: run.from_the_top(key) for key in docket.deadlines if only is None or key in only},
        {key: run.status(key) for key in docket.policies if only is None or key in only},
    )


def _number(event: Event) -> int:
    """How many days an event can have happened on."""
    first, last = event.date.earliest, event.date.latest
    return (last - first).days + 1 if first is not None and last is not None else 0


def _bound(possibilities: int, what: str) -> None:
    if possibilities > MAX_POSSIBILITIES:
        raise CountingError(f"{what} {possibilities:,} possibilities; at most {MAX_POSSIBILITIES:,} are tried")


def _ends(chains: Sequence[Chain]) -> tuple[int, int]:
    """The places of the earliest date and of the latest, whose steps are read; of equal dates one that a source agrees with."""
    dated = [place for place, chain in enumerate(chains) if chain.due is not None] or [*range(len(chains))]

    def due(place: int) -> date:
        return chains[place].due or date.min

    return (
        min(dated, key=lambda place: (due(place), bool(chains[place].discrepancies))),
        max(reversed(dated), key=lambda place: (due(place), not chains[place].discrepancies)),
    )


class _Run:
    def __init__(self, docket: Docket, known_on: date, on: date, steps: bool, now: datetime | None) -> None:
        self.docket = docket
        self.known_on = known_on
        self.on = on
        self.steps = steps
        self.now = now
        self.book = CalendarBook(known_on, docket.closures, docket.years)
        self.acts: Mapping[str, list[Act]] = acts_by_target(docket, known_on)
        self.done: dict[str, DeadlineOutcome] = {}
        self.path: list[str] = []
        self.circles: dict[str, CycleError] = {}

    def status(self, policy: str) -> PolicyOutcome:
        return fold_status(self.acts.get(policy, ()), self.on)

    def from_the_top(self, deadline_id: str) -> DeadlineOutcome:
        """The outcome, after those it is counted from, so that a chain of thousands needs no deep recursion."""
        chain = {deadline_id: None}
        trigger = self.docket.deadlines[deadline_id].rule.trigger
        while trigger is not None and trigger in self.docket.deadlines and trigger not in self.done:
            if trigger in chain:
                self._close([*chain][[*chain].index(trigger) :])
                break
            chain[trigger] = None
            trigger = self.docket.deadlines[trigger].rule.trigger
        for member in reversed(chain):
            self.outcome(member)
        return self.done[deadline_id]

    def _close(self, members: Sequence[str]) -> None:
        """Every member of a circle has the error that names all."""
        circle = CycleError(members)
        for member in members:
            self.circles[member] = circle
            self.done[member] = DeadlineOutcome("undetermined", error=str(circle))

    def outcome(self, deadline_id: str) -> DeadlineOutcome:
        found = self.done.get(deadline_id)
        if found is not None:
            return found
        if deadline_id in self.path:
            circle = CycleError(self.path[self.path.index(deadline_id) :])
            self.circles.update(dict.fromkeys(circle.members, circle))
            raise circle
        self.path.append(deadline_id)
        try:
            found = self._evaluate(self.docket.deadlines[deadline_id])
        except CycleError as error:
            found = DeadlineOutcome("undetermined", error=str(error))
        except CountingError as error:
            found = DeadlineOutcome("undetermined", error=f"deadline {deadline_id}: {error}")
        except OverflowError:
            error_text = f"deadline {deadline_id}: its dates leave the years 1 to 9999"
            found = DeadlineOutcome("undetermined", error=error_text)
        finally:
            self.path.pop()
        self.done[deadline_id] = found
        return found

    def _evaluate(self, deadline: Deadline) -> DeadlineOutcome:
        acts = self.acts.get(deadline.id, [])
        try:
            triggers, first_steps = self._triggers(deadline)
        except _Unknown as unknown:
            return self._without_trigger(deadline, acts, unknown.step)
        chains: list[Chain] = []
        for world in self._worlds(deadline, triggers, acts):
            chains.append(self._chain(deadline, world, steps=self.steps and not chains))
        if len(chains) > 1:
            first, last = (
                self._chain(
                    deadline, next(islice(self._worlds(deadline, triggers, acts), place, None)), steps=self.steps
                )
                for place in _ends(chains)
            )
            chains = [first, *chains, last]
        return self._summary(deadline, chains, first_steps)

    def _chain(self, deadline: Deadline, world: tuple[Trigger, Sequence[Act]], *, steps: bool) -> Chain:
        chain = Chain(deadline.rule, self.book, self.on, steps=steps)
        chain.begin(world[0])
        chain.fold(world[1])
        return chain

    def _without_trigger(self, deadline: Deadline, acts: Sequence[Act], why: Step) -> DeadlineOutcome:
        """What the acts say by themselves: an end, a date of their own, a forecast; often nothing."""
        told: list[Act] = []
        dated = False
        for act in acts:
            extends, effect = act.effect.does == "extend", act.effect
            dated = dated or effect.does == "restart"
            dated = dated or (extends and (effect.until is not None or effect.counted_from == "event"))
            if dated or not extends:  # an extension of a date that is not known waits for it
                told.append(act)
        chain = Chain(deadline.rule, self.book, self.on, steps=self.steps)
        chain.fold(told)
        return replace(self._summary(deadline, [chain], [why]), caused_by=chain.caused_by)

    # Triggers -----------------------------------------------------------------------------------

    def _triggers(self, deadline: Deadline) -> tuple[Sequence[Trigger], list[Step]]:
        """Every day (or clock time) the trigger can mean, and the steps that say so."""
        rule = deadline.rule
        if rule.trigger is None:
            return (None,), []
        if rule.trigger in self.docket.deadlines:
            return self._deadline_trigger(rule.trigger, rule.counted_from)
        event = self.docket.events.get(rule.trigger)
        if event is None or event.known_from > self.known_on:
            raise _Unknown(Step("trigger", reason="not-known", event=rule.trigger))
        step = Step(
            "trigger", event.date.earliest, event.date.latest, "event", event.id, event.citation, name=event.date.text
        )
        if rule.stated is not None and (rule.period is None or event.date.is_open):
            return (None,), [step]
        if event.date.is_open:
            raise _Unknown(step._replace(reason="open-ended"))
        return self._event_days(event, in_hours=bool(rule.period and rule.period.hours)), [step]

    @staticmethod
    def _event_days(event: Event, *, in_hours: bool) -> Sequence[Trigger]:
        if in_hours:
            if event.date.clock is None or event.date.earliest is None:
                raise CountingError(
                    f"event {event.id}: a period in hours needs a clock time in its date, such as 2025-10-09T14:17"
                )
            return (datetime.combine(event.date.earliest, event.date.clock),)
        if event.date.is_one_day:
            return (event.date.earliest,)
        _bound(_number(event), f"event {event.id}: its date has")
        return event.date.days()

    def _deadline_trigger(self, deadline_id: str, counted_from: str) -> tuple[Sequence[Trigger], list[Step]]:
        outcome = self.outcome(deadline_id)
        passed = [deadline_id]
        while (successor := self._successor(outcome)) is not None:
            if successor in passed:
                circle = " → ".join((*passed, successor))
                raise CountingError(f"deadlines supersede each other in a circle: {circle}")
            passed.append(successor)
            outcome = self.outcome(successor)
        if outcome.error is not None:
            if self.path[-1] in self.circles:
                raise self.circles[self.path[-1]]
            root = outcome.error.rpartition(_NO_TRIGGER)[2]  # a long chain says it once
            raise CountingError(_NO_TRIGGER + root)
        step = Step("trigger", outcome.due_earliest, outcome.due_latest, f"deadline-{counted_from}", passed[-1])
        if outcome.state == "superseded" and outcome.successor is not None:
            raise _Unknown(Step("trigger", reason="trigger-superseded", event=passed[-1]))
        if outcome.state in ("rescinded", "void", "undetermined"):
            raise _Unknown(step._replace(before=None, after=None, reason=f"trigger-{outcome.state}"))
        if counted_from == "start":
            if outcome.start is None:
                raise _Unknown(step._replace(before=None, after=None, reason="trigger-undetermined"))
            return (outcome.start,), [step._replace(before=outcome.start, after=outcome.start)]
        if outcome.due_time is not None:
            return (outcome.due_time,), [step]
        days = outcome.possible or ((outcome.due,) if outcome.due is not None else ())
        if not days:
            raise _Unknown(step._replace(reason=f"trigger-{outcome.state}"))
        return days, [step]

    def _successor(self, outcome: DeadlineOutcome) -> str | None:
        found = outcome.successor if outcome.state == "superseded" else None
        return found if found in self.docket.deadlines else None

    def _worlds(
        self, deadline: Deadline, triggers: Sequence[Trigger], acts: Sequence[Act]
    ) -> Iterator[tuple[Trigger, Sequence[Act]]]:
        """Every combination of days that the trigger and the imprecise events of the acts can mean."""
        vague = [place for place, act in enumerate(acts) if act.effect.effective is None and self._is_vague(act)]
        if not vague:
            for trigger in triggers:
                yield trigger, acts
            return
        _bound(prod((len(triggers), *(_number(acts[place].event) for place in vague))), "its imprecise dates allow")
        choices = [acts[place].event.date.days() for place in vague]
        for trigger, chosen in product(triggers, product(*choices)):
            dated = list(acts)
            for place, day in zip(vague, chosen, strict=True):
                dated[place] = dated[place]._replace(legal=day)
            yield trigger, sorted(dated, key=lambda act: act[:3])

    @staticmethod
    def _is_vague(act: Act) -> bool:
        effect, day = act.effect, act.event.date
        if day.is_one_day or day.is_open:
            return False
        return effect.does in ("restart", "suspend", "resume") or (
            effect.does == "extend" and effect.counted_from == "event"
        )

    # Summary ------------------------------------------------------------------------------------

    def _summary(self, deadline: Deadline, chains: list[Chain], first_steps: list[Step]) -> DeadlineOutcome:
        first, last = chains[0], chains[-1]
        possible = sorted({chain.due for chain in chains if chain.due is not None}) if len(chains) > 1 else []
        earliest = possible[0] if possible else first.due
        latest = possible[-1] if possible else first.due
        due = earliest if earliest == latest else None
        states = {chain.state_on(self.on) for chain in chains}
        state = states.pop() if len(states) == 1 else RUNNING
        due_at = self._due_at(deadline, last, latest)
        if state == RUNNING:
            state = "undetermined" if latest is None else "passed" if self._has_passed(latest, due_at) else "pending"
        lefts = (chain.left_on(self.on) for chain in (first, last))
        left = " – ".join(dict.fromkeys(str(left) for left in lefts if left is not None)) or None
        return DeadlineOutcome(
            state=state,
            due=due,
            due_time=first.due_time if len(chains) == 1 else None,
            due_at=due_at,
            due_earliest=earliest,
            due_latest=latest,
            remaining=left if state == "suspended" else None,
            discrepancy="; ".join(dict.fromkeys(text for chain in (first, last) for text in chain.discrepancies))
            or None,
            start=first.start if first.start == last.start else None,
            uncertain=bool(
                state == "pending" and earliest is not None and latest is not None and earliest < self.on <= latest
            ),
            possible=tuple(possible) if due is None else (),
            segments=tuple(first.segments),
            forecasts=tuple(first.forecasts),
            caused_by=first.caused_by or deadline.rule.trigger,
            successor=first.successor,
            steps=self._steps(chains, first_steps, earliest, latest),
        )

    def _steps(
        self, chains: list[Chain], first_steps: list[Step], earliest: date | None, latest: date | None
    ) -> tuple[Step, ...]:
        if not self.steps:
            return ()
        first, last = chains[0], chains[-1]
        if first is last:
            return (*first_steps, *(first.trace or ()))
        one_start = first.start == last.start
        return (
            *first_steps,
            Step("possibility", first.start, None if one_start else first.start, "earliest"),
            *(first.trace or ()),
            Step("possibility", last.start, None if one_start else last.start, "latest"),
            *(last.trace or ()),
            *((Step("range", earliest, latest, "imprecise"),) if latest is not None else ()),
        )

    def _due_at(self, deadline: Deadline, chain: Chain, latest: date | None) -> datetime | None:
        if latest is None:
            return None
        if chain.due_time is not None:
            return chain.due_time.astimezone(UTC)
        return end_of_day(latest, chain.timezone, deadline.rule.time or chain.convention.day_ends)

    def _has_passed(self, latest: date, due_at: datetime | None) -> bool:
        if self.now is not None and due_at is not None:
            return due_at <= self.now
        return latest < self.on
