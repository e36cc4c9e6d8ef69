"""What an alert's mail tells: the day, why it is that day, what moved it, and the sources. Published records only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from timeline.counting import discrepancy_words, explain_outcome, outcome_lines, period_words
from timeline.deadlines.markdown import plain
from timeline.deadlines.queries import published_citations, published_deadlines, published_events, published_policies
from timeline.deadlines.reading import read_deadline
from timeline.deadlines.translations import said_titles, say_in
from timeline.models import Alert, AlertKind, Citation, Event, LeadUnit

from .business_days import BusinessDays, calendar_of
from .links import page_url
from .moments import zone_of
from .wording import days_left, due_in_words, edtf_in_words, language


def alert_facts(alert: Alert, now: datetime) -> dict[str, Any]:
    """The context of an alert's templates in the active language.

    `due`, `was` are days in words, `days` those left, `business_days` too where the reminder counts them; `explanation`
    sentences; `window` what its picture shows, in lines; `event` what moved it; `citations` sources.
    """
    if alert.event is not None:
        return _event_facts(alert.event)
    deadline, outcome = alert.told_deadline, alert.told_outcome
    zone = zone_of(deadline)
    today = now.astimezone(UTC).date()
    reading = read_deadline(deadline, known_on=today, now=now)
    titles = said_titles({step.event for step in reading.steps if step.event}, language())
    events = published_events(known_on=today).filter(outcomes=outcome)
    if alert.before is None:
        # A reminder names what moved the deadline, not what started it.
        events = events.filter(effects__on_deadline=deadline)
    event = events.first()
    policy = deadline.policy if deadline.policy and deadline.policy.is_published else None
    replacement = published_deadlines().filter(supersedes__on_deadline=deadline, supersedes__event=event).first()
    say_in(language(), deadline, event, policy, replacement)
    return {
        "title": deadline.said.title,
        "title_language": deadline.said.language,
        "mark": deadline.said.mark,
        "state": outcome.state,
        "due": due_in_words(outcome, zone),
        "is_range": outcome.due is None and outcome.due_earliest is not None,
        "was": due_in_words(alert.before, zone) if alert.before else "",
        "was_state": alert.before.state if alert.before else "",
        "days": days_left(outcome, zone, now),
        "business_days": _business_days_left(alert, now),
        "remaining": period_words(outcome.remaining, language()),
        "discrepancy": discrepancy_words(outcome.discrepancy, language()),
        "policy": policy.said.title if policy else "",
        "page_url": page_url("deadline", deadline.slug),
        "explanation": explain_outcome(reading, language(), titles),
        "window": outcome_lines(reading, language(), titles),
        "event": _event(event) if event else None,
        "replacement": replacement and {"title": replacement.said.title, "url": page_url("deadline", replacement.slug)},
        "citations": _citations(published_citations().filter(deadline=deadline)),
    }


def _business_days_left(alert: Alert, now: datetime) -> int | None:
    """Business days from today, for a reminder that counts them; None for any other, and where it is today or tomorrow."""
    deadline, outcome = alert.told_deadline, alert.told_outcome
    if alert.kind != AlertKind.REMINDER or alert.lead_unit != LeadUnit.BUSINESS_DAYS or outcome.due is None:
        return None
    today = now.astimezone(zone_of(deadline)).date()
    if (outcome.due - today).days < 2:
        return None
    return BusinessDays().left(today, outcome.due, calendar_of(deadline))


def _event_facts(event: Event) -> dict[str, Any]:
    """The context of a new event's templates."""
    policies = list(published_policies().filter(events=event))
    say_in(language(), event, policies)
    return {
        "title": event.said.title,
        "title_language": event.said.language,
        "mark": event.said.mark,
        "when": edtf_in_words(event.date),
        "summary": plain(event.said.summary),
        "policy": ", ".join(policy.said.title for policy in policies),
        "page_url": page_url("event", event.slug),
        "citations": _citations(published_citations().filter(event=event)),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "title": event.said.title,
        "title_language": event.said.language,
        "mark": event.said.mark,
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
