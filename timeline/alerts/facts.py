"""What an alert's mail tells: the day, why it is that day, what moved it, and the sources. Published records only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from timeline.counting import DeadlineOutcome, explain_outcome, outcome_lines
from timeline.deadlines.queries import published_citations, published_deadlines, published_events, published_policies
from timeline.deadlines.reading import read_deadline
from timeline.models import Alert, Citation, Event

from .links import page_url
from .moments import zone_of
from .wording import days_left, due_in_words, edtf_in_words, language


def alert_facts(alert: Alert, now: datetime) -> dict[str, Any]:
    """The context of an alert's templates in the active language.

    `due`, `was` are days in words, `days` those left; `explanation` sentences; `window` what its picture shows, in lines;
    `event` what moved it; `citations` sources.
    """
    if alert.event is not None:
        return _event_facts(alert.event)
    deadline, outcome = alert.told_deadline, alert.told_outcome
    zone = zone_of(deadline)
    today = now.astimezone(UTC).date()
    reading = read_deadline(deadline, known_on=today, now=now)
    titles = _titles(reading)
    events = published_events(known_on=today).filter(outcomes=outcome)
    if alert.before is None:
        # A reminder names what moved the deadline, not what started it.
        events = events.filter(effects__on_deadline=deadline)
    event = events.first()
    policy = deadline.policy if deadline.policy and deadline.policy.is_published else None
    replacement = published_deadlines().filter(supersedes__on_deadline=deadline, supersedes__event=event).first()
    return {
        "title": deadline.title,
        "state": outcome.state,
        "due": due_in_words(outcome, zone),
        "is_range": outcome.due is None and outcome.due_earliest is not None,
        "was": due_in_words(alert.before, zone) if alert.before else "",
        "was_state": alert.before.state if alert.before else "",
        "days": days_left(outcome, zone, now),
        "remaining": outcome.remaining,
        "discrepancy": outcome.discrepancy,
        "policy": policy.title if policy else "",
        "page_url": page_url("deadline", deadline.slug),
        "explanation": explain_outcome(reading, language(), titles),
        "window": outcome_lines(reading, language(), titles),
        "event": _event(event) if event else None,
        "replacement": replacement and {"title": replacement.title, "url": page_url("deadline", replacement.slug)},
        "citations": _citations(published_citations().filter(deadline=deadline)),
    }


def _event_facts(event: Event) -> dict[str, Any]:
    """The context of a new event's templates."""
    policies = published_policies().filter(events=event)
    return {
        "title": event.title,
        "when": edtf_in_words(event.date),
        "summary": event.summary,
        "policy": ", ".join(policy.title for policy in policies),
        "page_url": page_url("event", event.slug),
        "citations": _citations(published_citations().filter(event=event)),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "title": event.title,
        "date": event.date,
        "when": edtf_in_words(event.date),
        "actors": [actor.name for actor in event.actors.all()],
        "url": page_url("event", event.slug),
        "citations": _citations(published_citations().filter(event=event)),
    }


def _citations(citations: Iterable[Citation]) -> list[dict[str, str]]:
    return [
        {
            "publisher": citation.source.publisher,
            "title": citation.source.title,
            "language": citation.source.language,
            "url": citation.source.url if citation.source.url.startswith(("https://", "http://")) else "",
            "quote": citation.quote,
            "locator": citation.locator,
        }
        for citation in citations
    ]


def _titles(outcome: DeadlineOutcome) -> dict[str, str]:
    """Titles, by id, of the published events and deadlines that the steps speak of."""
    named = {step.event for step in outcome.steps if step.event}
    titles: dict[str, str] = dict(published_events().filter(slug__in=named).values_list("slug", "title"))
    titles.update(published_deadlines().filter(slug__in=named).values_list("slug", "title"))
    return titles
