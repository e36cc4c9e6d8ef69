"""What a page says to machines: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from timeline.deadlines.markdown import plain
from timeline.models import Actor, Deadline, Event, Identifier, Policy, Timeline, Topic
from timeline.pages.citations import CitationWords
from timeline.pages.pictures import PictureWords
from timeline.pages.verdict import Verdict

Thing = dict[str, Any]

_STATUS = {
    "rescinded": "EventCancelled",
    "void": "EventCancelled",
    "superseded": "EventCancelled",
    "suspended": "EventPostponed",
}
_FORCE = {
    "in force": "InForce",
    "suspended": "PartiallyInForce",
    "announced": "NotInForce",
    "proposed": "NotInForce",
    "adopted": "NotInForce",
    "repealed": "NotInForce",
    "void": "NotInForce",
    "expired": "NotInForce",
}


def event_thing(
    record: Event,
    url: str,
    citations: Iterable[CitationWords],
    policies: Iterable[tuple[Policy, str]],
    actors: Iterable[Actor],
    topics: Iterable[Topic],
    picture: Thing | None,
) -> Thing:
    """An `Event`; its days are the first and the last it can mean. `policies` come with their addresses."""
    about: list[Thing] = [{"@type": "Legislation", "name": policy.said.title, "url": at} for policy, at in policies]
    about += [{"@type": "Thing", "name": topic.name} for topic in topics]
    return {
        **_of("Event", record, url),
        "startDate": _day(record.earliest or record.latest),
        "endDate": _day(record.latest) if record.latest != record.earliest else None,
        "eventStatus": "https://schema.org/EventScheduled",
        "image": picture,
        "about": about,
        "actor": _actors(actors),
        "subjectOf": _cited(citations),
    }


def picture_thing(picture: PictureWords, site: str) -> Thing:
    """An `ImageObject` with whose picture it is; `site` is the public address that its paths belong to."""
    return {
        "@type": "ImageObject",
        "contentUrl": f"{site}{picture.full}",
        "encodingFormat": "image/webp",
        "width": picture.width,
        "height": picture.height,
        "description": picture.alt,
        "caption": picture.caption,
        "creditText": picture.credit,
        "license": picture.licence_url,
    }


def deadline_thing(
    record: Deadline,
    url: str,
    verdict: Verdict,
    previous: date | None,
    citations: Iterable[CitationWords],
    actors: Iterable[Actor],
    policy: tuple[Policy, str] | None,
) -> Thing:
    """An `Event` on the due day; one that moved says from where, one that no longer holds is cancelled."""
    status = _STATUS.get(
        verdict.state, "EventRescheduled" if previous and previous != verdict.day else "EventScheduled"
    )
    return {
        **_of("Event", record, url),
        "startDate": _day(verdict.day),
        "previousStartDate": _day(previous) if status == "EventRescheduled" else None,
        "eventStatus": f"https://schema.org/{status}",
        "actor": _actors(actors),
        "about": [{"@type": "Legislation", "name": policy[0].said.title, "url": policy[1]}] if policy else [],
        "subjectOf": _cited(citations),
    }


def policy_thing(
    record: Policy,
    url: str,
    status: str | None,
    identifiers: Iterable[Identifier],
    citations: Iterable[CitationWords],
) -> Thing:
    """A `Legislation` with its identifiers and whether it is in force; `status` as the counting floor names it."""
    return {
        **_of("Legislation", record, url),
        "legislationIdentifier": [str(identifier) for identifier in identifiers],
        "legislationType": record.get_kind_display(),
        "legislationJurisdiction": record.jurisdiction.name if record.jurisdiction else None,
        "legislationLegalForce": f"https://schema.org/{_FORCE[status]}" if status in _FORCE else None,
        "creativeWorkStatus": status,
        "citation": _cited(citations),
    }


def timeline_thing(record: Timeline, url: str, highlights: Iterable[tuple[str, Event]]) -> Thing:
    """A `CollectionPage` about the highlighted events, each with its address."""
    return {
        **_of("CollectionPage", record, url),
        "dateModified": record.updated_at.isoformat(timespec="seconds"),
        "about": [
            {"@type": "Event", "name": event.said.title, "startDate": _day(event.earliest or event.latest), "url": at}
            for at, event in highlights
        ],
    }


def script_text(thing: Thing) -> SafeString:
    """The thing as the text of a script element; what is empty is left out.

    The characters that could end the element or begin a comment in it are escaped, as Django's `json_script` does.
    """
    full = {"@context": "https://schema.org", **thing}
    text = json.dumps(_without_empty(full), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return SafeString(text)


def _of(kind: str, record: Event | Deadline | Policy | Timeline, url: str) -> Thing:
    said = record.said
    return {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": said.title,
        "description": plain(said.summary),
        "inLanguage": said.language,
    }


def _cited(citations: Iterable[CitationWords]) -> list[Thing]:
    """The sources: a `citation` of what is a work itself, such as a law; of an event, which is none, what it is the `subjectOf`."""
    return [
        {
            "@type": "NewsArticle",
            "headline": citation.title,
            "publisher": {"@type": "Organization", "name": citation.publisher} if citation.publisher else None,
            "url": citation.url,
            "datePublished": citation.time,
            "inLanguage": citation.language,
        }
        for citation in citations
    ]


def _actors(actors: Iterable[Actor]) -> list[Thing]:
    kinds = {"person": "Person", "government": "GovernmentOrganization"}
    return [{"@type": kinds.get(actor.kind, "Organization"), "name": actor.name} for actor in actors]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _without_empty(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _without_empty(value) for name, value in thing.items() if value not in (None, "", [], {})}
    if isinstance(thing, list):
        return [_without_empty(each) for each in thing]
    return thing
