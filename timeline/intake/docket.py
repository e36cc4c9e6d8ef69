"""Documents -> the docket of an evaluation, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timeline import counting
from timeline.counting import Docket, get_convention, parse_edtf, parse_period

from . import document as doc

_NO_JURISDICTION = doc.Jurisdiction("", "")


def docket_of(documents: Sequence[doc.Document]) -> Docket:
    """Everything that documents without mistakes define, in the order of the files; of what two share, the first."""
    jurisdictions = {each.id: each for document in documents for each in document.jurisdictions}
    policies = {each.id: each for document in documents for each in document.policies}
    sources = {each.id: each for document in documents for each in document.sources}
    events: dict[str, counting.Event] = {}
    deadlines: dict[str, counting.Deadline] = {}
    for document in documents:
        for event in document.events:
            events.setdefault(event.id, _event(event, sources))
        for deadline in document.deadlines:
            policy = policies.get(deadline.policy)
            jurisdiction = jurisdictions.get(deadline.jurisdiction or (policy.jurisdiction if policy else ""))
            deadlines.setdefault(deadline.id, _deadline(deadline, jurisdiction or _NO_JURISDICTION))
    return Docket(
        events=events,
        deadlines=deadlines,
        policies={each.id: counting.Policy(each.id, each.title) for each in policies.values()},
    )


def titles_of(documents: Sequence[doc.Document]) -> dict[str, str]:
    """The titles of events, policies and deadlines by id, for explanations."""
    titles: dict[str, str] = {}
    for document in documents:
        titles |= {policy.id: policy.title for policy in document.policies}
        titles |= {deadline.id: deadline.title for deadline in document.deadlines}
        titles |= {event.id: event.title for event in document.events}
    return titles


def _event(event: doc.Event, sources: Mapping[str, doc.Source]) -> counting.Event:
    date = parse_edtf(event.date)
    known_from = event.known_from or date.latest or date.earliest
    assert known_from is not None, "an EDTF date has at least one end"
    return counting.Event(
        id=event.id,
        date=date,
        known_from=known_from,
        effects=tuple(map(_effect, event.effects)),
        citation=_citation(event, sources),
        title=event.title,
    )


def _citation(event: doc.Event, sources: Mapping[str, doc.Source]) -> str | None:
    """The first citation as people cite it: "Federal Register: Title, sec. 2(a)"."""
    if not event.citations:
        return None
    first = event.citations[0]
    source = sources[first.source]
    cited = f"{source.publisher}: {source.title}"
    return f"{cited}, {first.locator}" if first.locator else cited


def _effect(effect: doc.Effect) -> counting.Effect:
    return counting.Effect(
        on=effect.on,
        does=effect.does,
        until=effect.until,
        by=parse_period(effect.by) if effect.by else None,
        counted_from="event" if effect.counted_from == "event" else "deadline",
        period=parse_period(effect.period) if effect.period else None,
        by_deadline=effect.by_deadline or None,
        effective=effect.effective,
    )


def _deadline(deadline: doc.Deadline, jurisdiction: doc.Jurisdiction) -> counting.Deadline:
    rule = deadline.rule
    convention = rule.convention or jurisdiction.convention
    calendar = rule.calendar or (None if get_convention(convention).calendar else jurisdiction.calendar or None)
    return counting.Deadline(
        id=deadline.id,
        rule=counting.Rule(
            trigger=rule.trigger or None,
            period=parse_period(rule.period) if rule.period else None,
            direction="before" if rule.direction == "before" else "after",
            convention=convention,
            calendar=calendar,
            stated=rule.stated,
            time=rule.time,
            timezone=rule.timezone or jurisdiction.timezone,
            last_day="excluded" if rule.last_day == "excluded" else "included",
            counted_from="start" if rule.counted_from == "start" else "due",
        ),
        policy=deadline.policy or None,
        title=deadline.title,
    )
