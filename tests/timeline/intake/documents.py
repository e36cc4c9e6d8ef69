"""Documents for tests: one that people could have written, and any that a file can hold."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from hypothesis import strategies as st

from timeline.intake import document as doc
from timeline.intake.read import read_texts

PAUSE = """\
longstop: 1
timeline: {id: pause, title: The pause, highlights: [order]}
jurisdictions:
- {id: us, name: United States, timezone: America/New_York, calendar: us-federal}
topics:
- {id: tiktok, name: TikTok}
actors:
- {id: president, name: The President, kind: person}
sources:
- {id: fr, title: Federal Register, publisher: Government, url: "https://fr.example/1", published: 2025-01-30}
policies:
- {id: act, title: The Act, kind: statute, jurisdiction: us, topics: [tiktok], identifiers: [{scheme: public-law, value: 118-50}]}
events:
- id: order
  title: The order
  kind: signing
  date: 2025-01-20
  policies: [act]
  actors: [president]
  topics: [tiktok]
  citations:
  - {source: fr, quote: for a period of 75 days, locator: sec. 2(a)}
- id: extension
  title: The extension
  date: 2025-04-04
  effects:
  - {on: enforcement-pause, does: extend, until: 2025-06-19}
deadlines:
- id: enforcement-pause
  title: No enforcement
  policy: act
  rule: {trigger: order, period: 75 days}
  topics: [tiktok]
  citations:
  - {source: fr, quote: for a period of 75 days}
"""


def read(text: str, name: str = "pause.yaml") -> doc.Document:
    """The document of one text."""
    (document,) = read_texts([(name, text.encode())])
    return document


slugs = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
days = st.dates(dt.date(1900, 1, 1), dt.date(2090, 12, 31))
dates = st.one_of(
    days.map(str),
    st.sampled_from(
        ["2023-08", "2024", "2024-35", "2024-12-31~", "2023?", "202X", "2025-01-20/..", "2025-01-20T14:17"]
    ),
)
periods = st.sampled_from(["75 days", "10 working days", "1 year 6 months", "P90D", "3 weeks"])
_characters = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    st.sampled_from(" :#-'\"{}[],&*!|>%@`~?"),
)
_words = st.sampled_from(
    ["true", "null", "~", "on", "no", "2024", "2025-01-20", "17:00", "1e3", "0x1", "- a", "<<", "=", "---"]
)


def one_line(most: int) -> st.SearchStrategy[str]:
    return st.one_of(
        _words,
        st.text(_characters, min_size=1, max_size=most).map(str.strip).filter(lambda t: len(t.splitlines()) == 1),
    )


def lines(most: int) -> st.SearchStrategy[str]:
    return st.text(st.one_of(_characters, st.just("\n")), max_size=most).map(str.strip)


@st.composite
def documents(draw: Any) -> doc.Document:
    """Any document without mistakes, small."""
    stem = draw(slugs)
    ids = (f"{stem}-{number}" for number in itertools.count())

    def some(ids: list[str]) -> tuple[str, ...]:
        return tuple(sorted(draw(st.sets(st.sampled_from(ids))))) if ids else ()

    def one_or_none(ids: list[str]) -> str:
        chosen: str = draw(st.sampled_from(["", *ids]))
        return chosen

    def times(most: int) -> range:
        return range(draw(st.integers(0, most)))

    jurisdictions = [
        doc.Jurisdiction(
            next(ids),
            draw(one_line(20)),
            draw(st.sampled_from(["UTC", "Europe/Brussels"])),
            draw(st.sampled_from(["", "us-federal"])),
        )
        for _ in times(2)
    ]
    topics = [doc.Topic(next(ids), draw(one_line(20))) for _ in times(2)]
    actors = [
        doc.Actor(next(ids), draw(one_line(20)), draw(st.sampled_from(["person", "organisation"]))) for _ in times(2)
    ]
    sources = [
        doc.Source(
            next(ids),
            draw(one_line(30)),
            draw(one_line(20)),
            draw(st.sampled_from(["", "https://a.example/b?c=d#e"])),
            draw(st.one_of(st.just(""), dates)),
        )
        for _ in times(2)
    ]

    def citations() -> tuple[doc.Citation, ...]:
        held = [source.id for source in sources]
        count = draw(st.integers(0, 2)) if held else 0
        return tuple(
            doc.Citation(draw(st.sampled_from(held)), draw(lines(40)), draw(st.one_of(st.just(""), one_line(10))))
            for _ in range(count)
        )

    spoken = draw(st.sampled_from(["en", "de-AT"]))

    def said() -> dict[str, Any]:
        own = draw(st.sampled_from(["", "fr", "de" if spoken == "en" else "en"]))
        return {"language": own, "translations": translations(own or spoken)}

    def translations(own: str) -> tuple[doc.Translation, ...]:
        others = draw(st.sets(st.sampled_from(sorted({"de", "en"} - {own[:2]}))))
        return tuple(doc.Translation(each, draw(one_line(30)), draw(lines(30))) for each in sorted(others))

    def picture() -> doc.Picture | None:
        if not draw(st.booleans()):
            return None
        licence = draw(one_line(10))
        url = draw(st.sampled_from(["", "https://licences.example/by/4.0/"])) if licence else ""
        words = draw(one_line(30)), draw(one_line(10)), draw(one_line(30))
        return doc.Picture(draw(st.from_regex("[0-9a-f]{32}", fullmatch=True)), *words, licence, url)

    topic_ids, actor_ids = [each.id for each in topics], [each.id for each in actors]
    policies = [
        doc.Policy(
            id=next(ids),
            title=draw(one_line(30)),
            kind=draw(st.sampled_from(["statute", "other"])),
            jurisdiction=one_or_none([each.id for each in jurisdictions]),
            summary=draw(lines(60)),
            **said(),
            topics=some(topic_ids),
            identifiers=tuple(sorted(draw(st.sets(st.builds(doc.Identifier, slugs, one_line(10)), max_size=2)))),
            citations=citations(),
        )
        for _ in times(2)
    ]
    policy_ids = [each.id for each in policies]
    event_ids, deadline_ids = [next(ids) for _ in times(3)], [next(ids) for _ in times(3)]

    def effect() -> doc.Effect:
        target = draw(st.sampled_from([*policy_ids, *deadline_ids]))
        effective = draw(st.one_of(st.none(), days))
        if target in policy_ids:
            return doc.Effect(target, draw(st.sampled_from(["propose", "adopt", "suspend"])), effective=effective)
        chosen: doc.Effect = draw(
            st.sampled_from(
                [
                    doc.Effect(
                        target,
                        "extend",
                        until=dt.date(2025, 6, 19),
                        by="75 days",
                        counted_from="event",
                        effective=effective,
                    ),
                    doc.Effect(target, "restart", period="120 days"),
                    doc.Effect(target, "supersede", by_deadline=deadline_ids[0]),
                    doc.Effect(target, "satisfy", effective=effective),
                ]
            )
        )
        return chosen

    events = [
        doc.Event(
            id=id,
            title=draw(one_line(30)),
            date=draw(dates),
            kind=draw(st.sampled_from(["signing", "other"])),
            known_from=draw(st.one_of(st.none(), days)),
            certainty=draw(st.sampled_from(["confirmed", "planned"])),
            summary=draw(lines(60)),
            **said(),
            policies=some(policy_ids),
            actors=some(actor_ids),
            topics=some(topic_ids),
            citations=citations(),
            effects=tuple(effect() for _ in (times(2) if policy_ids or deadline_ids else ())),
            picture=picture(),
        )
        for id in event_ids
    ]

    def rule(at: int) -> doc.Rule:
        trigger = one_or_none([*event_ids, *deadline_ids[:at]])
        stated = draw(days) if not trigger else draw(st.one_of(st.none(), days))
        return doc.Rule(
            trigger=trigger,
            period=draw(periods) if trigger and stated is None else "",
            direction=draw(st.sampled_from(["after", "before"])),
            convention=draw(st.sampled_from(["", "us-frcp-6"])),
            stated=stated,
            time=draw(st.sampled_from([None, dt.time(17), dt.time(23, 59, 59)])),
            timezone=draw(st.sampled_from(["", "Asia/Shanghai"])),
            last_day=draw(st.sampled_from(["included", "excluded"])),
            counted_from="start" if trigger in deadline_ids else "",
        )

    deadlines = [
        doc.Deadline(
            id=id,
            title=draw(one_line(30)),
            policy=one_or_none(policy_ids),
            jurisdiction=one_or_none([each.id for each in jurisdictions]),
            summary=draw(lines(60)),
            **said(),
            rule=rule(at),
            actors=some(actor_ids),
            topics=some(topic_ids),
            citations=citations(),
        )
        for at, id in enumerate(deadline_ids)
    ]
    return doc.Document(
        timeline=doc.Timeline(
            next(ids),
            draw(one_line(30)),
            spoken,
            draw(lines(60)),
            some(topic_ids),
            some(policy_ids),
            some(actor_ids),
            some(event_ids),
            translations(spoken),
        ),
        jurisdictions=tuple(jurisdictions),
        topics=tuple(topics),
        actors=tuple(actors),
        sources=tuple(sources),
        policies=tuple(policies),
        events=tuple(events),
        deadlines=tuple(deadlines),
    )
