"""A timeline file as typed data (DESIGN §6). Ids refer to each other; nothing here knows the database.

`line` is where a record begins in its file; it takes no part in comparing two records.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    id: str
    name: str
    timezone: str = "UTC"
    calendar: str = ""
    convention: str = "calendar-days"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    id: str
    name: str
    kind: str = "organisation"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """`published` is EDTF; empty where it is not known, as is `url`."""

    id: str
    title: str
    publisher: str
    url: str = ""
    published: str = ""
    language: str = "en"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Citation:
    source: str
    quote: str = ""
    locator: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """The title of a record, and perhaps its summary, in another language of the pages; of an event also the words of its picture."""

    language: str
    title: str
    summary: str = ""
    picture_alt: str = ""
    picture_caption: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    scheme: str
    value: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """`language`, here and in the records below, is that of title and summary; empty: that of the timeline."""

    id: str
    title: str
    kind: str = "other"
    jurisdiction: str = ""
    summary: str = ""
    language: str = ""
    translations: tuple[Translation, ...] = ()
    topics: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    citations: tuple[Citation, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Effect:
    """`on` is the id of a policy or a deadline; `by` and `period` are periods as written; `counted_from` is the file's `from`."""

    on: str
    does: str
    until: dt.date | None = None
    by: str = ""
    counted_from: str = ""
    period: str = ""
    by_deadline: str = ""
    effective: dt.date | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """The words of an event's picture; `file` names the pixels, which are not in a file."""

    file: str
    alt: str
    credit: str
    caption: str = ""
    licence: str = ""
    licence_url: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """`date` is EDTF as written; its place in `Document.events` is its order among events of one day."""

    id: str
    title: str
    date: str
    kind: str = "other"
    known_from: dt.date | None = None
    certainty: str = "confirmed"
    summary: str = ""
    language: str = ""
    translations: tuple[Translation, ...] = ()
    policies: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    effects: tuple[Effect, ...] = ()
    picture: Picture | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """`trigger` is the id of an event or a deadline; empty text and null mean that the field is not given."""

    trigger: str = ""
    period: str = ""
    direction: str = "after"
    convention: str = ""
    calendar: str = ""
    stated: dt.date | None = None
    time: dt.time | None = None
    timezone: str = ""
    last_day: str = "included"
    counted_from: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    id: str
    title: str
    policy: str = ""
    jurisdiction: str = ""
    summary: str = ""
    language: str = ""
    translations: tuple[Translation, ...] = ()
    rule: Rule
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The header: the page, its selection by topic, policy and actor, and the events it shows with emphasis."""

    id: str
    title: str
    language: str = "en"
    summary: str = ""
    topics: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One timeline with every record of its file, each list in the order of the file."""

    timeline: Timeline
    jurisdictions: tuple[Jurisdiction, ...] = ()
    topics: tuple[Topic, ...] = ()
    actors: tuple[Actor, ...] = ()
    sources: tuple[Source, ...] = ()
    policies: tuple[Policy, ...] = ()
    events: tuple[Event, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    file: str = field(default="", compare=False)
