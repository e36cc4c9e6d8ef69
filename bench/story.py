"""A made-up timeline of any length: the same events as a timeline file of ours and as the JSON of TimelineJS."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

ID = "story"
_FIRST, _YEARS = date(2005, 1, 3), 20
_KINDS = ("announcement", "publication", "ruling", "report", "launch", "effective")
_SENTENCE = (
    "the agency publishes a rule on exports of chips and asks for comments until the end of the period that the statute "
    "names while two companies say that they will challenge it in court and a committee of parliament holds a hearing"
)
_WORDS = _SENTENCE.split()


def timeline_file(number: int, id: str = ID) -> dict[str, Any]:
    """A timeline of `number` events over twenty years, each with a summary, a source and a quote, and eight deadlines.

    The ids of its records begin with its own, so that several fit into one database.
    """
    events = [
        {
            "id": f"{id}-e{n}",
            "title": title(n),
            "summary": summary(n),
            "kind": _KINDS[n % len(_KINDS)],
            "date": day(n, number).isoformat(),
            "topics": [f"{id}-t{n % 5}"],
            "actors": [f"{id}-a{n % 7}"],
            "policies": [f"{id}-p{n % 3}"],
            "citations": [{"source": f"{id}-s{n % 20}", "quote": summary(n + 7)[:80], "locator": f"sec. {n % 9 + 1}"}],
        }
        for n in range(number)
    ]
    deadlines = [
        {
            "id": f"{id}-d{n}",
            "title": f"Deadline {n}: comments are due",
            "policy": f"{id}-p{n % 3}",
            "rule": {"trigger": f"{id}-e{n * number // 8}", "period": f"{30 + 15 * n} days", "convention": "us-frcp-6"},
            "citations": [{"source": f"{id}-s{n}", "quote": "comments are due within the period"}],
        }
        for n in range(8)
    ]
    return {
        "longstop": 1,
        "timeline": {"id": id, "title": "A made-up story", "summary": summary(3), "language": "en"},
        "jurisdictions": [
            {"id": f"{id}-somewhere", "name": "Somewhere", "timezone": "America/New_York", "calendar": "us-federal"}
        ],
        "topics": [{"id": f"{id}-t{n}", "name": f"Topic {n}"} for n in range(5)],
        "actors": [{"id": f"{id}-a{n}", "name": f"Actor {n}", "kind": "organisation"} for n in range(7)],
        "sources": [
            {
                "id": f"{id}-s{n}",
                "title": f"Source {n}",
                "publisher": "Federal Register",
                "url": f"https://sources.example/{n}",
                "published": "2024-01-02",
            }
            for n in range(20)
        ],
        "policies": [
            {"id": f"{id}-p{n}", "title": f"Policy {n}", "kind": "regulation", "jurisdiction": f"{id}-somewhere"}
            for n in range(3)
        ],
        "events": events,
        "deadlines": deadlines,
    }


def timelinejs(number: int) -> dict[str, Any]:
    """The same events as TimelineJS reads them, its tags being the topics."""
    slides = []
    for n in range(number):
        when = day(n, number)
        slides.append(
            {
                "start_date": {"year": when.year, "month": when.month, "day": when.day},
                "text": {"headline": title(n), "text": f"<p>{summary(n)}</p>"},
                "group": f"Topic {n % 5}",
            }
        )
    return {"title": {"text": {"headline": "A made-up story", "text": summary(3)}}, "events": slides}


def plain_list(number: int) -> str:
    """The same events as the entries of a list in HTML, and nothing else."""
    return "".join(f"<li><time>{day(n, number)}</time> <b>{title(n)}</b> {summary(n)}</li>\n" for n in range(number))


def title(n: int) -> str:
    """The title of the n-th event."""
    return f"Event {n}: {_some(n, 6)}"


def summary(n: int) -> str:
    """About 200 characters."""
    return f"{_some(n * 3, 34).capitalize()}."


def day(n: int, number: int) -> date:
    """The day of the n-th of `number` events, which are spread evenly."""
    return _FIRST + timedelta(days=n * 365 * _YEARS // number)


def _some(start: int, count: int) -> str:
    return " ".join(_WORDS[(start + n * 5) % len(_WORDS)] for n in range(count))
