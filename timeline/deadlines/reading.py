"""Reading deadlines and policies as of any day, straight from the records; nothing is stored."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from timeline.counting import DeadlineOutcome, PolicyOutcome, evaluate
from timeline.models import Deadline, DeadlineState, Policy

from .docket import Load, docket_of_policies, load_deadlines


def read_deadline(
    deadline: Deadline, *, known_on: date, on: date | None = None, drafts: bool = False, now: datetime | None = None
) -> DeadlineOutcome:
    """The outcome of one deadline with its steps; see `read_deadlines`.

    Raises Deadline.DoesNotExist for a deadline that is no published record (with `drafts`: that is retracted).
    """
    outcomes = read_deadlines([deadline], known_on=known_on, on=on, drafts=drafts, steps=True, now=now)
    if deadline.slug not in outcomes:
        raise Deadline.DoesNotExist(f"deadline {deadline.slug} is {deadline.publication_status}")
    return outcomes[deadline.slug]


def read_deadlines(
    deadlines: Collection[Deadline],
    *,
    known_on: date,
    on: date | None = None,
    drafts: bool = False,
    steps: bool = False,
    now: datetime | None = None,
) -> dict[str, DeadlineOutcome]:
    """The outcomes of deadlines by slug, in their order, with what was known on `known_on` as it stood on `on` (default: that day).

    Published records only, or with `drafts` all but retracted ones; deadlines beyond that are left out. `now`
    (aware), where `on` is today, lets a deadline pass at its own instant instead of after its day. The number of
    queries is the same for any number of deadlines.
    """
    load = load_deadlines([deadline.pk for deadline in deadlines], drafts=drafts, citations=steps)
    found = outcomes_of(load, known_on=known_on, on=on, steps=steps, now=now)
    return {deadline.slug: found[deadline.slug] for deadline in deadlines if deadline.slug in found}


def read_policies(policies: Collection[Policy], *, known_on: date, on: date | None = None) -> dict[str, PolicyOutcome]:
    """The statuses of published policies by slug, in their order, in a constant number of queries."""
    docket = docket_of_policies([policy.pk for policy in policies])
    found = evaluate(docket, known_on=known_on, on=on).policies
    return {policy.slug: found[policy.slug] for policy in policies if policy.slug in found}


def outcomes_of(
    load: Load,
    *,
    known_on: date,
    on: date | None = None,
    steps: bool = False,
    now: datetime | None = None,
    only: Collection[str] | None = None,
) -> dict[str, DeadlineOutcome]:
    """The outcomes of what was loaded, by slug, or of `only` some; what could not be read is undetermined and says why."""
    found = dict(evaluate(load.docket, known_on=known_on, on=on, steps=steps, now=now, only=only).deadlines)
    for slug, why in load.broken.items():
        if only is None or slug in only:
            found[slug] = DeadlineOutcome(state=DeadlineState.UNDETERMINED.value, error=why)
    return found
