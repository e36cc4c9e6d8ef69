from __future__ import annotations

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import ActorFactory, EventFactory, PolicyFactory, TimelineFactory, TopicFactory
from timeline.models import EVERYTHING, SavedSearch, Subscription

pytestmark = pytest.mark.django_db

FORM = {"email": "reader@readers.example", "kinds": ["new_events"], "lead_days": "7"}


def main(page: bytes) -> str:
    found = BeautifulSoup(page, "html.parser").main
    assert found is not None
    return " ".join(found.text.split())


def test_an_actor_and_everything_can_be_followed(client: Client) -> None:
    actor = ActorFactory.create(name="Commerce Department")
    assert "Follow the actor “Commerce Department”" in main(client.get(f"/subscribe/?actor={actor.slug}").content)
    assert "Follow everything published here" in main(client.get("/subscribe/?everything=1").content)

    answers = [client.post(f"/subscribe/?{what}", FORM) for what in (f"actor={actor.slug}", "everything=1")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [made.target for made in Subscription.objects.all()] == [actor, EVERYTHING]


def test_a_search_of_a_timeline_leads_to_following_what_it_finds(client: Client) -> None:
    topic, actor = TopicFactory.create(name="Chips"), ActorFactory.create(name="Acme")
    event = EventFactory.create(title="A ruling", topics=[topic], actors=[actor])
    timeline = TimelineFactory.create(title="AI", events=[event])
    page = client.get(f"/timelines/{timeline.slug}/?q=ruling&topic={topic.slug}&actor={actor.slug}")
    links = [a["href"] for a in BeautifulSoup(page.content, "html.parser").select("main .story .follow a")]

    search, followed_actor = (str(link) for link in links)
    words = main(client.get(search).content)
    answer = client.post(search, FORM)

    assert followed_actor == f"/subscribe/?actor={actor.slug}"
    assert "Follow the search for “ruling” in the timeline “AI” (topic: Chips, actor: Acme)" in words
    assert answer["Location"] == f"{search}&sent=1"
    assert Subscription.objects.get().target == SavedSearch.of(
        {"timeline": timeline.slug, "q": "ruling", "topic": topic.slug, "actor": actor.slug}
    )


def test_a_timeline_that_is_not_searched_offers_no_search_to_follow(client: Client) -> None:
    page = client.get(f"/timelines/{TimelineFactory.create().slug}/")

    assert BeautifulSoup(page.content, "html.parser").select("main .story .follow a") == []


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("everything=yes", 400, "“everything” is “yes”; only 1 is allowed."),
        ("everything=1&search=q%3Dchips", 400, "names several things to follow"),
        ("search=" + quote("colour=red"), 400, "The search has a filter “colour”"),
        ("search=" + quote("q=one&q=two"), 400, "names “q” twice"),
        ("search=" + quote("q= "), 400, "The search asks for nothing"),
        ("search=" + quote("kind=song"), 400, "There is no kind of event “song”"),
        ("search=" + quote("topic=nowhere"), 400, "There is no topic “nowhere”."),
        ("search=" + quote("timeline=nowhere&q=chips"), 404, "There is nothing to follow with the id “nowhere”."),
        ("search=" + quote("q=" + "x" * 201), 400, "The search has 201 characters"),
        ("search=" + quote("q=" + "x" * 1600), 400, "The search has 1602 characters"),
        ("search=" + quote("&".join("q=a" for _ in range(30))), 400, "The search has too many filters"),
        ("actor=nobody", 404, "There is nothing to follow with the id “nobody”."),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_sentence(
    client: Client, query: str, status: int, sentence: str
) -> None:
    answers = [client.get(f"/subscribe/?{query}"), client.post(f"/subscribe/?{query}", FORM)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert all(sentence in main(answer.content) for answer in answers)
    assert not Subscription.objects.exists()


def test_a_search_for_a_draft_policy_is_refused(client: Client) -> None:
    policy = PolicyFactory.create(publication_status="draft")

    answer = client.get(f"/subscribe/?search={quote(f'policy={policy.slug}')}")

    assert answer.status_code == 400
    assert "There is no policy" in main(answer.content)
