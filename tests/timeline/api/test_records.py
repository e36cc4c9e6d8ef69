"""Events, policies, timelines, sources and what they are filed under, as programs read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    ActorFactory,
    CitationFactory,
    CountedRuleFactory,
    DeadlineFactory,
    EffectFactory,
    EventFactory,
    IdentifierFactory,
    JurisdictionFactory,
    PolicyFactory,
    SourceFactory,
    TimelineFactory,
    TopicFactory,
)

from .conftest import Ask

pytestmark = pytest.mark.django_db


def ids(page: Any) -> list[str]:
    return [record["id"] for record in page["results"]]


def test_an_event_shows_its_citations_and_effects(ask: Ask) -> None:
    event = EventFactory.create(
        slug="eo-14258",
        title="Executive Order 14258",
        date="2025-04-04",
        kind="signing",
        policies=[PolicyFactory.create(slug="pafaca")],
        topics=[TopicFactory.create(slug="tiktok", name="TikTok")],
        actors=[ActorFactory.create(slug="donald-trump", name="Donald Trump", kind="person")],
    )
    CitationFactory.create(event=event, source__slug="fr-2025-06162", quote="until June 19, 2025", locator="sec. 2")
    EffectFactory.create(event=event, on_deadline=CountedRuleFactory.create(deadline__slug="pause").deadline)

    record = ask("events/eo-14258/")

    assert record["date"] == record["earliest"] == record["latest"] == record["known_from"] == "2025-04-04"
    assert (record["kind"], record["certainty"], record["policies"]) == ("signing", "confirmed", ["pafaca"])
    assert record["topics"] == [{"id": "tiktok", "name": "TikTok"}]
    assert record["actors"] == [{"id": "donald-trump", "name": "Donald Trump", "kind": "person"}]
    assert [(c["source"]["id"], c["quote"], c["locator"]) for c in record["citations"]] == [
        ("fr-2025-06162", "until June 19, 2025", "sec. 2")
    ]
    assert record["effects"] == [
        {
            "on": "pause",
            "on_record": "deadline",
            "does": "extend",
            "until": "2025-06-19",
            "by": "",
            "counted_from": "",
            "period": "",
            "by_deadline": None,
            "effective": None,
        }
    ]


def test_an_event_names_nothing_that_readers_cannot_see(ask: Ask) -> None:
    hidden: Any = {"publication_status": "draft"}
    event = EventFactory.create(
        slug="open",
        policies=[
            PolicyFactory.create(slug="secret-policy", **hidden),
            PolicyFactory.create(slug="secret-too", publication_status="retracted"),
        ],
    )
    CitationFactory.create(event=event, source=SourceFactory.create(slug="secret-source", **hidden))
    EffectFactory.create(event=event, on_deadline=DeadlineFactory.create(slug="secret-deadline", **hidden))
    EffectFactory.create(
        event=event,
        on_deadline=DeadlineFactory.create(slug="seen"),
        does="supersede",
        until=None,
        by_deadline=DeadlineFactory.create(slug="secret-successor", **hidden),
    )

    record = ask("events/open/")

    assert (record["policies"], record["citations"]) == ([], [])
    assert [(effect["on"], effect["by_deadline"]) for effect in record["effects"]] == [("seen", None)]
    assert "secret" not in str(record)


def test_an_event_is_there_from_the_day_it_became_known(ask: Ask) -> None:
    EventFactory.create(slug="leaked", date="2025-01-10", known_from="2025-02-01")

    ask("events/leaked/", known_on="2025-01-31", status=404)
    assert ask("events/leaked/", known_on="2025-02-01")["id"] == "leaked"
    assert ids(ask("events/", known_on="2025-01-31")) == []
    assert ids(ask("events/")) == ["leaked"]


def test_an_effect_on_a_deadline_that_was_not_known_yet_is_left_out(ask: Ask) -> None:
    later = CountedRuleFactory.create(deadline__slug="later", trigger_event__date="2025-03-01")
    EffectFactory.create(event=EventFactory.create(slug="early", date="2025-01-05"), on_deadline=later.deadline)

    assert ask("events/early/", known_on="2025-02-01")["effects"] == []
    assert [effect["on"] for effect in ask("events/early/")["effects"]] == ["later"]


def test_events_are_narrowed_by_kind_certainty_and_days(ask: Ask) -> None:
    EventFactory.create(slug="month", date="2023-08", kind="launch")
    EventFactory.create(slug="day", date="2025-01-20", certainty="planned")
    EventFactory.create(slug="open-ended", date="2025-06-01/..", known_from="2025-06-01")

    assert ids(ask("events/", kind="launch")) == ["month"]
    assert ids(ask("events/", certainty="planned")) == ["day"]
    assert ids(ask("events/", date_from="2023-08-31", date_to="2023-08-31")) == ["month"]
    assert ids(ask("events/", date_from="2025-01-21")) == ["open-ended"]
    assert ids(ask("events/", date_to="2025-01-20")) == ["month", "day"]


def test_events_are_narrowed_by_what_they_are_filed_under(ask: Ask) -> None:
    topic = TopicFactory.create(slug="tiktok")
    actor = ActorFactory.create(slug="bytedance")
    policy = PolicyFactory.create(slug="pafaca")
    EventFactory.create(slug="a", topics=[topic])
    EventFactory.create(slug="b", actors=[actor])
    EventFactory.create(slug="c", policies=[policy])
    TimelineFactory.create(slug="chips", topics=[topic], actors=[actor])

    assert ids(ask("events/", topic="tiktok")) == ["a"]
    assert ids(ask("events/", actor="bytedance")) == ["b"]
    assert ids(ask("events/", policy="pafaca")) == ["c"]
    assert ids(ask("events/", timeline="chips")) == ["a", "b"]


def test_a_policy_shows_the_status_that_follows_from_its_events(ask: Ask) -> None:
    policy = PolicyFactory.create(slug="pafaca", jurisdiction=JurisdictionFactory.create(slug="us"))
    IdentifierFactory.create(policy=policy, scheme="public-law", value="118-50")
    for slug, day, does in (("signed", "2024-04-24", "adopt"), ("effective", "2025-01-19", "take-effect")):
        EffectFactory.create(
            event=EventFactory.create(slug=slug, date=day), on_deadline=None, on_policy=policy, does=does, until=None
        )

    record = ask("policies/pafaca/")

    assert (record["status"], record["jurisdiction"]) == ("in force", "us")
    assert record["identifiers"] == [{"scheme": "public-law", "value": "118-50"}]
    assert [(change["on"], change["event"]) for change in record["status_changes"]] == [
        ("2024-04-24", "signed"),
        ("2025-01-19", "effective"),
    ]
    assert ask("policies/pafaca/", known_on="2024-12-01")["status"] == "adopted"
    ask("policies/pafaca/", known_on="2024-04-23", status=404)
    assert ids(ask("policies/", identifier="118-50")) == ["pafaca"]
    assert ids(ask("policies/", jurisdiction="us")) == ["pafaca"]


def test_a_timeline_shows_its_selection_and_where_its_records_are(ask: Ask) -> None:
    TimelineFactory.create(
        slug="chips",
        topics=[TopicFactory.create(slug="tiktok")],
        policies=[PolicyFactory.create(slug="pafaca"), PolicyFactory.create(publication_status="draft")],
        highlights=[EventFactory.create(slug="seen"), EventFactory.create(publication_status="draft")],
    )

    record = ask("timelines/chips/", known_on="2025-02-01")

    assert (record["policies"], record["highlights"]) == (["pafaca"], ["seen"])
    assert record["events"] == "http://testserver/api/v1/events/?timeline=chips&known_on=2025-02-01"
    assert ids(ask("timelines/", topic="tiktok")) == ["chips"]


def test_sources_are_there_once_they_are_published(ask: Ask) -> None:
    SourceFactory.create(slug="seen", publisher="Federal Register")
    SourceFactory.create(slug="hidden", publication_status="draft")
    SourceFactory.create(slug="gone", publication_status="retracted")

    assert ids(ask("sources/")) == ["seen"]
    ask("sources/hidden/", status=404)
    ask("sources/gone/", status=404)
    assert ids(ask("sources/", publisher="Federal Register", search="seen")) == ["seen"]


def test_topics_actors_and_jurisdictions_are_those_of_published_records(ask: Ask) -> None:
    topic, secret = TopicFactory.create(slug="seen"), TopicFactory.create(slug="secret")
    EventFactory.create(topics=[topic], actors=[ActorFactory.create(slug="known")])
    EventFactory.create(topics=[secret], actors=[ActorFactory.create(slug="unknown")], publication_status="draft")
    PolicyFactory.create(jurisdiction=JurisdictionFactory.create(slug="us"))
    PolicyFactory.create(jurisdiction=JurisdictionFactory.create(slug="atlantis"), publication_status="draft")

    assert ids(ask("topics/")) == ["seen"]
    assert ids(ask("actors/")) == ["known"]
    assert ids(ask("jurisdictions/")) == ["us"]
    ask("events/", topic="secret", status=400)
    ask("topics/secret/", status=404)


@pytest.mark.parametrize("address", ["events/", "events/any/", "deadlines/", "timelines/", "sources/"])
def test_nothing_can_be_written(db: None, address: str) -> None:
    client = Client()
    EventFactory.create(slug="any")

    for method in (client.post, client.put, client.patch, client.delete):
        response = method(f"/api/v1/{address}")
        assert response.status_code == 405
        assert list(response.json()) == ["detail"]


def test_an_address_that_is_no_id_is_not_found(ask: Ask) -> None:
    assert Client().get("/api/v1/events/a%00b/").status_code == 404
    assert ask("events/nothing/", status=404) == {"detail": "No Event matches the given query."}
