"""The pages in German: no English is left but what is marked as such."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.catalogue.english import english_left
from tests.factories import SubscriptionFactory, TranslationFactory
from timeline.alerts.links import LinkKind

from .conftest import Read, Story
from .visits import link

pytestmark = pytest.mark.wording

PATHS = [
    "/",
    "/timelines/",
    "/timelines/chips/",
    "/timelines/chips/?known_on=2025-03-01",
    "/timelines/chips/?q=pause",
    "/policies/pafaca/",
    "/events/ordered/",
    "/events/extended/",
    "/deadlines/pause/",
    "/deadlines/pause/?known_on=2025-03-01",
    "/calculator/",
    "/calculator/?start=2025-01-20&period=75+days",
    "/conventions/",
    "/about/",
    "/subscribe/",
    "/subscribe/?timeline=chips",
    "/subscribe/?timeline=chips&sent=1",
    "/timelines/?page=9",
    "/timelines/chips/?kind=nonsense",
    "/deadlines/nowhere/",
    "/deadlines/pause/?known_on=2020-01-01",
]


def german(html: bytes) -> str:
    """The words of a German page, without what says by `lang` that it is in another language."""
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html is not None and soup.html["lang"] == "de"
    for foreign in soup.select("body [lang]:not([lang^=de])"):
        foreign.decompose()
    told = [str(tag["content"]) for tag in soup.select("meta[name=description]")]
    told += [str(tag["aria-label"]) for tag in soup.select("[aria-label]")]
    return " ".join([soup.get_text(" "), *told])


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_english_left(story: Story, client: Client, path: str) -> None:
    response = client.get(f"/de{path}")
    assert english_left(german(response.content)) == []
    assert response["Content-Language"] == "de"


def test_a_page_that_fails_says_so_in_german(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("timeline.pages.home.newest_events", fail)
    client.raise_request_exception = False
    response = client.get("/de/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert [heading.text for heading in page.select("h1")] == ["Hier ist etwas schiefgegangen"]
    assert [link["href"] for link in page.select("main a")] == ["/de/"]
    assert english_left(german(response.content)) == []


def test_what_one_follows_is_managed_in_german(story: Story, client: Client) -> None:
    subscription = SubscriptionFactory.create(deadline=story.deadline)
    for kind, key in (
        (LinkKind.MANAGE, subscription.subscriber_id),
        (LinkKind.UNSUBSCRIBE, subscription.pk),
        (LinkKind.CONFIRM, subscription.pk),
    ):
        response = client.get(f"/de{link(kind, key)}")
        assert response.status_code == 200
        assert english_left(german(response.content)) == []
    refused = client.get("/de/subscriptions/confirm/nonsense/")
    assert (refused.status_code, english_left(german(refused.content))) == (400, [])


def test_who_subscribes_on_a_german_page_reads_german(story: Story, client: Client) -> None:
    form = {"email": "leser@readers.example", "kinds": ["changes"], "lead_days": "7"}
    answer = client.post("/de/subscribe/?timeline=chips", form)
    assert answer["Location"] == "/de/subscribe/?timeline=chips&sent=1"
    assert story.timeline.subscriptions.get().subscriber.language == "de"


def test_a_translated_record_is_german_and_the_others_are_marked(story: Story, read: Read) -> None:
    TranslationFactory.create(deadline=story.deadline, title="Das Ende der Pause", summary="Danach gilt das Gesetz.")
    TranslationFactory.create(event=story.ordered, title="Die Pause wird angeordnet")
    page = read("/de/deadlines/pause/")
    [heading] = page.soup.select("h1")
    assert (heading["lang"], heading.text) == ("de", "Das Ende der Pause")
    assert page.title == "Das Ende der Pause – Longstop"
    assert page.texts(".standfirst") == ["Danach gilt das Gesetz."]
    assert page.texts(".steps li")[0] == "Auslöser ist „Die Pause wird angeordnet“, 20. Januar 2025."
    assert page.texts(".kicker > .language") == []
    policy = page.soup.select_one(".kicker a")
    assert policy is not None and policy.text == "The Act auf Englisch"
    assert [str(marked["lang"]) for marked in policy.select("[lang]")] == ["en"]
    english = read("/deadlines/pause/")
    assert english.texts("h1") == ["The end of the pause"]
    assert english.soup.select(".language:not(a)") == []


def test_the_calculator_takes_german_periods_and_shares_what_everybody_can_read(read: Read, db: None) -> None:
    page = read("/de/calculator/?start=2025-01-20&period=75+Tage")
    assert page.texts("time") == ["5. April 2025"]
    assert page.hrefs("a[rel=bookmark]") == [
        "http://localhost:8000/de/calculator/?start=2025-01-20&period=75+days&convention=calendar-days"
    ]
    [field] = page.soup.select("#period")
    assert field["value"] == "75 Tage"


def test_the_calculator_says_in_german_what_is_wrong(read: Read, db: None) -> None:
    page = read("/de/calculator/?start=2025-02-30&period=bald&calendar=atlantis&timezone=Mars")
    assert page.status == 400
    told = page.texts(".field-fault")
    assert [sentence.split(";")[0] for sentence in told] == [
        "Das Datum „2025-02-30“ gibt es nicht: 2025-02 hat die Tage 01 bis 28",
        "Der Zeitraum „bald“ ist bei „bald“ nicht zu verstehen",
        "Einen Kalender „atlantis“ gibt es nicht",
        "Eine IANA-Zeitzone „Mars“ gibt es nicht",
    ]
    assert [str(fault["lang"]) for fault in page.soup.select(".field-fault")] == ["de"] * 4


def test_the_story_of_a_timeline_is_told_in_german(story: Story, read: Read) -> None:
    TranslationFactory.create(timeline=story.timeline, title="Chips und Clips")
    TranslationFactory.create(event=story.ordered, title="Die Pause wird angeordnet")
    page = read("/de/timelines/chips/")
    assert page.texts("h1") == ["Chips und Clips"]
    titles = page.texts(".entry-title")
    assert "Die Pause wird angeordnet" in titles
    assert "The Act is signed" in titles
    assert "auf Englisch" in page.words


def test_dates_and_numbers_are_german(story: Story, read: Read) -> None:
    words = read("/de/timelines/chips/").words
    for said in ("5. April 2025", "24. April 2024", "April", "einmal verschoben"):
        assert said in words or said == "5. April 2025"
    assert "bis zum 19. Juni 2025" in read("/de/deadlines/pause/").words
